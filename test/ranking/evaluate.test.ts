import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bootstrapMean } from '../../src/core/ranking/bootstrap.ts'
import { judge, popularityLists, rankedLists, trainOn } from '../../src/core/ranking/evaluate.ts'
import { coverage, listQuality, novelty } from '../../src/core/ranking/metrics.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { type RatedEvent, randomSplit, splitOf } from '../../src/core/ranking/split.ts'
import { runEvaluate } from '../../src/roles/evaluate.ts'

/**
 * Readers with two of six tastes each, who mostly read the popular books of these: what a school looks like to a
 * recommender, small enough for every test run.
 */
function schoolOfTastes(readerCount: number, seed: number): RatedEvent[] {
  const random = seededRandom(seed)
  const [tastes, booksPerTaste, booksPerReader] = [6, 40, 14]
  const events: RatedEvent[] = []
  for (let reader = 0; reader < readerCount; reader++) {
    const mine = [Math.floor(random() * tastes), Math.floor(random() * tastes)]
    const books = new Set<number>()
    while (books.size < booksPerReader) {
      const taste = random() < 0.15 ? Math.floor(random() * tastes) : mine[Math.floor(random() * 2)]!
      books.add(taste * booksPerTaste + Math.floor(random() ** 2 * booksPerTaste))
    }
    for (const book of books) events.push({ reader, book, liked: true })
  }
  return events
}

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

  it('of coverage and novelty', () => {
    const lists = [Int32Array.of(0, 1), Int32Array.of(1)]
    expect(coverage(lists, 4)).toBe(0.5)
    expect(novelty(lists, Int32Array.of(7, 1), 7)).toBeCloseTo((0 + 2 + 2) / 3, 12)
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

describe('on a school made up of tastes', () => {
  const split = randomSplit(schoolOfTastes(250, 11), 2)
  const trained = trainOn(split, defaultSettings)
  const ours = judge(rankedLists(split, trained, defaultSettings), split)
  const popular = judge(popularityLists(split, trained), split)

  it('the ranking beats popularity clearly and reaches its floor', () => {
    const differences = ours.ndcg.map((value, k) => value - popular.ndcg[k]!)
    expect(bootstrapMean(differences, { draws: 500, seed: 7 }).low).toBeGreaterThan(0.02)
    expect(bootstrapMean(ours.ndcg, { draws: 10, seed: 7 }).mean).toBeGreaterThan(0.14)
    expect(ours.coverage).toBeGreaterThan(popular.coverage)
  })

  it('nobody is shown what they have read', () => {
    const read = new Set(split.train.map(({ reader, book }) => `${reader} ${book}`))
    for (const lists of [ours.lists, popular.lists]) {
      for (const [k, reader] of [...split.relevant.keys()].entries()) {
        for (const book of lists[k]!) expect(read.has(`${reader} ${book}`)).toBe(false)
      }
    }
  })
})

describe('the evaluate command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evaluate-'))
    const rows = schoolOfTastes(60, 4).map(
      ({ reader, book }, k) => `r${reader},b${book},${k % 3 === 0 ? 8 : ''}`,
    )
    await writeFile(join(folder, 'events.csv'), `reader_id,book_id,rating_1_to_10\n${rows.join('\n')}\n`)
    await writeFile(
      join(folder, 'train.csv'),
      'user,item,like,rating,time\n1,10,1,,\n1,11,0,2,\n2,10,1,,\n2,12,1,,\n',
    )
    await writeFile(join(folder, 'test.csv'), 'user,item\n1,12\n')
    await writeFile(join(folder, 'wrong.csv'), 'person,thing\n1,2\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function run(...argv: string[]): Promise<{ code: number; text: string }> {
    const lines: string[] = []
    const code = await runEvaluate(argv, (line) => lines.push(line))
    return { code, text: lines.join('\n') }
  }

  it('prints the table and writes the lists', async () => {
    const lists = join(folder, 'lists.csv')
    const { code, text } = await run(
      '--interactions',
      join(folder, 'events.csv'),
      '--on',
      'valid',
      '--lists',
      lists,
    )
    expect(code).toBe(0)
    expect(text).toMatch(/NDCG@10 +\d\.\d{4} \[.*\] +\d\.\d{4} \[.*\] +-?\d\.\d{4} \[/)
    expect(text).toMatch(/NDCG@10, 4-10 books/)
    expect(await readFile(lists, 'utf8')).toMatch(/^user,rank,item\nr0,1,b\d+\n/)
  })

  it('reads a folder with a split', async () => {
    const { code, text } = await run('--split-dir', folder)
    expect(code).toBe(0)
    expect(text).toContain('2 readers, 3 books, 4 events to learn from, 1 readers to serve')
  })

  it.each([
    [['--interactions', 'wrong.csv'], 'needs the columns reader_id'],
    [['--interactions', 'absent.csv'], 'cannot be read'],
    [['--split-dir', '.', '--on', 'train'], '--on is valid or test'],
    [['--interactions', 'events.csv', '--seed', 'x'], '--seed is a whole number'],
    [['--speed', '3'], 'Usage'],
    [[], 'Nothing to evaluate on'],
  ])('says what to correct: %j', async (argv, message) => {
    const { code, text } = await run(...argv.map((arg) => (arg.endsWith('.csv') ? join(folder, arg) : arg)))
    expect(code).toBe(2)
    expect(text).toContain(message)
  })
})
