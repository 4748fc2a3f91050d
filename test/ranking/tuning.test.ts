import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { type RatedEvent, randomSplit, validationCuts } from '../../src/core/ranking/split.ts'
import { climb } from '../../src/core/ranking/tuning/climb.ts'
import { library, tune } from '../../src/core/ranking/tuning/tune.ts'
import { worthOf } from '../../src/core/ranking/tuning/worth.ts'

/** Readers of two tastes; each reads mostly of its own shelf. With `dislikes` what is of the other shelf is disliked. */
function invented(readers: number, dislikes: boolean): RatedEvent[] {
  const random = seededRandom(3)
  const events: RatedEvent[] = []
  for (let reader = 0; reader < readers; reader++) {
    const books = new Set(Array.from({ length: 12 }, () => Math.floor(random() ** 2 * 40)))
    for (const book of books) {
      const isOwn = random() < 0.8
      const place = isOwn ? book * 2 + (reader % 2) : book * 2 + 1 - (reader % 2)
      const rating = dislikes ? (isOwn ? 5 : 1) : undefined
      events.push({
        reader,
        book: place,
        liked: isOwn || !dislikes,
        ...(rating === undefined ? {} : { rating }),
      })
    }
  }
  return events
}

describe('worth of a list', () => {
  it('is 1.5 for a perfect list, more the higher a hit stands, and 0 without one', () => {
    expect(worthOf([0, 1], new Set([0, 1]))).toBeCloseTo(1.5, 12)
    expect(worthOf([0, 2], new Set([0, 1]))).toBeGreaterThan(worthOf([2, 0], new Set([0, 1])))
    expect(worthOf([2, 3], new Set([0]))).toBe(0)
  })
})

describe('the climb', () => {
  const table = (scores: number[][], relevant: number[]) => ({
    books: Int32Array.of(0, 1, 2),
    scores: scores.map((own) => Float32Array.from(own)),
    relevant: new Set(relevant),
  })

  it('finds the member that ranks well, and drops the one that only harms', () => {
    const tables = [
      table(
        [
          [1, 0.9, 0.8],
          [0, 0, 1],
        ],
        [2],
      ),
      table(
        [
          [0, 1, 0.5],
          [0.2, 0, 1],
        ],
        [2],
      ),
    ]
    expect(climb(tables, 2)).toEqual([0, 1])
  })

  it('blends two that each know half', () => {
    const tables = [
      table(
        [
          [1, 0.9, 0],
          [0, 0.9, 1],
        ],
        [1],
      ),
    ]
    const [first = 0, second = 0] = climb(tables, 2)
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThan(0)
    expect(first + second).toBeCloseTo(1, 12)
  })
})

describe('tuning', () => {
  it('chooses a blend that sums to one and the same for the same data, from few readers only the prior', async () => {
    const cuts = validationCuts(invented(260, false), 'random', 1)
    const tuned = await tune(cuts, defaultSettings)
    const { members } = tuned.settings.graph
    expect(members.reduce((sum, member) => sum + member.blend, 0)).toBeCloseTo(1, 2)
    expect(members.length).toBeLessThanOrEqual(library.length)
    expect(await tune(cuts, defaultSettings)).toEqual(tuned)
    const few = await tune([randomSplit(invented(60, false), 1)], defaultSettings)
    expect(few.settings.graph).toEqual(defaultSettings.graph)
    expect(few.report.kept).toEqual(['dislikes', 'blend'])
  })

  it('weighs disliked books by what the data say', async () => {
    const { settings, report } = await tune([randomSplit(invented(400, true), 1)], defaultSettings)
    expect(report.kept).toEqual([])
    expect(report.dislikes).toBeGreaterThan(200)
    expect([-0.5, 0, 0.5]).toContain(settings.history.readAndDislikedWeight)
    expect(settings.history.readAndDislikedWeight).toBeLessThanOrEqual(0)
  })

  it('says nothing about data that say nothing', async () => {
    const nothing = randomSplit([], 1)
    expect((await tune([nothing], defaultSettings)).settings.graph).toEqual(defaultSettings.graph)
    const alone = randomSplit([{ reader: 0, book: 0, liked: true }], 1)
    const { settings } = await tune([alone], defaultSettings)
    expect(settings.scoring.priorStrength).toEqual([2, 2, 2, 2])
  })
})
