import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { ShelftalkError } from '../../core/domain/errors.ts'
import type { RowSource, SourceRow } from '../../core/domain/files/source.ts'
import { shown } from '../../core/domain/shown.ts'
import { type CsvRecord, createLineSplitter, type LineProblem, type LineSplitter } from './csv-lines.ts'

/** One record, with all its cells. */
const maxRecordBytes = 100_000
const maxColumns = 500
const maxColumnNameLength = 200
/** What is looked at before the first row is handed on, so that a file in another encoding stores nothing. */
const headBytes = 65_536

const saveAsUtf8 = 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8") and send it again.'
const refuse = (detail: string): ShelftalkError => new ShelftalkError('invalid_input', detail)

/**
 * Reads a CSV file as it streams in: UTF-8 with or without BOM, cells separated by comma, semicolon or tab (found out
 * from the header), columns in any order. Whatever is wrong with one line becomes that line's problem; what is wrong
 * with the file throws `invalid_input`. Cells are text as they stand: a formula is text, too. At most one chunk of
 * the stream and one record are in memory; a chunk is read only when the rows before it have been taken.
 */
export async function csvRows(chunks: AsyncIterable<Buffer>): Promise<RowSource> {
  const source = chunks[Symbol.asyncIterator]()
  const head = withoutBom(await readHead(source))
  refuseOtherEncodings(head)
  const delimiter = delimiterOf(head)
  const splitter = createLineSplitter(delimiter.charCodeAt(0), maxRecordBytes)
  const records = splitAll(source, head, splitter)
  const first = await firstRecord(records, splitter)
  const columns = readHeader(first.next, delimiter)
  return {
    header: columns.filter((name) => name !== ''),
    rows: readRows(first.rest, records, { delimiter, columns }),
  }
}

async function readHead(source: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  while (size < headBytes) {
    const { value, done } = await source.next()
    if (done === true) break
    parts.push(value)
    size += value.length
  }
  if (size === 0) throw refuse('The file is empty. Its first line must name the columns.')
  return Buffer.concat(parts)
}

const withoutBom = (head: Buffer): Buffer =>
  head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head

function refuseOtherEncodings(head: Buffer): void {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (isUtf16) throw refuse(`The file is UTF-16. ${saveAsUtf8}`)
  if (head.includes(0)) throw refuse(`The file holds NUL bytes: it is no text, or UTF-16. ${saveAsUtf8}`)
  if (!isUtf8(wholeCharacters(head))) throw refuse(`The file is not UTF-8. ${saveAsUtf8}`)
}

/** Without a character that the chunk's end cut in two. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back)
    if (byte < 0x80) break
  }
  return bytes
}

/** The separator that stands most often in the header, outside of quotes. */
function delimiterOf(head: Buffer): ',' | ';' | '\t' {
  const header = /^[^\r\n]*/.exec(head.toString('utf8').trimStart())?.[0].replace(/"[^"]*"/g, '') ?? ''
  const count = (separator: string): number => header.split(separator).length - 1
  const candidates = [',', ';', '\t'] as const
  return candidates.reduce((best, one) => (count(one) > count(best) ? one : best))
}

async function* splitAll(
  source: AsyncIterator<Buffer>,
  head: Buffer,
  splitter: LineSplitter,
): AsyncGenerator<CsvRecord[]> {
  yield splitter.feed(head)
  for (;;) {
    const { value, done } = await source.next()
    if (done === true) break
    yield splitter.feed(value)
  }
  yield splitter.end()
}

async function firstRecord(
  records: AsyncGenerator<CsvRecord[]>,
  splitter: Pick<LineSplitter, 'isPastBound'>,
): Promise<{ next: CsvRecord; rest: CsvRecord[] }> {
  for (;;) {
    const { value, done } = await records.next()
    if (done === true) throw refuse('The file has no header. Its first line must name the columns.')
    const at = value.findIndex((record) => 'problem' in record || record.bytes.toString('utf8').trim() !== '')
    const next = value[at]
    if (next !== undefined) return { next, rest: value.slice(at + 1) }
    if (splitter.isPastBound()) {
      throw refuse(`The first line is longer than ${maxRecordBytes / 1000} kB. It must name the columns.`)
    }
  }
}

function readHeader(record: CsvRecord, delimiter: string): string[] {
  if ('problem' in record) throw refuse(`The first line ${record.problem.reason}.`)
  if (!isText(record.bytes)) throw refuse(`The first line ${badBytes(record.bytes).reason}.`)
  const cells = cellsOf([record.bytes], delimiter)?.[0]
  if (cells === undefined) throw refuse('The first line cannot be read as CSV. It must name the columns.')
  const columns = cells.map((name) => shown(name.trim().toLowerCase(), maxColumnNameLength + 1))
  const twice = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at)
  if (twice !== undefined) {
    const field = shown(twice)
    throw new ShelftalkError(
      'invalid_input',
      `The column "${field}" stands twice in the first line. Rename or remove one.`,
      {
        fields: [{ field, reason: 'stands twice' }],
      },
    )
  }
  if (columns.every((name) => name === '')) throw refuse('The first line is blank. It must name the columns.')
  if (columns.length > maxColumns) throw refuse(`The first line names more than ${maxColumns} columns.`)
  if (columns.some((name) => name.length > maxColumnNameLength)) {
    throw refuse(
      `A column's name is longer than ${maxColumnNameLength} characters. The first line must name the columns.`,
    )
  }
  return columns
}

interface Layout {
  delimiter: string
  columns: readonly string[]
}

async function* readRows(
  first: readonly CsvRecord[],
  rest: AsyncGenerator<CsvRecord[]>,
  layout: Layout,
): AsyncGenerator<SourceRow> {
  yield* rowsOf(first, layout)
  for await (const records of rest) yield* rowsOf(records, layout)
}

/** Reads the cells of many records at once: one by one would take ten times as long. */
function* rowsOf(records: readonly CsvRecord[], layout: Layout): Generator<SourceRow> {
  const good = records.flatMap((record) => ('bytes' in record && isText(record.bytes) ? [record.bytes] : []))
  const cells =
    cellsOf(good, layout.delimiter) ?? good.map((bytes) => cellsOf([bytes], layout.delimiter)?.[0])
  let next = 0
  for (const record of records) {
    if ('problem' in record) yield problem(record.line, record.problem)
    else if (!isText(record.bytes)) yield problem(record.line, badBytes(record.bytes))
    else yield* rowOf(record.line, cells[next++], layout.columns)
  }
}

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0)

const badBytes = (bytes: Buffer): LineProblem =>
  isUtf8(bytes)
    ? { code: 'bad_characters', reason: 'holds a NUL byte' }
    : { code: 'not_utf8', reason: 'is not UTF-8: save the file as UTF-8 and send it again' }

const problem = (line: number, why: LineProblem): SourceRow => ({ line, problem: { field: '', ...why } })

function* rowOf(
  line: number,
  cells: readonly string[] | undefined,
  columns: readonly string[],
): Generator<SourceRow> {
  if (cells === undefined) {
    yield problem(line, { code: 'unreadable', reason: 'cannot be read as CSV: look at its quotes' })
  } else if (cells.every((cell) => cell.trim() === '')) return
  else if (cells.length !== columns.length) {
    yield problem(line, {
      ...{ code: 'cell_count', bound: columns.length },
      reason: `has ${cells.length} cells where the first line has ${columns.length}`,
    })
  } else yield { line, row: Object.fromEntries(columns.map((name, at) => [name, cells[at]])) }
}

/** The cells of each record, or null when they cannot be told apart. */
function cellsOf(records: readonly Buffer[], delimiter: string): string[][] | null {
  if (records.length === 0) return []
  const lines = records.flatMap((record) => [record, lineEnd])
  try {
    const read: string[][] = parse(Buffer.concat(lines), {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
    })
    return read.length === records.length ? read : null
  } catch {
    return null
  }
}

const lineEnd = Buffer.from('\n')
