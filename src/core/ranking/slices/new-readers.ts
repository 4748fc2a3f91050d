/** Parts of an evaluation that a mean over everybody would hide. */

import { readingOf } from '../baselines/reading.ts'
import { historyOf, trainOn } from '../evaluate.ts'
import { listQuality, longListDepth } from '../metrics.ts'
import { seededRandom, shuffledIndices } from '../random.ts'
import { createScorer, type Scorer } from '../score.ts'
import type { RankingSettings } from '../settings.ts'
import { byReader, type EvaluationSplit, type RatedEvent } from '../split.ts'

/** With how many events somebody is looked at who has only just come. */
const newReaderEvents = [0, 1, 3, 5] as const

/** Everybody is new once: while a fifth of the readers is, the ranking learns from the others. */
const folds = 5

/** NDCG@10 of readers of whom only `events` are known, reader by reader, for both systems. */
export interface NewReaders {
  events: number
  ours: Float64Array
  popular: Float64Array
}

/**
 * What somebody new gets. A fifth of the readers at a time is left out of what is learned; each of them then brings 0,
 * 1, 3 and 5 events (the oldest where there are times, else random ones), and all their other likes, of both parts of
 * the split, are to be found. Readers with fewer than six events in the training part are left out, so that every
 * number of events is judged on the same readers. Compared to the most read books of the same others.
 */
export function newReaderSlice(
  split: EvaluationSplit,
  settings: RankingSettings,
  seed: number,
): NewReaders[] {
  const newcomers = newcomersOf(split, seed)
  const results = newReaderEvents.map((events) => ({ events, ours: [] as number[], popular: [] as number[] }))
  for (let fold = 0; fold < folds; fold++) {
    const mine = newcomers.filter((_, k) => k % folds === fold)
    if (mine.length === 0) continue
    const away = new Set(mine.map(({ reader }) => reader))
    const others = split.train.filter(({ reader }) => !away.has(reader))
    const rest = { ...split, train: others, relevant: new Map() }
    const score = createScorer(trainOn(rest, settings).graph, settings.scoring)
    const mostRead = listsByMostRead(rest)
    for (const newcomer of mine) {
      for (const { events, ours, popular } of results) {
        const { known, goals } = cutTo(newcomer, events)
        ours.push(listQuality(ourList(score, known, settings), goals).ndcg)
        popular.push(listQuality(mostRead(known), goals).ndcg)
      }
    }
  }
  return results.map(({ events, ours, popular }) => ({
    events,
    ours: Float64Array.from(ours),
    popular: Float64Array.from(popular),
  }))
}

interface Newcomer {
  reader: number
  /** In the order in which they become known. */
  events: RatedEvent[]
  hiddenLikes: ReadonlySet<number>
}

/** In random order, so that each fold is a random sample. */
function newcomersOf(split: EvaluationSplit, seed: number): Newcomer[] {
  const random = seededRandom(seed)
  const eventsOf = byReader([...split.train].sort((a, b) => a.reader - b.reader || a.book - b.book))
  const newcomers: Newcomer[] = []
  for (const [reader, events] of eventsOf) {
    const hiddenLikes = split.relevant.get(reader)
    const shuffled = Array.from(shuffledIndices(events.length, random), (at) => events[at] as RatedEvent)
    if (hiddenLikes === undefined || events.length <= Math.max(...newReaderEvents)) continue
    newcomers.push({ reader, events: shuffled.sort(byTime), hiddenLikes })
  }
  return Array.from(shuffledIndices(newcomers.length, random), (at) => newcomers[at] as Newcomer)
}

const byTime = (a: RatedEvent, b: RatedEvent): number => (a.time ?? 0) - (b.time ?? 0)

function cutTo(
  { events, hiddenLikes }: Newcomer,
  count: number,
): { known: RatedEvent[]; goals: Set<number> } {
  const known = events.slice(0, count)
  const later = events.slice(count).filter(({ liked }) => liked)
  return { known, goals: new Set([...later.map(({ book }) => book), ...hiddenLikes]) }
}

function ourList(score: Scorer, known: readonly RatedEvent[], settings: RankingSettings): number[] {
  const excluded = known.map(({ book }) => book)
  const { candidates } = score({
    history: historyOf(known, settings.history),
    excluded,
    limit: longListDepth,
  })
  return candidates.map(({ book }) => book)
}

function listsByMostRead(rest: EvaluationSplit): (known: readonly RatedEvent[]) => Int32Array {
  const { mostRead } = readingOf(rest, true)
  return (known) => {
    const read = new Set(known.map(({ book }) => book))
    return mostRead
      .subarray(0, longListDepth + read.size)
      .filter((book) => !read.has(book))
      .slice(0, longListDepth)
  }
}
