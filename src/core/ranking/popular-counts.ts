import { type CoReadLists, listOf, type PopularCounts } from './co-reads.ts'
import { bestFirst } from './selection.ts'

/** The matrix takes 4 bytes times the square of this; books beyond it have short lists, which are soon walked. */
const mostPopular = 2_500

/** Pairs that stand in neither book's list count as 0. In memory that threads may share. */
export function popularCounts(lists: Pick<CoReadLists, 'ground' | 'chunks'>): PopularCounts {
  const { diagonals } = lists.ground
  const all = Int32Array.from(diagonals, (_, book) => book)
  const popular = bestFirst(all, diagonals, mostPopular)
  const size = popular.length
  const ranks = new Int32Array(new SharedArrayBuffer(4 * diagonals.length)).fill(-1)
  for (const [rank, book] of popular.entries()) ranks[book] = rank
  const counts = new Float32Array(new SharedArrayBuffer(4 * size * size))
  for (const [rank, book] of popular.entries()) {
    const { chunk, from, to } = listOf(lists, book)
    for (let at = from; at < to; at++) {
      const other = ranks[chunk.others[at] as number] as number
      if (other === -1) continue
      counts[rank * size + other] = chunk.counts[at] as number
      counts[other * size + rank] = chunk.counts[at] as number
    }
  }
  return { ranks, size, counts }
}
