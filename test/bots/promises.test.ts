import { expect, test } from 'vitest'
import { filesUnder, textOf } from '../support/repository.ts'

const all = Array.from({ length: 45 }, (_, n) => `N${String(n + 1).padStart(2, '0')}`)
const tested = new Set(
  filesUnder('test')
    .filter((path) => path.endsWith('.test.ts') || path.startsWith('test/contracts/'))
    .flatMap((path) => [...textOf(path).matchAll(/\[chat-(N\d\d)\]/g)].map(([, id]) => id)),
)

test('every promise of the bots has a test that carries its id', () => {
  expect(all.filter((id) => !tested.has(id))).toEqual([])
  expect([...tested].filter((id) => !all.includes(id ?? ''))).toEqual([])
})
