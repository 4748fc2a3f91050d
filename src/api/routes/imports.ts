import {
  catalogueFile,
  checkoutsFile,
  classesFile,
  type FileKind,
  studentsFile,
  teachersFile,
} from '../../core/domain/files/school-files.ts'
import type { Person } from '../../core/domain/people/person.ts'
import type { ImportKind } from '../../core/flows/catalogue/school-import.ts'
import type { ImportRun, Refusal } from '../../core/ports/work/runs.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { ImportProgress, ImportReport, id, listOf, page, paged, role, wholeNumber } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Imports'

/** Every kind of the flow; the compiler says when one is missing. */
const files: Record<ImportKind, Pick<FileKind<unknown>, 'required' | 'optional'>> = {
  catalogue: catalogueFile,
  students: studentsFile,
  teachers: teachersFile,
  classes: classesFile,
  checkouts: checkoutsFile,
}

const importFile = (kind: ImportKind): Endpoint =>
  endpoint({
    method: 'post',
    path: `/imports/${kind}`,
    operationId: `import_${kind}`,
    tag,
    summary: `A file of ${kind}, streamed; the same file twice changes nothing`,
    body: {
      kind: 'rows',
      limitBytes: { csv: 2_000_000_000 },
      columns: `${files[kind].required.join(',')} (required), ${files[kind].optional.join(',')}`,
    },
    answer: { status: 202, description: 'Accepted rows are durable.', schema: ImportReport },
    handle: ({ flows }, { caller, body }) => flows.importFile(caller, kind, body),
  })

const readImport = endpoint({
  method: 'get',
  path: '/imports/{import_id}',
  operationId: 'readImport',
  tag,
  summary: 'How far an import has come, and its refused lines',
  params: z.strictObject({ import_id: id('The import.') }),
  query: z.strictObject({
    limit: wholeNumber({ minimum: 1, maximum: 200, default: 200 }, 'Refused lines on a page.'),
    after: wholeNumber({ minimum: 0, maximum: 999_999_999, default: 0 }, '`next` of the page before.'),
  }),
  answer: { status: 200, description: 'The state of the import.', schema: ImportProgress },
  async handle({ flows }, { caller, params, query }) {
    const { limit, after } = query
    const run = await flows.importReport(caller, params.import_id, { limit: limit + 1, after })
    return progressView(run, limit)
  },
})

/** A page ends where a line ends, since a line may be refused for several fields and pages follow line numbers. */
function progressView(
  run: ImportRun & { refusals: Refusal[] },
  limit: number,
): z.input<typeof ImportProgress> {
  const more = run.refusals.length > limit
  const lastLine = run.refusals.at(-1)?.line ?? 0
  const whole = more ? run.refusals.filter(({ line }) => line < lastLine) : run.refusals
  const refused = whole.length > 0 ? whole : run.refusals
  return {
    import_id: run.import_id,
    kind: run.kind,
    state: run.state,
    accepted: run.accepted,
    refused_count: run.refused,
    unknown_columns: run.unknown_columns,
    refused: refused.map(({ bound, ...why }) => ({ ...why, ...(bound == null ? {} : { bound }) })),
    ...(run.error === null ? {} : { error: run.error }),
    ...(more ? { next: String(refused.at(-1)?.line ?? 0) } : {}),
  }
}

const missingPerson = z
  .object({ person_id: z.string(), role, name: z.string().nullable() })
  .openapi('MissingPerson')
const ofImport = z.strictObject({ import_id: id('The newest import of students or of teachers.') })

const listMissing = endpoint({
  method: 'get',
  path: '/imports/{import_id}/missing',
  operationId: 'listMissing',
  tag,
  summary: 'People whom the newest file of students or teachers does not name',
  params: ofImport,
  query: z.strictObject(page),
  answer: { status: 200, description: 'By id. They stay as they are.', schema: listOf(missingPerson) },
  problems: ['conflict'],
  async handle({ flows }, { caller, params, query: { limit, after = null } }) {
    const found = await flows.missingPeople(caller, params.import_id, { limit: limit + 1, after })
    const view = ({ person_id, role, name }: Person) => ({ person_id, role, name })
    return paged(found, limit, view, (person) => person.person_id)
  },
})

const endMissing = endpoint({
  method: 'post',
  path: '/imports/{import_id}/missing',
  operationId: 'endMissing',
  tag,
  summary: 'Says that people who are missing in the newest file have left',
  params: ofImport,
  body: {
    kind: 'json',
    schema: z.strictObject({
      person_ids: z.array(id('Of `GET /imports/{import_id}/missing`.')).min(1).max(10_000),
    }),
    limitBytes: 3_000_000,
  },
  once: 'never',
  answer: {
    status: 200,
    description:
      'Those who are still missing have left: sessions, links, classes and keys of theirs ended at once.',
    schema: z.object({ ended: z.array(z.string()) }),
  },
  handle: async ({ flows }, { caller, params, body }) => ({
    ended: await flows.endMissing(caller, params.import_id, body.person_ids),
  }),
})

export const imports = [
  ...(Object.keys(files) as ImportKind[]).map(importFile),
  readImport,
  listMissing,
  endMissing,
]
