import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse'
import { bootstrapMean, type Interval } from '../core/ranking/bootstrap.ts'
import {
  historyBands,
  historyLengths,
  type JudgedLists,
  judge,
  popularityLists,
  rankedLists,
  type TrainedRanking,
  trainOn,
} from '../core/ranking/evaluate.ts'
import { defaultSettings } from '../core/ranking/settings.ts'
import { type EvaluationSplit, type RatedEvent, randomSplit, splitOf } from '../core/ranking/split.ts'

/** Resamples of the readers, the same for every system. */
const bootstrap = { draws: 2000, seed: 7 }

/** Bounds what is held in memory; the largest data set of ranking.md 3. */
const maxRows = 10_000_000

const usage = `evaluate --interactions FILE [--on valid|test] [--seed N] [--lists OUT.csv]
evaluate --split-dir DIR      [--on valid|test]            [--lists OUT.csv]`

/** What is wrong with the command line or a file, in words for the person who typed it. */
class EvaluateProblem extends Error {}

/**
 * Measures the ranking with its default settings against popularity, on events held back from it, and prints a table.
 * Options: see `usage`. Answers the exit code: 0, or 2 with one line that says what to correct.
 */
export async function runEvaluate(argv: string[], out: (line: string) => void): Promise<number> {
  try {
    const options = optionsFrom(argv)
    const startedMs = performance.now()
    const data = await readData(options)
    const trained = trainOn(data.split, defaultSettings)
    const trainedMs = performance.now()
    const ours = judge(rankedLists(data.split, trained, defaultSettings), data.split)
    const rankedMs = performance.now()
    const popular = judge(popularityLists(data.split, trained), data.split)
    out(`data      ${data.hash}  ${data.what}`)
    out(`settings  ${hashOf(JSON.stringify(defaultSettings))}`)
    printTable({ ours, popular, split: data.split, trained }, out)
    out(
      `time: read, split and build ${seconds(trainedMs - startedMs)}, rank ${ours.lists.length} readers ${seconds(rankedMs - trainedMs)}`,
    )
    if (options.lists !== undefined) await writeFile(options.lists, listsAsCsv(ours.lists, data))
    return 0
  } catch (error) {
    if (!(error instanceof EvaluateProblem)) throw error
    out(error.message)
    return 2
  }
}

interface Options {
  source: { interactions: string } | { splitDir: string }
  on: 'valid' | 'test'
  seed: number
  lists: string | undefined
}

function optionsFrom(argv: string[]): Options {
  const { interactions, 'split-dir': splitDir, on, seed, lists } = parsedOptions(argv)
  if (on !== 'valid' && on !== 'test') throw new EvaluateProblem(`--on is valid or test, not ${on}`)
  if (!/^\d{1,9}$/.test(seed)) throw new EvaluateProblem(`--seed is a whole number, not ${seed}`)
  if (splitDir !== undefined) return { source: { splitDir }, on, seed: Number(seed), lists }
  if (interactions !== undefined) return { source: { interactions }, on, seed: Number(seed), lists }
  throw new EvaluateProblem(`Nothing to evaluate on. Usage:\n${usage}`)
}

function parsedOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        interactions: { type: 'string' },
        'split-dir': { type: 'string' },
        on: { type: 'string', default: 'test' },
        seed: { type: 'string', default: '1' },
        lists: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new EvaluateProblem(`${error instanceof Error ? error.message : error}\nUsage:\n${usage}`)
  }
}

/** A split with the names behind its indices, and what it was made from. */
interface EvaluationData {
  split: EvaluationSplit
  readerIds: string[]
  bookIds: string[]
  hash: string
  what: string
}

async function readData({ source, on, seed }: Options): Promise<EvaluationData> {
  if ('splitDir' in source) {
    const [trainFile, goalsFile] = on === 'test' ? ['train.csv', 'test.csv'] : ['fit.csv', 'valid.csv']
    const train = await readEvents(join(source.splitDir, trainFile))
    const goals = await readEvents(join(source.splitDir, goalsFile))
    const [indexed, readerIds, bookIds] = indexedEvents([train.rows, goals.rows])
    const split = splitOf(indexed[0] ?? [], indexed[1] ?? [])
    const hash = hashOf(train.hash + goals.hash)
    return { split, readerIds, bookIds, hash, what: `${source.splitDir}, ${on}` }
  }
  const { rows, hash } = await readEvents(source.interactions)
  const [[events = []], readerIds, bookIds] = indexedEvents([rows])
  const outer = randomSplit(events, seed)
  const split = on === 'test' ? outer : randomSplit(outer.train, seed + 1)
  return {
    split,
    readerIds,
    bookIds,
    hash,
    what: `${source.interactions}, random 80/20 a reader, seed ${seed}, ${on}`,
  }
}

interface EventRow {
  reader: string
  book: string
  rating?: number
  liked?: boolean
}

/** Streams one file; the hash is that of its bytes. */
async function readEvents(file: string): Promise<{ rows: EventRow[]; hash: string }> {
  const bytes = createHash('sha256')
  const input = createReadStream(file)
  input.on('data', (chunk) => bytes.update(chunk))
  const records = parse({ bom: true, skip_empty_lines: true, trim: true })
  input.on('error', (error) => records.destroy(error))
  const rows: EventRow[] = []
  try {
    let rowFrom: ((record: string[]) => EventRow) | undefined
    for await (const record of input.pipe(records) as AsyncIterable<string[]>) {
      if (rowFrom === undefined) {
        rowFrom = rowReader(record, file)
        continue
      }
      if (rows.length >= maxRows) throw new EvaluateProblem(`${file} has more than ${maxRows} rows`)
      rows.push(rowFrom(record))
    }
  } catch (error) {
    if (error instanceof EvaluateProblem) throw error
    throw new EvaluateProblem(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  return { rows: onScaleOfFive(rows), hash: bytes.digest('hex').slice(0, 16) }
}

function rowReader(header: string[], file: string): (record: string[]) => EventRow {
  const columnOf = (...names: string[]) => header.findIndex((name) => names.includes(name.toLowerCase()))
  const reader = columnOf('reader_id', 'user')
  const book = columnOf('book_id', 'item')
  const rating = columnOf('rating', 'rating_1_to_10')
  const like = columnOf('like')
  if (reader === -1 || book === -1) {
    throw new EvaluateProblem(
      `${file} needs the columns reader_id (or user) and book_id (or item), and may have rating; it has: ${header.join(', ')}`,
    )
  }
  return (record) => {
    const stars = Number(record[rating] || Number.NaN)
    return {
      reader: record[reader] ?? '',
      book: record[book] ?? '',
      ...(stars > 0 ? { rating: stars } : {}),
      ...(like === -1 ? {} : { liked: record[like] === '1' }),
    }
  }
}

/** Ratings of 1 to 10 are halved; a file whose highest rating is 5 or less is on our scale already. */
function onScaleOfFive(rows: EventRow[]): EventRow[] {
  const highest = rows.reduce((most, { rating = 0 }) => Math.max(most, rating), 0)
  if (highest <= 5) return rows
  return rows.map((row) => (row.rating === undefined ? row : { ...row, rating: row.rating / 2 }))
}

/**
 * Dense indices in the order of the sorted ids, so that neither a split nor a tie depends on the order of a file.
 * Without a `like` column whatever was not rated 1 or 2 is a like: most events of a library carry no rating.
 */
function indexedEvents(parts: EventRow[][]): [RatedEvent[][], string[], string[]] {
  const readerIds = sortedIds(parts, (row) => row.reader)
  const bookIds = sortedIds(parts, (row) => row.book)
  const readers = new Map(readerIds.map((id, index) => [id, index]))
  const books = new Map(bookIds.map((id, index) => [id, index]))
  const indexed = parts.map((rows) =>
    rows.map(
      (row): RatedEvent => ({
        reader: readers.get(row.reader) ?? 0,
        book: books.get(row.book) ?? 0,
        liked: row.liked ?? !((row.rating ?? 3) <= 2),
        ...(row.rating === undefined ? {} : { rating: row.rating }),
      }),
    ),
  )
  return [indexed, readerIds, bookIds]
}

function sortedIds(parts: EventRow[][], idOf: (row: EventRow) => string): string[] {
  const ids = new Set<string>()
  for (const rows of parts) for (const row of rows) ids.add(idOf(row))
  return [...ids].sort()
}

interface Measured {
  ours: JudgedLists
  popular: JudgedLists
  split: EvaluationSplit
  trained: TrainedRanking
}

const measures = [
  { name: 'NDCG@10', of: (judged: JudgedLists) => judged.ndcg },
  { name: 'Recall@20', of: (judged: JudgedLists) => judged.recall },
  { name: 'MRR@20', of: (judged: JudgedLists) => judged.reciprocalRank },
]

function printTable({ ours, popular, split, trained }: Measured, out: (line: string) => void): void {
  const events = split.train.length
  out(
    `${split.readerCount} readers, ${split.bookCount} books, ${events} events to learn from, ${split.relevant.size} readers to serve`,
  )
  out('')
  out(row('', ['popularity', 'shelftalk', 'difference']))
  const everybody = Int32Array.from(ours.ndcg.keys())
  for (const measure of measures)
    out(measureLine(measure.name, everybody, measure.of(popular), measure.of(ours)))
  out(row('coverage@10', [popular.coverage.toFixed(4), ours.coverage.toFixed(4)]))
  out(row('novelty@10 (bits)', [popular.novelty.toFixed(2), ours.novelty.toFixed(2)]))
  out('')
  const lengths = historyLengths(split, trained)
  for (const { name, from, to } of historyBands) {
    const band = everybody.filter((k) => (lengths[k] as number) >= from && (lengths[k] as number) <= to)
    out(measureLine(`NDCG@10, ${name} books`, band, popular.ndcg, ours.ndcg))
  }
}

function measureLine(name: string, readers: Int32Array, popular: Float64Array, ours: Float64Array): string {
  if (readers.length === 0) return `${name.padEnd(22)}no readers`
  const pick = (values: Float64Array) => Float64Array.from(readers, (k) => values[k] as number)
  const difference = Float64Array.from(readers, (k) => (ours[k] as number) - (popular[k] as number))
  const cells = [pick(popular), pick(ours), difference].map((values) =>
    cell(bootstrapMean(values, bootstrap)),
  )
  return row(name, cells)
}

const row = (name: string, cells: readonly string[]): string =>
  [name.padEnd(22), ...cells.map((text) => text.padEnd(26))].join('').trimEnd()

const cell = ({ mean, low, high }: Interval): string =>
  `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** Lines of `user,rank,item`, ranks from 1. */
function listsAsCsv(lists: readonly Int32Array[], { split, readerIds, bookIds }: EvaluationData): string {
  const lines = ['user,rank,item']
  for (const [k, reader] of [...split.relevant.keys()].entries()) {
    for (const [place, book] of (lists[k] ?? new Int32Array(0)).entries()) {
      lines.push(`${readerIds[reader]},${place + 1},${bookIds[book]}`)
    }
  }
  return `${lines.join('\n')}\n`
}
