import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusalCodes } from '../../src/lti/refusal.ts'
import { ground } from '../support/a-school.ts'
import { aTool } from './a-tool.ts'

const on = ground()
const page = readFileSync('docs/CONNECTING-LMS.md', 'utf8')

test("each refusal stands in the school's page with what it means and what to do, once", () => {
  const rows = [...page.matchAll(/^\| `([a-z_]+)` \| (.+?) \| (.+?) \|$/gm)]
  expect(rows.map(([, code]) => code).sort()).toEqual([...refusalCodes].sort())
})

test("each code that the school's page speaks of is one", () => {
  const spoken = [...page.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, code]) => code)
  const others = ['login_required', 'lti_iss', 'jwks_url']
  expect(spoken.filter((code) => ![...refusalCodes, ...others].includes(code ?? ''))).toEqual([])
})

test("each address that the school's page has pasted is one of ours", async () => {
  const { origin } = await aTool(on)
  const paths = new Set(
    [...page.matchAll(/https:\/\/books\.school\.example(\/[\w./-]+)/g)].map(([, path]) => path),
  )
  expect([...paths].sort()).toEqual([
    ...['/lti/canvas.json', '/lti/deep-link', '/lti/jwks', '/lti/launch', '/lti/login'],
  ])
  for (const path of paths) {
    const statuses = await Promise.all(
      ['GET', 'POST'].map((method) => fetch(`${origin}${path}`, { method }).then(({ status }) => status)),
    )
    expect({ path, isThere: statuses.some((status) => status !== 404) }).toEqual({ path, isThere: true })
  }
})

test('the README leads to it', () => {
  expect(readFileSync('README.md', 'utf8')).toContain('(docs/CONNECTING-LMS.md)')
})
