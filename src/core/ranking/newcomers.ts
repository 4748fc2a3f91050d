import { scattered } from './random.ts'
import type { RatedEvent } from './split.ts'

/** A reader as one is who has just come. */
export interface Newcomer {
  /** What is known so far. */
  known: readonly RatedEvent[]
  /** Books that the reader is going to like. */
  goals: ReadonlySet<number>
}

/**
 * Cuts a history to its first `count` events: the oldest where there are times, else some that are always the same,
 * whatever their order. All later likes are to be found, and those that a split hides.
 */
export function cutToNew(
  events: readonly RatedEvent[],
  hiddenLikes: Iterable<number>,
  count: number,
): Newcomer {
  const inTurn = [...events].sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || lot(a) - lot(b))
  const later = inTurn.slice(count).filter(({ liked }) => liked)
  return { known: inTurn.slice(0, count), goals: new Set([...later.map(({ book }) => book), ...hiddenLikes]) }
}

/** Drawn apart for each reader: no book comes early with everybody. */
const lot = ({ reader, book }: RatedEvent): number => scattered(reader, book)
