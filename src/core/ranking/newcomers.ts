import { scattered } from './random.ts'
import type { RatedEvent } from './split.ts'

/**
 * What is known of a reader who has only just come: the first `count` events, the oldest where there are times, else some
 * that are always the same, whatever their order. What such a reader should find is what the split hides, and not all
 * that is left: with so many goals whatever is popular looks better than it is.
 */
export function firstKnown(events: readonly RatedEvent[], count: number): RatedEvent[] {
  const inTurn = [...events].sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || lot(a) - lot(b))
  return inTurn.slice(0, count)
}

/** Drawn apart for each reader: no book comes early with everybody. */
const lot = ({ reader, book }: RatedEvent): number => scattered(reader, book)
