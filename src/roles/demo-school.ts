import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { DemoPeople } from '../api/flows.ts'
import type { App } from '../app.ts'
import { notFound } from '../core/domain/errors.ts'
import type { TextRow } from '../core/domain/files/columns.ts'
import type { RowSource } from '../core/domain/files/source.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { Person } from '../core/domain/people/person.ts'
import { type ImportKind, importFile } from '../core/flows/catalogue/school-import.ts'
import { beginSession } from '../core/flows/steps/people/begin-session.ts'
import { demoCatalogueCsvPath, readDemoCatalogue } from '../demo/catalogue.ts'
import type { DemoVote } from '../demo/invented.ts'
import { demoPersonIds, demoStaff } from '../demo/people.ts'
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
  person_id: null,
}

/**
 * Makes the demo school unless it is there: a real catalogue, an invented school year, all of it through the same
 * flows that a school uses. `setClock` is told the moment of each day's votes. Answers whether it was made now.
 */
export async function loadDemoSchool(app: App, setClock: (moment: Date) => void): Promise<boolean> {
  const isNew = await app.core.store.system((rows) => rows.schools.create(demoSchool))
  if (!isNew) return false
  const year = generateDemoSchool(readDemoCatalogue())
  const { giveFeedback, startJob } = app.flows
  const load = (kind: ImportKind, rows: RowSource) =>
    importFile(app.core, loader, { kind, source: rows, invented: true })
  await load('catalogue', rowsOf(parse(await readFile(demoCatalogueCsvPath), { columns: true, bom: true })))
  await load('classes', rowsOf(year.classes))
  await load('students', rowsOf(year.students))
  await load('checkouts', rowsOf(year.checkouts))
  for (const votes of byDay(year.votes)) {
    setClock(new Date(votes[0]?.at ?? 0))
    await Promise.all(
      votes.map(({ student_id, book_id, vote }) =>
        giveFeedback(loader, { student_id, book_id, vote, slate_id: null }, null),
      ),
    )
  }
  await app.drain()
  await startJob(loader, 'nightly')
  await app.drain()
  return true
}

/** Puts the invented staff and their classes there; a school from before they were invented gets them too. */
export async function putDemoStaff({ core }: App): Promise<void> {
  await core.store.school(demoSchool.school_id, async (rows) => {
    await rows.people.putStaff(demoStaff, demoSchool.invented)
    for (const { person_id, class_ids } of demoStaff) await rows.classTeachers.set(person_id, class_ids)
  })
}

/** The people of the demo school whom anybody on this machine may be. */
export function demoPeopleOf({ core }: App): DemoPeople {
  const people = (personIds: readonly string[]): Promise<Person[]> =>
    core.store.school(demoSchool.school_id, async (rows) => {
      const found = await Promise.all(personIds.map((id) => rows.people.get(id)))
      return found.filter((person) => person !== null)
    })
  return {
    list: () => people(demoPersonIds),
    async signIn(personId) {
      if (!demoPersonIds.includes(personId)) throw notFound('person')
      return core.store.school(demoSchool.school_id, (rows) => beginSession(core, rows, personId))
    },
  }
}

/** The votes of one day are given together, which takes one transaction instead of many. */
function byDay(votes: readonly DemoVote[]): DemoVote[][] {
  const days = new Map<string, DemoVote[]>()
  for (const vote of votes) {
    const day = vote.at.slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), vote])
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, given]) => given)
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
