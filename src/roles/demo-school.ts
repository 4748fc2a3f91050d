import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { App } from '../app.ts'
import type { TextRow } from '../core/domain/files/columns.ts'
import type { RowSource } from '../core/domain/files/source.ts'
import type { Caller } from '../core/domain/permissions.ts'
import { demoCatalogueCsvPath, readDemoCatalogue } from '../demo/catalogue.ts'
import { generateDemoSchool } from '../demo/school.ts'

export const demoSchool = {
  school_id: 'demo',
  name: 'Demo school (students invented)',
  invented: true,
  time_zone: 'UTC',
} as const

/** Whoever loads the demo school acts as its service. */
const loader: Caller = {
  caller_id: 'demo-loader',
  school_id: demoSchool.school_id,
  role: 'service',
  reader_id: null,
}

/**
 * Makes the demo school unless it is there: a real catalogue, an invented school year, all of it through the same
 * flows that a school uses. `setClock` is told the moment of each vote. Answers whether it was made now.
 */
export async function loadDemoSchool(app: App, setClock: (moment: Date) => void): Promise<boolean> {
  const isNew = await app.core.store.system((rows) => rows.schools.create(demoSchool))
  if (!isNew) return false
  const year = generateDemoSchool(readDemoCatalogue())
  const { importFile, giveFeedback, startJob } = app.flows
  await importFile(
    loader,
    'catalogue',
    rowsOf(parse(await readFile(demoCatalogueCsvPath), { columns: true, bom: true })),
  )
  await importFile(loader, 'classes', rowsOf(year.classes))
  await importFile(loader, 'students', rowsOf(year.students))
  await importFile(loader, 'checkouts', rowsOf(year.checkouts))
  for (const { student_id, book_id, vote, at } of year.votes) {
    setClock(new Date(at))
    await giveFeedback(loader, { student_id, book_id, vote, slate_id: null }, null)
  }
  await app.drain()
  await startJob(loader, 'nightly')
  await app.drain()
  return true
}

/** Records as the rows of a file with a header. */
function rowsOf(records: readonly object[]): RowSource {
  const rows = records.map(
    (record): TextRow =>
      Object.fromEntries(
        Object.entries(record).map(([column, value]) => [
          column,
          Array.isArray(value) ? value.join(';') : value == null ? '' : String(value),
        ]),
      ),
  )
  return {
    header: [...new Set(rows.flatMap((row) => Object.keys(row)))],
    rows: (async function* () {
      for (const [at, row] of rows.entries()) yield { line: at + 2, row }
    })(),
  }
}
