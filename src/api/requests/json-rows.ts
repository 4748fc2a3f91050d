import { ShelftalkError } from '../../core/domain/errors.ts'
import { meaningOf, type RowRefusal } from '../../core/domain/files/refusal.ts'
import type { RowSource, SourceRow } from '../../core/domain/files/source.ts'
import { ListedBook } from '../../core/domain/lists/interaction.ts'
import type { z } from '../zod.ts'
import { fieldProblems, maxFieldsTold } from './parse.ts'

const columns = Object.keys(ListedBook.shape)

/** A reader's list sent as JSON, as rows of the same table as a file. Items count as lines, from 1. */
export function jsonRows(value: unknown): RowSource {
  if (!Array.isArray(value)) {
    throw new ShelftalkError(
      'invalid_input',
      `Send a list of objects, each with title and perhaps ${columns.slice(1).join(', ')}.`,
    )
  }
  return { header: columns, rows: rowsOf(value) }
}

async function* rowsOf(items: readonly unknown[]): AsyncGenerator<SourceRow> {
  for (const [at, item] of items.entries()) {
    const line = at + 1
    const read = ListedBook.safeParse(item)
    if (read.success) yield { line, row: textOf(read.data) }
    else for (const problem of problemsOf(read.error.issues)) yield { line, problem }
  }
}

const problemsOf = (issues: readonly z.core.$ZodIssue[]): RowRefusal[] =>
  issues
    .slice(0, maxFieldsTold)
    .flatMap((issue) =>
      fieldProblems([issue], 'field').map((problem) => ({ ...problem, ...meaningOf(issue) })),
    )

const textOf = (book: ListedBook): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(book).map(([name, cell]) => [name, cell === null ? undefined : String(cell)]),
  )
