import type { Core } from '../../../ports/core.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import { announceReaders } from '../work/announce.ts'
import type { JobCounts } from '../work/job.ts'
import { modelOf } from './school-model.ts'

/** Neighbours by text that stand in for the graph, for a book that only its reader knows. */
const textNeighbours = 50
/** Own books looked at in one night, those that were placed longest ago: each is a search over the catalogue. */
const booksANight = 1000
const booksListedAtOnce = 100

/** Places a book among the catalogue's nearest, as of now; answers whether they differ from before. */
export async function placeOwnBook(
  core: Pick<Core, 'modelFor'>,
  rows: SchoolRows,
  bookId: string,
): Promise<boolean> {
  const { modelId } = await modelOf(core, rows)
  const [before] = await rows.vectors.textNeighbours([bookId])
  const near = await rows.vectors.nearestBooks(modelId, bookId, textNeighbours)
  // A book without a vector may get one later, and then has neighbours.
  if (near.length === 0) return false
  await rows.vectors.putTextNeighbours(bookId, near)
  return before?.neighbour_nos.join() !== near.map((one) => one.book_no).join()
}

/**
 * Readers' own books meet what came to the catalogue after they were placed. One transaction a book; the lists of
 * readers whose books stand beside others now are stale.
 */
export async function refreshOwnBooks(core: Core, schoolId: string): Promise<JobCounts> {
  const counts = { own_books: 0, own_books_moved: 0 }
  while (counts.own_books < booksANight) {
    const stale = await core.store.background.school(schoolId, async (rows) => {
      const { modelId } = await modelOf(core, rows)
      return rows.nightWork.staleOwnBooks(modelId, booksListedAtOnce)
    })
    for (const { book_id, owner_reader_id } of stale) {
      const versions = await core.store.background.school(schoolId, async (rows) =>
        (await placeOwnBook(core, rows, book_id)) ? rows.readers.raiseVersions([owner_reader_id]) : [],
      )
      if (versions.length > 0) await announceReaders(core, schoolId, versions)
      counts.own_books++
      counts.own_books_moved += versions.length
    }
    if (stale.length < booksListedAtOnce) break
  }
  return counts
}
