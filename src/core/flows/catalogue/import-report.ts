import { notFound, ShelftalkError } from '../../domain/errors.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import { type Person, type PersonRole, roleOfKind } from '../../domain/people/person.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import type { ImportRun, Refusal } from '../../ports/work/runs.ts'

/** How far an import has come, and its refused lines after `after`. */
export async function importReport(
  core: Pick<Core, 'store'>,
  caller: Caller,
  importId: string,
  page: { limit: number; after: number },
): Promise<ImportRun & { refusals: Refusal[] }> {
  requirePermission(caller, 'imports.run')
  return core.store.school(caller.school_id, async (rows) => {
    const found = await rows.imports.get(importId)
    if (found === null) throw notFound('import')
    return { ...found, refusals: await rows.imports.refusals(importId, page) }
  })
}

/**
 * People of the file's kind who are here and whom the newest file does not name, by id. Throws `conflict` for an older
 * file, one that has not come to its end, and one that names nobody.
 */
export async function missingPeople(
  core: Pick<Core, 'store'>,
  caller: Caller,
  importId: string,
  page: { limit: number; after: string | null },
): Promise<Person[]> {
  requirePermission(caller, 'rosters.end')
  return core.store.school(caller.school_id, async (rows) => {
    const role = await wholeList(rows, importId)
    return rows.people.missing({ import_id: importId, role, among: null }, page)
  })
}

/**
 * Ends those of these people who are still missing: they left. Their sessions, links, classes and keys end with it; what
 * they read stays as long as the school keeps it. Answers their ids.
 */
export async function endMissing(
  core: Pick<Core, 'store' | 'clock'>,
  caller: Caller,
  importId: string,
  personIds: readonly string[],
): Promise<string[]> {
  requirePermission(caller, 'rosters.end')
  return core.store.school(caller.school_id, async (rows) => {
    const role = await wholeList(rows, importId)
    const page = { limit: personIds.length, after: null }
    const missing = await rows.people.missing({ import_id: importId, role, among: personIds }, page)
    return rows.people.end(
      missing.map((person) => person.person_id),
      core.clock(),
    )
  })
}

/** The role that the import is the whole list of, while no newer one is. */
async function wholeList(rows: Pick<SchoolRows, 'imports'>, importId: string): Promise<PersonRole> {
  const found = await rows.imports.get(importId)
  if (found === null) throw notFound('import')
  const role = roleOfKind[found.kind]
  const isNewest = (await rows.imports.newest(found.kind)) === importId
  if (role !== undefined && found.state === 'finished' && isNewest) return role
  throw new ShelftalkError(
    'conflict',
    'This file is not the newest whole list of students or teachers. Look at the newest one, or send it anew.',
  )
}
