import { type CoReadChunk, type CoReadGround, type CoReadLists, chunkCount, coReadChunk } from './co-reads.ts'
import { popularCounts } from './popular-counts.ts'

/** What is kept of the lists, and whether a ridge member will ask them. */
export interface ListsWanted {
  keptPerBook: number
  forRidge: boolean
}

/** All lists, one chunk after the other. */
export function coReadLists(ground: CoReadGround, wanted: ListsWanted): CoReadLists {
  const chunks = Array.from({ length: chunkCount(ground.interactions.bookCount) }, (_, chunk) =>
    coReadChunk(ground, chunk, wanted.keptPerBook),
  )
  return listsFrom(ground, chunks, wanted)
}

/** The same from chunks that were counted already. */
export function listsFrom(
  ground: CoReadGround,
  chunks: readonly CoReadChunk[],
  { forRidge }: Pick<ListsWanted, 'forRidge'>,
): CoReadLists {
  return { ground, chunks, popular: forRidge ? popularCounts({ ground, chunks }) : null }
}
