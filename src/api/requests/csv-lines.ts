import type { RowRefusal } from '../../core/domain/files/refusal.ts'

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

export type LineProblem = Omit<RowRefusal, 'field'>

/** One record of a CSV file: its bytes without the line's end, or why they are not there. `line` is its first. */
export type CsvRecord = { line: number; bytes: Buffer } | { line: number; problem: LineProblem }

export interface LineSplitter {
  /** The records that are complete with this chunk. */
  feed(chunk: Buffer): CsvRecord[]
  /** Whether the record that is being read is refused already, and read past. */
  isPastBound(): boolean
  /** What is left when the file ends. */
  end(): CsvRecord[]
}

/** Where the next line end is, or the end of the chunk: a long line that is read past costs next to nothing. */
function nextLineEnd(chunk: Buffer, from: number): number {
  const feed = chunk.indexOf(lineFeed, from)
  const end = feed === -1 ? chunk.length : feed
  const back = chunk.subarray(from, end).indexOf(carriageReturn)
  return back === -1 ? end : from + back
}

/**
 * Cuts a CSV file into records: a line, or several when a quoted cell holds line ends. Nothing longer than `maxBytes`
 * is ever kept: such a record is refused and reading goes on at the next line. csv-parse, which reads the cells
 * afterwards, cannot do this: it stops in the middle of its buffer at a long record, and takes all that follows an
 * unclosed quote for one cell.
 *
 * A quote opens a cell only where the cell begins; anywhere else it is text (5" nails). Lines end with \n, \r\n or \r.
 */
export function createLineSplitter(delimiter: number, maxBytes: number): LineSplitter {
  let line = 1
  let firstLine = 1
  let parts: Buffer[] = []
  let keptBytes = 0
  let quoted = false
  /** A quote here would open a cell, or go on with one: the second of two quotes inside a cell. */
  let mayOpen = true
  let afterReturn = false
  /** The record is too long, and is read past up to a line's end. */
  let skipping = false

  const startRecord = (): void => {
    parts = []
    keptBytes = 0
    quoted = false
    mayOpen = true
    skipping = false
    firstLine = line
  }
  const tooLong = (): CsvRecord => {
    const lastLine = line - 1
    const reason = `is longer than ${maxBytes / 1000} kB: perhaps a quote is opened here and not closed`
    const lines = lastLine > firstLine ? `; lines ${firstLine} to ${lastLine} are not read` : ''
    return {
      line: firstLine,
      problem: { code: 'line_too_long', bound: maxBytes, reason: reason + lines },
    }
  }
  const keep = (piece: Buffer): void => {
    keptBytes += piece.length
    if (keptBytes <= maxBytes) parts.push(piece)
    else {
      parts = []
      skipping = true
      quoted = false
    }
  }
  const finish = (piece: Buffer): CsvRecord => {
    if (!skipping) keep(piece)
    const record = skipping ? tooLong() : { line: firstLine, bytes: Buffer.concat(parts) }
    startRecord()
    return record
  }

  return {
    feed(chunk) {
      const records: CsvRecord[] = []
      let start = 0
      for (let at = 0; at < chunk.length; at++) {
        if (skipping) at = nextLineEnd(chunk, at)
        const byte = chunk[at]
        if (afterReturn) {
          afterReturn = false
          if (byte === lineFeed) {
            start = at + 1
            continue
          }
        }
        if (byte === lineFeed || (byte === carriageReturn && !quoted)) {
          line += 1
          if (quoted && at - start + keptBytes <= maxBytes) continue
          records.push(finish(chunk.subarray(start, at)))
          start = at + 1
          afterReturn = byte === carriageReturn
        } else if (byte === quote) {
          if (quoted || mayOpen) {
            quoted = !quoted && !skipping
            mayOpen = true
          }
        } else if (!quoted) mayOpen = byte === delimiter
      }
      if (start < chunk.length && !skipping) keep(chunk.subarray(start))
      return records
    },
    isPastBound: () => skipping,
    end() {
      if (skipping || (!quoted && keptBytes > 0)) {
        line += 1
        return [finish(Buffer.alloc(0))]
      }
      if (!quoted) return []
      const reason = line > firstLine ? `; lines ${firstLine} to ${line} are not read` : ''
      const problem = {
        code: 'open_quote' as const,
        reason: `has a quote that is opened and never closed${reason}`,
      }
      return [{ line: firstLine, problem }]
    },
  }
}
