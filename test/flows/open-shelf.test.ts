import { expect, test, vi } from 'vitest'
import { createOpenShelves } from '../../src/core/flows/steps/lists/open-shelf.ts'
import type { ServedGraph } from '../../src/core/flows/steps/lists/served-graphs.ts'
import type { OpenShelf, SchoolRows } from '../../src/core/ports/store.ts'

/** Three books, numbered as in the graph, of which the gates leave the second one open. */
const served = {
  buildId: 1,
  graph: { bookCount: 3 },
  indexOf: (bookNo: number) => bookNo,
} as unknown as ServedGraph
const shelf: OpenShelf = { grade: 4, availableOnly: false, languages: [], theme: null, levels: null }
const at = { school: 'a', version: 1, shelf }

function readable() {
  const open = vi.fn(async () => [1])
  const rows = { books: { open }, overrides: { pinned: async () => [] } } as unknown as SchoolRows
  return { open, rows }
}

test('who asks for a shelf while it is read waits for the same reading', async () => {
  const { open, rows } = readable()
  const shelves = createOpenShelves()
  const found = await Promise.all([1, 2, 3].map(() => shelves.find(rows, served, at)))
  expect(open).toHaveBeenCalledTimes(1)
  expect(found.map(({ admits }) => [0, 1, 2].filter(admits))).toEqual([[1], [1], [1]])
  await shelves.find(rows, served, { ...at, version: 2 })
  expect(open).toHaveBeenCalledTimes(2)
})

test('a shelf that could not be read is read again', async () => {
  const { open, rows } = readable()
  open.mockRejectedValueOnce(new Error('away'))
  const shelves = createOpenShelves()
  await expect(shelves.find(rows, served, at)).rejects.toThrow('away')
  expect((await shelves.find(rows, served, at)).admits(1)).toBe(true)
})
