import { seededRandom } from '../../src/core/ranking/random.ts'
import type { RatedEvent } from '../../src/core/ranking/split.ts'

/**
 * Readers with two of six tastes each, who mostly read the popular books of these: what a school looks like to a
 * recommender, small enough for every test run. Invented from a seed; `time` counts each reader's books.
 */
export function schoolOfTastes(readerCount: number, seed: number): RatedEvent[] {
  const random = seededRandom(seed)
  const [tastes, booksPerReader] = [6, 14]
  const events: RatedEvent[] = []
  for (let reader = 0; reader < readerCount; reader++) {
    const mine = [Math.floor(random() * tastes), Math.floor(random() * tastes)]
    const books = new Set<number>()
    while (books.size < booksPerReader) {
      const taste = random() < 0.15 ? Math.floor(random() * tastes) : mine[Math.floor(random() * 2)]!
      books.add(taste * booksPerTaste + Math.floor(random() ** 2 * booksPerTaste))
    }
    for (const [time, book] of [...books].entries()) events.push({ reader, book, liked: true, time })
  }
  return events
}

export const booksPerTaste = 40
