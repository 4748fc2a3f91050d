import type { TextRow } from './columns.ts'
import type { RowRefusal } from './refusal.ts'

/** One line of a file: read as a row, or the reason why it cannot be. Lines count from 1, the header among them. */
export type SourceRow = { line: number; row: TextRow } | { line: number; problem: RowRefusal }

/** A file with a header row as it streams in. Column names are lower case, without surrounding space. */
export interface RowSource {
  header: readonly string[]
  rows: AsyncIterable<SourceRow>
}
