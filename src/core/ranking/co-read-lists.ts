import { type CoReadGround, type CoReadLists, chunkCount, coReadChunk } from './co-reads.ts'
import { popularCounts } from './popular-counts.ts'

/** All lists, one chunk after the other. */
export function coReadLists(
  ground: CoReadGround,
  { keptPerBook, forRidge }: { keptPerBook: number; forRidge: boolean },
): CoReadLists {
  const chunks = Array.from({ length: chunkCount(ground.interactions.bookCount) }, (_, chunk) =>
    coReadChunk(ground, chunk, keptPerBook),
  )
  return { ground, chunks, popular: forRidge ? popularCounts({ ground, chunks }) : null }
}
