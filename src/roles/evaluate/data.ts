import { basename, join } from 'node:path'
import {
  type EvaluationSplit,
  type RatedEvent,
  type SplitKind,
  splitEvents,
  splitOf,
} from '../../core/ranking/split.ts'
import { type CsvRows, columnOf, hashOf, readCsv } from './csv.ts'
import { type EvaluateOptions, EvaluateProblem } from './options.ts'

/** A split with the names behind its indices, and what it was made from. */
export interface EvaluationData {
  split: EvaluationSplit
  kind: SplitKind
  readerIds: string[]
  bookIds: string[]
  hash: string
  /** In words, without the folder that the file lies in. */
  what: string
}

/** @throws EvaluateProblem that says what to correct. */
export function readData(options: EvaluateOptions): Promise<EvaluationData> {
  const { source } = options
  return 'splitDir' in source
    ? readSplit(source.splitDir, options.on)
    : readAndSplit(source.interactions, source.kind, options)
}

/** A split that was made before: what to learn from and what to find in two files. */
async function readSplit(folder: string, on: 'valid' | 'test'): Promise<EvaluationData> {
  const [trainFile, goalsFile] = on === 'test' ? ['train.csv', 'test.csv'] : ['fit.csv', 'valid.csv']
  const train = await readEvents(join(folder, trainFile))
  const goals = await readEvents(join(folder, goalsFile))
  const { parts, readerIds, bookIds } = indexedEvents([train.rows, goals.rows])
  const [learned = [], hidden = []] = parts
  return {
    split: splitOf(learned, hidden),
    kind: learned.length > 0 && learned.every(({ time }) => time !== undefined) ? 'temporal' : 'random',
    readerIds,
    bookIds,
    hash: hashOf(train.hash + goals.hash),
    what: `the split in ${basename(folder)}, ${on} part`,
  }
}

async function readAndSplit(
  file: string,
  kind: SplitKind,
  { on, seed }: EvaluateOptions,
): Promise<EvaluationData> {
  const { rows, hash } = await readEvents(file)
  if (kind === 'temporal' && rows.some(({ time }) => time === undefined)) {
    throw new EvaluateProblem(`${basename(file)} has rows without a time, which --split temporal needs`)
  }
  const { parts, readerIds, bookIds } = indexedEvents([rows])
  const outer = splitEvents(parts[0] ?? [], kind, seed)
  const how = kind === 'temporal' ? 'the first 80 % in time' : `random 80/20 a reader, seed ${seed}`
  return {
    split: on === 'test' ? outer : splitEvents(outer.train, kind, seed + 1),
    kind,
    readerIds,
    bookIds,
    hash,
    what: `${basename(file)}, ${how}, ${on} part`,
  }
}

interface EventRow {
  reader: string
  book: string
  rating?: number
  liked?: boolean
  time?: number
}

async function readEvents(file: string): Promise<CsvRows<EventRow>> {
  const { rows, hash } = await readCsv(file, (header) => eventReader(header, file))
  return { rows: onScaleOfFive(rows), hash }
}

function eventReader(header: readonly string[], file: string): (record: readonly string[]) => EventRow {
  const reader = columnOf(header, 'reader_id', 'user')
  const book = columnOf(header, 'book_id', 'item', 'item_id')
  const rating = columnOf(header, 'rating', 'rating_1_to_10', 'rating_half_to_5')
  const like = columnOf(header, 'like')
  const time = columnOf(header, 'time', 'unix_time', 'date')
  if (reader === -1 || book === -1) {
    throw new EvaluateProblem(
      `${file} needs the columns reader_id (or user) and book_id (or item), and may have rating and time; it has: ${header.join(', ')}`,
    )
  }
  return (record) => {
    const stars = Number(record[rating] || Number.NaN)
    const when = timeFrom(record[time] ?? '')
    return {
      reader: record[reader] ?? '',
      book: record[book] ?? '',
      ...(stars > 0 ? { rating: stars } : {}),
      ...(like === -1 ? {} : { liked: record[like] === '1' }),
      ...(when === undefined ? {} : { time: when }),
    }
  }
}

/** Seconds since 1970: a number as it stands, or a date. */
function timeFrom(text: string): number | undefined {
  if (text === '') return undefined
  const seconds = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  return Number.isFinite(seconds) ? seconds : undefined
}

/** Ratings of 1 to 10 are halved; a file whose highest rating is 5 or less is on our scale already. */
function onScaleOfFive(rows: EventRow[]): EventRow[] {
  const highest = rows.reduce((most, { rating = 0 }) => Math.max(most, rating), 0)
  if (highest <= 5) return rows
  return rows.map((row) => (row.rating === undefined ? row : { ...row, rating: row.rating / 2 }))
}

interface IndexedEvents {
  parts: RatedEvent[][]
  readerIds: string[]
  bookIds: string[]
}

/**
 * Dense indices in the order of the sorted ids, so that neither a split nor a tie depends on the order of a file.
 * Without a `like` column whatever was not rated 1 or 2 is a like: most events of a library carry no rating. What such
 * a column calls a like needs no number; of the rest the number says how much it was not.
 */
function indexedEvents(parts: EventRow[][]): IndexedEvents {
  const readerIds = sortedIds(parts, (row) => row.reader)
  const bookIds = sortedIds(parts, (row) => row.book)
  const readers = indexOf(readerIds)
  const books = indexOf(bookIds)
  const indexed = parts.map((rows) =>
    rows.map(
      (row): RatedEvent => ({
        reader: readers.get(row.reader) ?? 0,
        book: books.get(row.book) ?? 0,
        liked: row.liked ?? !((row.rating ?? 3) <= 2),
        ...(row.rating === undefined || row.liked === true ? {} : { rating: row.rating }),
        ...(row.time === undefined ? {} : { time: row.time }),
      }),
    ),
  )
  return { parts: indexed, readerIds, bookIds }
}

export const indexOf = (ids: readonly string[]): Map<string, number> =>
  new Map(ids.map((id, index) => [id, index]))

function sortedIds(parts: EventRow[][], idOf: (row: EventRow) => string): string[] {
  const ids = new Set<string>()
  for (const rows of parts) for (const row of rows) ids.add(idOf(row))
  return [...ids].sort()
}
