import type { ReadColumns } from './interactions.ts'
import { seededRandom, shuffledIndices } from './random.ts'

/** One event of a data set: dense indices, the rating on a scale of 1 to 5 when there is one. */
export interface RatedEvent {
  reader: number
  book: number
  rating?: number
  liked: boolean
  /** When it happened, later is larger; the unit does not matter. */
  time?: number
}

/** What a system may learn from, and what it has to find. Every reader in `relevant` has something to find. */
export interface EvaluationSplit {
  readerCount: number
  /** All books of both parts: the whole catalogue competes, nothing is sampled. */
  bookCount: number
  train: readonly RatedEvent[]
  relevant: ReadonlyMap<number, ReadonlySet<number>>
}

/** How a data set is parted: at random for each reader, or by one moment for everybody. */
export type SplitKind = 'random' | 'temporal'

/** Share of each reader's events, or of all events in time, that stays with the learner. */
const trainShare = 0.8

/** A dislike without a number is a thumb down; with one the number says how much. */
export function isDislike({ liked, rating }: RatedEvent): boolean {
  return rating === undefined ? !liked : rating <= 2
}

/** One event of columns, its verdict as the rating that says the same. */
export function eventAt({ readers, books, verdicts }: ReadColumns, at: number): RatedEvent {
  const verdict = verdicts[at] as number
  const rating = verdict > 0 ? { rating: 5 } : verdict < 0 ? { rating: 1 } : {}
  return { reader: readers[at] as number, book: books[at] as number, liked: verdict >= 0, ...rating }
}

/** Each reader's events, readers and events in the order in which they come. */
export function byReader(events: Iterable<RatedEvent>): Map<number, RatedEvent[]> {
  const eventsOf = new Map<number, RatedEvent[]>()
  for (const event of events) {
    const mine = eventsOf.get(event.reader)
    if (mine === undefined) eventsOf.set(event.reader, [event])
    else mine.push(event)
  }
  return eventsOf
}

/** @throws RangeError when events without a time are to be split by time. */
export function splitEvents(events: readonly RatedEvent[], kind: SplitKind, seed: number): EvaluationSplit {
  return kind === 'temporal' ? temporalSplit(events) : randomSplit(events, seed)
}

/** So many lists to judge a choice by; more readers need fewer cuts. */
const validationLists = 6_000
const mostCuts = 4

/**
 * Cuts of the same events, each inside what may be learned from, that choices are made by: what is chosen by one random cut
 * fits that cut. The fewer the readers, the more of them, up to four; by time there is only one.
 */
export function validationCuts(
  events: readonly RatedEvent[],
  kind: SplitKind,
  seed: number,
): [EvaluationSplit, ...EvaluationSplit[]] {
  const first = splitEvents(events, kind, seed)
  if (kind === 'temporal') return [first]
  const wanted = Math.round(validationLists / Math.max(1, first.relevant.size))
  const more = Math.min(mostCuts, wanted) - 1
  return [first, ...Array.from({ length: Math.max(0, more) }, (_, k) => randomSplit(events, seed + k + 1))]
}

/**
 * Splits at random per reader, before anything is counted: 80 % of all events to learn from, dislikes too, and of the
 * rest the likes to find. (Hiding only likes would leave every disliked book excluded as read, and flatter whatever
 * uses dislikes.) A reader with one event has nothing hidden. The order of `events` does not matter.
 */
export function randomSplit(events: readonly RatedEvent[], seed: number): EvaluationSplit {
  const eventsOf = byReader([...events].sort((a, b) => a.reader - b.reader || a.book - b.book))
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

/**
 * Splits at one moment for everybody, before anything is counted: the first 80 % of all events to learn from, of the
 * later ones the likes to find. Events of the moment itself are hidden, so nothing of the future is learned from. A
 * reader with nothing before the moment is not served: there is no history to judge a list by. The order of `events`
 * does not matter, except that of one reader's events of one time, which stay as they come.
 *
 * @throws RangeError when an event has no time.
 */
export function temporalSplit(events: readonly RatedEvent[]): EvaluationSplit {
  const timed = events.map((event) => ({ event, time: timeOf(event) })).sort((a, b) => a.time - b.time)
  const moment = timed[Math.floor(trainShare * timed.length)]?.time ?? Number.POSITIVE_INFINITY
  const train = timed.filter(({ time }) => time < moment).map(({ event }) => event)
  const known = new Set(train.map(({ reader }) => reader))
  const hidden = timed.filter(({ event, time }) => time >= moment && known.has(event.reader))
  return splitOf(
    train,
    hidden.map(({ event }) => event),
  )
}

function timeOf({ time }: RatedEvent): number {
  if (time === undefined) throw new RangeError('a split by time needs a time on every event')
  return time
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
