import { seededRandom, shuffledIndices } from './random.ts'

/** One event of a data set: dense indices, the rating on a scale of 1 to 5 when there is one. */
export interface RatedEvent {
  reader: number
  book: number
  rating?: number
  liked: boolean
}

/** What a system may learn from, and what it has to find. Every reader in `relevant` has something to find. */
export interface EvaluationSplit {
  readerCount: number
  /** All books of both parts: the whole catalogue competes, nothing is sampled. */
  bookCount: number
  train: readonly RatedEvent[]
  relevant: ReadonlyMap<number, ReadonlySet<number>>
}

/** Share of each reader's events that stays with the learner. */
const trainShare = 0.8

/**
 * Splits at random per reader, before anything is counted: 80 % of all events to learn from, dislikes too, and of the
 * rest the likes to find. (Hiding only likes would leave every disliked book excluded as read, and flatter whatever
 * uses dislikes.) A reader with one event has nothing hidden. The order of `events` does not matter.
 */
export function randomSplit(events: readonly RatedEvent[], seed: number): EvaluationSplit {
  const eventsOf = new Map<number, RatedEvent[]>()
  for (const event of [...events].sort((a, b) => a.reader - b.reader || a.book - b.book)) {
    const mine = eventsOf.get(event.reader)
    if (mine === undefined) eventsOf.set(event.reader, [event])
    else mine.push(event)
  }
  const random = seededRandom(seed)
  const train: RatedEvent[] = []
  const hidden: RatedEvent[] = []
  for (const mine of eventsOf.values()) {
    const kept = Math.max(1, Math.round(trainShare * mine.length))
    for (const [place, at] of shuffledIndices(mine.length, random).entries()) {
      const event = mine[at] as RatedEvent
      if (place < kept) train.push(event)
      else hidden.push(event)
    }
  }
  return splitOf(train, hidden)
}

/** A split from its two parts; hidden events that were not liked, or that the reader has in `train`, are no goals. */
export function splitOf(train: readonly RatedEvent[], hidden: readonly RatedEvent[]): EvaluationSplit {
  let readerCount = 0
  let bookCount = 0
  for (const part of [train, hidden]) {
    for (const { reader, book } of part) {
      readerCount = Math.max(readerCount, reader + 1)
      bookCount = Math.max(bookCount, book + 1)
    }
  }
  const known = new Set(train.map(({ reader, book }) => reader * bookCount + book))
  const relevant = new Map<number, Set<number>>()
  for (const { reader, book, liked } of hidden) {
    if (!liked || known.has(reader * bookCount + book)) continue
    const goals = relevant.get(reader)
    if (goals === undefined) relevant.set(reader, new Set([book]))
    else goals.add(book)
  }
  return { readerCount, bookCount, train, relevant }
}
