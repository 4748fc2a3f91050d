import { describe, expect, it } from 'vitest'
import { popularity } from '../../src/core/ranking/baselines/tuned.ts'
import { bootstrapMean, bootstrapRatio, jackknife } from '../../src/core/ranking/bootstrap.ts'
import { gateViolations, judge, rankedLists, trainOn } from '../../src/core/ranking/evaluate.ts'
import { authorDiversity, coverage, listQuality, novelty } from '../../src/core/ranking/metrics.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { randomSplit, splitOf, temporalSplit } from '../../src/core/ranking/split.ts'
import { schoolOfTastes } from './school-of-tastes.ts'

describe('metrics, by hand', () => {
  it('of a list with hits at places 1 and 3 of two relevant', () => {
    const quality = listQuality([7, 1, 8, 2], new Set([7, 8]))
    expect(quality.ndcg).toBeCloseTo((1 + 1 / 2) / (1 + 1 / Math.log2(3)), 12)
    expect(quality).toMatchObject({ recall: 1, reciprocalRank: 1 })
  })

  it('count hits beyond ten for recall and the reciprocal rank, not for NDCG, and none beyond twenty', () => {
    const list = Array.from({ length: 25 }, (_, book) => book)
    expect(listQuality(list, new Set([14]))).toEqual({ ndcg: 0, recall: 1, reciprocalRank: 1 / 15 })
    expect(listQuality(list, new Set([20]))).toEqual({ ndcg: 0, recall: 0, reciprocalRank: 0 })
  })

  it('take the ideal over no more than ten places', () => {
    const list = Array.from({ length: 20 }, (_, book) => book)
    const quality = listQuality(list, new Set(Array.from({ length: 40 }, (_, book) => book)))
    expect(quality.ndcg).toBeCloseTo(1, 12)
    expect(quality.recall).toBe(0.5)
  })

  it('of coverage, with everybody and without each', () => {
    const lists = [Int32Array.of(0, 1), Int32Array.of(1), Int32Array.of(1, -1)]
    expect(coverage(lists, 4)).toEqual({ figure: 0.5, withoutEach: Float64Array.of(0.25, 0.5, 0.5) })
  })

  it('of novelty, in bits, by list', () => {
    const lists = [Int32Array.of(0, 1), Int32Array.of(1)]
    expect(novelty(lists, Int32Array.of(7, 1), 7)).toEqual({
      sums: Float64Array.of(2, 2),
      counts: Float64Array.of(2, 1),
    })
  })

  it('of authors, leaving out books of whom the author is not known', () => {
    const lists = [Int32Array.of(0, 1, 2, 3), Int32Array.of(3)]
    expect(authorDiversity(lists, Int32Array.of(5, 5, 6, -1))).toEqual({
      sums: Float64Array.of(2, 0),
      counts: Float64Array.of(3, 0),
    })
  })
})

describe('the bootstrap', () => {
  it('repeats itself for a seed, holds the mean, and covers what it should', () => {
    const random = seededRandom(3)
    const values = Float64Array.from({ length: 400 }, () => random())
    const interval = bootstrapMean(values, { draws: 2000, seed: 7 })
    expect(bootstrapMean(values, { draws: 2000, seed: 7 })).toEqual(interval)
    const standardError = Math.sqrt(1 / 12 / 400)
    expect(interval.high - interval.low).toBeGreaterThan(3.5 * standardError)
    expect(interval.high - interval.low).toBeLessThan(4.4 * standardError)
    expect(interval.low).toBeLessThan(interval.mean)
    expect(bootstrapMean(new Float64Array(0), { draws: 10, seed: 1 })).toEqual({ mean: 0, low: 0, high: 0 })
  })

  it('of a ratio divides sum by sum, not reader by reader', () => {
    const settings = { draws: 200, seed: 7 }
    const { mean, low, high } = bootstrapRatio(Float64Array.of(1, 9), Float64Array.of(1, 3), settings)
    expect(mean).toBe(2.5)
    expect([low, high]).toEqual([1, 3])
    expect(bootstrapRatio(Float64Array.of(0), Float64Array.of(0), settings).mean).toBe(0)
  })
})

describe('the jackknife', () => {
  it('gives a mean the standard error that a textbook gives it', () => {
    const values = [1, 4, 4, 7]
    const withoutEach = Float64Array.from(values, (value) => (16 - value) / 3)
    const { mean, low, high } = jackknife(4, withoutEach)
    const standardError = Math.sqrt(18 / 3 / 4)
    expect(mean).toBe(4)
    expect(high - low).toBeCloseTo(2 * 1.959964 * standardError, 9)
  })
})

describe('a random split', () => {
  it('hides a fifth of each reader’s events, never both sides of one, whatever the order of the file', () => {
    const events = schoolOfTastes(20, 1)
    const split = randomSplit(events, 5)
    expect(split.train).toHaveLength(20 * 11)
    expect([...split.relevant.values()].every((goals) => goals.size === 3)).toBe(true)
    for (const { reader, book } of split.train) expect(split.relevant.get(reader)!.has(book)).toBe(false)
    expect(randomSplit([...events].reverse(), 5)).toEqual(split)
    expect(randomSplit(events, 6)).not.toEqual(split)
  })

  it('hides dislikes too, but they are nothing to find', () => {
    const disliked = schoolOfTastes(5, 1).map((event) => ({ ...event, liked: false }))
    expect(randomSplit(disliked, 1).train).toHaveLength(5 * 11)
    expect(randomSplit(disliked, 1).relevant.size).toBe(0)
    expect(
      splitOf([{ reader: 0, book: 0, liked: true }], [{ reader: 0, book: 0, liked: true }]).relevant.size,
    ).toBe(0)
  })
})

describe('a split by time', () => {
  const events = Array.from({ length: 100 }, (_, k) => ({
    reader: k % 5,
    book: (k * 11) % 97,
    liked: k % 3 !== 0,
    time: 1000 + Math.floor(k / 2),
  }))

  it('learns from nothing of the future, and from nothing of the moment itself', () => {
    const { train, relevant } = temporalSplit(events)
    const last = Math.max(...train.map(({ time = 0 }) => time))
    const later = events.filter(({ time }) => time > last)
    expect(train).toHaveLength(80)
    expect(train.length + later.length).toBe(events.length)
    for (const [reader, books] of relevant) {
      for (const book of books) {
        expect(later.some((event) => event.reader === reader && event.book === book && event.liked)).toBe(
          true,
        )
        expect(train.some((event) => event.reader === reader && event.book === book)).toBe(false)
      }
    }
    expect(relevant.size).toBeGreaterThan(0)
    expect(temporalSplit([...events].reverse()).relevant).toEqual(relevant)
  })

  it('has no moment inside events of one time: then there is nothing to learn from', () => {
    const together = events.map((event) => ({ ...event, time: 5 }))
    expect(temporalSplit(together)).toMatchObject({ train: [], relevant: new Map() })
  })

  it('serves nobody who comes only later', () => {
    const newcomer = { reader: 9, book: 1, liked: true, time: 5000 }
    expect(temporalSplit([...events, newcomer]).relevant.has(9)).toBe(false)
  })

  it('refuses events without a time', () => {
    expect(() => temporalSplit([{ reader: 0, book: 0, liked: true }])).toThrow(RangeError)
  })
})

describe('on a school made up of tastes', () => {
  const split = randomSplit(schoolOfTastes(250, 11), 2)
  const trained = trainOn(split, defaultSettings)
  const ours = judge(rankedLists(split, trained, defaultSettings), split)
  const popular = judge(popularity(split).lists, split)

  it('the ranking beats popularity clearly and reaches its floor', () => {
    const differences = ours.ndcg.map((value, k) => value - popular.ndcg[k]!)
    expect(bootstrapMean(differences, { draws: 500, seed: 7 }).low).toBeGreaterThan(0.02)
    expect(bootstrapMean(ours.ndcg, { draws: 10, seed: 7 }).mean).toBeGreaterThan(0.2)
    expect(ours.coverage.figure).toBeGreaterThan(popular.coverage.figure)
  })

  it('nobody is shown what they have read, anything twice, or what a gate keeps back', () => {
    expect(ours.violations).toEqual({ read: 0, repeated: 0, unknown: 0 })
    expect(popular.violations).toEqual({ read: 0, repeated: 0, unknown: 0 })
    const { gated, listed } = gateViolations(split, trained, defaultSettings, 1)
    expect(gated).toBeGreaterThan(10)
    expect(listed).toBe(0)
  })

  it('a list that shows such books is found out', () => {
    const [reader] = [...split.relevant.keys()]
    const read = split.train.find((event) => event.reader === reader)!.book
    const unread = ours.lists[0]![0]!
    const { violations } = judge([Int32Array.of(read, unread, unread, -1)], split)
    expect(violations).toEqual({ read: 1, repeated: 1, unknown: 1 })
  })
})
