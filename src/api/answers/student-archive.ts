import { stringify } from 'csv-stringify/sync'
import { strToU8, zipSync } from 'fflate'
import { z } from 'zod'
import type { StudentExport } from '../../core/flows/people/export.ts'

const ListItem = z.object({ book_id: z.string(), rank: z.number() })

/** A student's export as one archive: all of it in JSON, and tables that a spreadsheet opens. */
export function studentArchive(all: StudentExport): Buffer {
  const { class_ids, preferences, ...facts } = all.profile
  const lists = all.lists.flatMap(({ items, ...list }) =>
    z
      .array(ListItem)
      .parse(items)
      .map((item) => ({ ...list, ...item })),
  )
  const tables: Record<string, readonly object[]> = {
    profile: [{ ...facts, class_ids: class_ids.join(' ') }],
    ...{ votes: all.votes, teacher_votes: all.teacher_votes, course_votes: all.course_votes },
    ...{ checkouts: all.checkouts, books: all.books, lists, accounts: all.accounts },
  }
  const files: Record<string, Uint8Array> = { 'export.json': strToU8(JSON.stringify(all, null, 2)) }
  for (const [name, rows] of Object.entries(tables)) files[`${name}.csv`] = strToU8(csvOf(rows))
  return Buffer.from(zipSync(files, { mtime: all.exported_at }))
}

/** With a mark by which spreadsheets know UTF-8; what they would take for a formula stands behind an apostrophe. */
const csvOf = (rows: readonly object[]): string =>
  stringify([...rows], {
    header: true,
    bom: true,
    escape_formulas: true,
    cast: { boolean: String },
  })
