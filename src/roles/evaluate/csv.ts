import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { EvaluateProblem } from './options.ts'

/** Bounds what is held in memory; the largest data set of ranking.md 3. */
const maxRows = 10_000_000

/** Rows read from a file, and the hash of its bytes. */
export interface CsvRows<Row> {
  rows: Row[]
  hash: string
}

/** Makes the function that reads a row, from the names in the first line (small letters). */
export type RowReader<Row> = (header: readonly string[]) => (record: readonly string[]) => Row

/** Streams one file. @throws EvaluateProblem when it cannot be read, or holds too much. */
export async function readCsv<Row>(file: string, rowReader: RowReader<Row>): Promise<CsvRows<Row>> {
  const bytes = createHash('sha256')
  const input = createReadStream(file)
  input.on('data', (chunk) => bytes.update(chunk))
  const records = parse({ bom: true, skip_empty_lines: true, trim: true })
  input.on('error', (error) => records.destroy(error))
  const rows: Row[] = []
  try {
    let rowFrom: ((record: readonly string[]) => Row) | undefined
    for await (const record of input.pipe(records) as AsyncIterable<string[]>) {
      if (rowFrom === undefined) {
        rowFrom = rowReader(record.map((name) => name.toLowerCase()))
        continue
      }
      if (rows.length >= maxRows) throw new EvaluateProblem(`${file} has more than ${maxRows} rows`)
      rows.push(rowFrom(record))
    }
  } catch (error) {
    if (error instanceof EvaluateProblem) throw error
    throw new EvaluateProblem(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  return { rows, hash: bytes.digest('hex').slice(0, hashLength) }
}

const hashLength = 16

export const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, hashLength)

/** The place of the first of some names in a header, -1 for none. */
export const columnOf = (header: readonly string[], ...names: string[]): number =>
  header.findIndex((name) => names.includes(name))
