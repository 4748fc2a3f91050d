import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ground } from '../support/a-school.ts'
import { aCourse } from './a-course.ts'
import { aTool } from './a-tool.ts'

const on = ground()

test('what Canvas is installed by names our own addresses, asks for nothing personal, and is the manifest', async () => {
  const { origin } = await aTool(on)
  const answer = await fetch(`${origin}/lti/canvas.json`)
  const text = await answer.text()
  expect(answer.headers.get('content-type')).toContain('application/json')
  const manifest: unknown = JSON.parse(readFileSync('manifests/lti-canvas.json', 'utf8'))
  const written = JSON.stringify(manifest)
    .replaceAll('https://tool.example', origin)
    .replaceAll('tool.example', new URL(origin).hostname)
  expect(JSON.parse(text)).toEqual(JSON.parse(written))
  const icon = await (await fetch(`${origin}/lti/icon.svg`)).text()
  expect(icon).toBe(readFileSync('src/web/src/shell/mark.svg', 'utf8').trim())
  expect(JSON.parse(text)).toMatchObject({ scopes: [], extensions: [{ privacy_level: 'anonymous' }] })
})

test('what a registration of Canvas is installed by asks for the services that its school turned on, and no others', async () => {
  const made = await aCourse(on, {}, 'canvas')
  const answered = async (registration: string) =>
    (await (await fetch(`${made.origin}/lti/canvas.json?registration=${registration}`)).json()) as {
      scopes: string[]
      extensions: [{ settings: { placements: { placement: string }[] } }]
    }
  const plain = await answered('nowhere')
  expect(plain).toMatchObject({ scopes: [] })
  expect(await answered(made.registration)).toEqual(plain)
  await made.choose({ roster: true })
  const roster = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly'
  expect(await answered(made.registration)).toEqual({ ...plain, scopes: [roster] })
  await made.choose({ roster: false, scores: true })
  const scored = await answered(made.registration)
  expect(scored.scopes).toEqual(['https://purl.imsglobal.org/spec/lti-ags/scope/score'])
  const [{ settings }] = scored.extensions
  expect(settings.placements.map(({ placement }) => placement)).toEqual([
    ...['course_navigation', 'link_selection', 'editor_button', 'assignment_selection'],
  ])
})
