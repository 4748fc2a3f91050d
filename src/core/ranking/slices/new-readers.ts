/** Parts of an evaluation that a mean over everybody would hide. */

import { readingOf } from '../baselines/reading.ts'
import { historyOf, trainOn } from '../evaluate.ts'
import { listQuality, longListDepth } from '../metrics.ts'
import { firstKnown } from '../newcomers.ts'
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
 * 1, 3 and 5 events (newcomers.ts), and their likes that the split hides are to be found. Readers with fewer than six events in the training part are left out, so that every
 * number of events is judged on the same readers. Compared to the most read books of the same others.
 */
export function newReaderSlice(
  split: EvaluationSplit,
  settings: RankingSettings,
  seed: number,
): NewReaders[] {
  const readers = readersOf(split, seed)
  const results = newReaderEvents.map((events) => ({ events, ours: [] as number[], popular: [] as number[] }))
  for (let fold = 0; fold < folds; fold++) {
    const mine = readers.filter((_, k) => k % folds === fold)
    if (mine.length === 0) continue
    const away = new Set(mine.map(({ reader }) => reader))
    const others = split.train.filter(({ reader }) => !away.has(reader))
    const rest = { ...split, train: others, relevant: new Map() }
    const score = createScorer(trainOn(rest, settings).graph, settings.scoring)
    const mostRead = listsByMostRead(rest)
    for (const { events: all, hiddenLikes } of mine) {
      for (const { events, ours, popular } of results) {
        const known = firstKnown(all, events)
        ours.push(listQuality(ourList(score, known, settings), hiddenLikes).ndcg)
        popular.push(listQuality(mostRead(known), hiddenLikes).ndcg)
      }
    }
  }
  return results.map(({ events, ours, popular }) => ({
    events,
    ours: Float64Array.from(ours),
    popular: Float64Array.from(popular),
  }))
}

interface WholeReader {
  reader: number
  events: RatedEvent[]
  hiddenLikes: ReadonlySet<number>
}

/** In random order, so that each fold is a random sample. */
function readersOf(split: EvaluationSplit, seed: number): WholeReader[] {
  const eventsOf = byReader(split.train)
  const readers: WholeReader[] = []
  for (const [reader, hiddenLikes] of split.relevant) {
    const events = eventsOf.get(reader) ?? []
    if (events.length > Math.max(...newReaderEvents)) readers.push({ reader, events, hiddenLikes })
  }
  readers.sort((a, b) => a.reader - b.reader)
  const random = seededRandom(seed)
  return Array.from(shuffledIndices(readers.length, random), (at) => readers[at] as WholeReader)
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
