import { ShelftalkError } from '../../domain/errors.ts'
import {
  catalogueFile,
  checkoutsFile,
  classesFile,
  type FileKind,
  rowProblems,
  studentsFile,
  teachersFile,
} from '../../domain/files/school-files.ts'
import type { RowSource } from '../../domain/files/source.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import { type PersonRole, roleOfKind } from '../../domain/people/person.ts'
import type { Core } from '../../ports/core.ts'
import type { Refusal } from '../../ports/work/runs.ts'
import { announceReaders } from '../steps/work/announce.ts'
import {
  type Apply,
  catalogueBatch,
  checkoutsBatch,
  classesBatch,
  studentsBatch,
  teachersBatch,
} from '../steps/work/import-batches.ts'
import { requestJob } from '../steps/work/job-request.ts'
import { announceSchool } from '../steps/work/school-version.ts'

export const importKinds = ['catalogue', 'students', 'teachers', 'classes', 'checkouts'] as const
export type ImportKind = (typeof importKinds)[number]

/** Refused lines in the answer; all that are kept (a hundred times as many) are at GET /imports/{id}. */
const maxRefusalsTold = 1000
const maxRefusalsKept = 100_000
const rowsAtOnce = 1000

/** A file as it streams in. `invented` marks students that a program made up. */
export interface SchoolFile {
  kind: ImportKind
  source: RowSource
  invented?: boolean
}

export interface ImportAccepted {
  import_id: string
  accepted: number
  refused_count: number
  refused: Refusal[]
  unknown_columns: string[]
  /** Of a file of people: those of its kind who are here and whom it does not name. They stay until the admin ends them. */
  missing_count?: number
  /** Of a file of students: those whom the school had erased. They are taken up again, with nothing of before. */
  erased_before_count?: number
}

interface ImportTask<Row> {
  kind: ImportKind
  file: FileKind<Row>
  apply: Apply<Row>
}

/**
 * Reads a file of the school's as it streams in, a batch a transaction, so that memory stays flat however long it
 * is. Refused lines are told with field and reason; the others count. The same file twice changes nothing.
 */
export async function importFile(
  core: Core,
  caller: Caller,
  { kind, source, invented = false }: SchoolFile,
): Promise<ImportAccepted> {
  requirePermission(caller, 'imports.run')
  await core.checkRoom()
  const { school_id: school } = caller
  const { header } = source
  switch (kind) {
    case 'catalogue':
      return run(core, caller, source, {
        kind,
        file: catalogueFile,
        apply: catalogueBatch(core, school, header),
      })
    case 'students':
      return run(core, caller, source, {
        kind,
        file: studentsFile,
        apply: studentsBatch(core, school, { header, invented }),
      })
    case 'teachers':
      return run(core, caller, source, { kind, file: teachersFile, apply: teachersBatch(header) })
    case 'classes':
      return run(core, caller, source, { kind, file: classesFile, apply: classesBatch })
    case 'checkouts':
      return run(core, caller, source, {
        kind,
        file: checkoutsFile,
        apply: checkoutsBatch(core, school),
      })
  }
}

async function run<Row>(
  core: Core,
  caller: Caller,
  source: RowSource,
  task: ImportTask<Row>,
): Promise<ImportAccepted> {
  const unknown = checkHeader(source.header, task.file)
  const school = caller.school_id
  const answer: ImportAccepted = {
    import_id: core.newId(),
    accepted: 0,
    refused_count: 0,
    refused: [],
    unknown_columns: unknown,
  }
  await core.store.background.school(school, (rows) =>
    rows.imports.start(answer.import_id, task.kind, core.clock()),
  )
  const end = (state: 'finished' | 'failed', error: string | null): Promise<void> =>
    core.store.background.school(school, (rows) =>
      rows.imports.finish(answer.import_id, { state, error, unknown_columns: unknown, at: core.clock() }),
    )
  let changed = false
  try {
    for await (const batch of batches(source, task.file)) {
      if (await storeBatch(core, school, task, { batch, answer })) changed = true
    }
    await end('finished', null)
    const role = roleOfKind[task.kind]
    if (role !== undefined) answer.missing_count = await countMissing(core, school, answer.import_id, role)
  } catch (error) {
    await end(
      'failed',
      error instanceof ShelftalkError ? error.message : 'The file could not be read to its end.',
    ).catch(() => {})
    throw error
  } finally {
    if (changed && task.kind === 'checkouts') await requestJob(core, school, 'graph')
  }
  core.live.publish(school, {
    kind: 'import',
    import_id: answer.import_id,
    state: 'finished',
    accepted: answer.accepted,
    refused: answer.refused_count,
  })
  return answer
}

function checkHeader(header: readonly string[], file: FileKind<unknown>): string[] {
  const missing = file.required.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    throw new ShelftalkError(
      'invalid_input',
      `The first line must name the columns ${file.required.join(', ')}; missing: ${missing.join(', ')}. It may also name ${file.optional.join(', ')}.`,
      { fields: missing.map((field) => ({ field, reason: 'there is no such column' })) },
    )
  }
  const known = new Set([...file.required, ...file.optional, ...file.dropped])
  return header.filter((column) => !known.has(column)).slice(0, 100)
}

interface Batch<Row> {
  /** Ids of the people whom its lines name, refused or not. */
  named: string[]
  good: { line: number; row: Row }[]
  refused: Refusal[]
}

async function* batches<Row>(source: RowSource, file: FileKind<Row>): AsyncGenerator<Batch<Row>> {
  let batch: Batch<Row> = { named: [], good: [], refused: [] }
  for await (const item of source.rows) {
    if ('problem' in item) batch.refused.push({ line: item.line, ...item.problem })
    else {
      batch.named.push(item.row[file.required[0] ?? '']?.trim() ?? '')
      try {
        batch.good.push({ line: item.line, row: file.read(item.row) })
      } catch (error) {
        const problems = rowProblems(error)
        if (problems === null) throw error
        batch.refused.push(...problems.map((problem) => ({ line: item.line, ...problem })))
      }
    }
    if (batch.good.length + batch.refused.length < rowsAtOnce) continue
    yield batch
    batch = { named: [], good: [], refused: [] }
  }
  if (batch.good.length + batch.refused.length > 0) yield batch
}

/** Answers whether the batch changed anything. */
async function storeBatch<Row>(
  core: Core,
  school: string,
  task: ImportTask<Row>,
  { batch, answer }: { batch: Batch<Row>; answer: ImportAccepted },
): Promise<boolean> {
  const result = await core.store.background.school(school, async (rows) => {
    const done = await task.apply(
      rows,
      batch.good.map((item) => item.row),
    )
    if (roleOfKind[task.kind] !== undefined) await rows.people.named(answer.import_id, batch.named)
    const refused = [
      ...batch.refused,
      ...done.refused.map(({ at, ...why }) => ({ line: batch.good[at]?.line ?? 0, ...why })),
    ]
    const lines = new Set(refused.map((refusal) => refusal.line)).size
    const accepted = batch.good.length - new Set(done.refused.map((refusal) => refusal.at)).size
    const room = Math.max(0, maxRefusalsKept - answer.refused_count)
    await rows.imports.progress(answer.import_id, {
      accepted,
      refused: lines,
      refusals: refused.slice(0, room),
    })
    return { ...done, refused, lines, accepted }
  })
  answer.accepted += result.accepted
  answer.refused_count += result.lines
  if (result.takenUp) answer.erased_before_count = (answer.erased_before_count ?? 0) + result.takenUp
  answer.refused.push(...result.refused.slice(0, Math.max(0, maxRefusalsTold - answer.refused.length)))
  if (result.schoolVersion !== null) await announceSchool(core, school, result.schoolVersion)
  await announceReaders(core, school, result.versions)
  core.live.publish(school, {
    kind: 'import',
    import_id: answer.import_id,
    state: 'running',
    accepted: answer.accepted,
    refused: answer.refused_count,
  })
  return result.schoolVersion !== null || result.versions.length > 0
}

const countMissing = (core: Core, school: string, import_id: string, role: PersonRole): Promise<number> =>
  core.store.background.school(school, (rows) => rows.people.countMissing({ import_id, role }))
