import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** How many promises there are of each kind: what must be refused or survived, and (Y) what must be accepted. */
const kinds = { L: 10, N: 12, J: 12, C: 17, A: 10, D: 6, S: 7, R: 8, B: 10, K: 5, Y: 16 }

test('each promise of the tool in courses has a test that bears its id', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.test\.tsx?$/.test(file) && !file.endsWith('parity.test.ts'),
  )
  const texts = files.map((file) => readFileSync(`test/${file}`, 'utf8')).join('\n')
  const held = new Set([...texts.matchAll(/\[lti-([A-Z]\d+)\]/g)].map(([, id]) => id))
  const all = Object.entries(kinds).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, k) => `${kind}${k + 1}`),
  )
  expect(all.filter((id) => !held.has(id))).toEqual([])
  expect([...held].filter((id) => !all.includes(id ?? ''))).toEqual([])
})
