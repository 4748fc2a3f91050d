import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { ErasedSubject, ErasureReceipt } from '../../domain/people/erasure.ts'
import { type Caller, requirePermission, requireReader } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { Sealed } from '../../ports/sealed.ts'
import { openErasureKey, storedErasureKey } from '../steps/people/erased-ids.ts'
import type { JobCounts } from '../steps/work/job.ts'
import { addJobRequest } from '../steps/work/job-request.ts'
import { announceSchool, raiseSchool } from '../steps/work/school-version.ts'

export interface PrivacyFlow {
  /**
   * Erases a student, or a reader without a school. When it answers, no row of the school's is left of the person, and nothing
   * brings them back but the school itself. What lies elsewhere the job `erase` removes; the receipt tells when that is done.
   */
  erase(caller: Caller, studentId: string): Promise<{ erasure_id: string }>
  receipt(caller: Caller, erasureId: string): Promise<ErasureReceipt>
  /** Newest first; only those of one id, if it is named. */
  receipts(
    caller: Caller,
    wanted: { limit: number; before: string | null; student_id: string | null },
  ): Promise<ErasureReceipt[]>
  /** Finishes what was begun, in the one school; answers what it removed. Ended anywhere, it does the rest the next time. */
  finish(schoolId: string): Promise<JobCounts>
  /** Seals the key of the hashes with today's key; tells how many it sealed. */
  sealAnew(schoolId: string): Promise<number>
}

type Needs = Core & {
  sealed: Sealed
  /** Forgets what chat platforms sent from the person's accounts; answers how much. */
  forgetRequests(subject: ErasedSubject): Promise<number>
  /** Forgets launches of courses that ran out: they hold ids of their platforms. */
  forgetLaunches(): Promise<unknown>
  /** Builds the recommendation graph anew from what is left, and puts it into service. */
  rebuildGraph(schoolId: string): Promise<unknown>
}

export function createPrivacy(core: Needs): PrivacyFlow {
  const { store, sealed } = core
  return {
    async erase(caller, studentId) {
      requireReader(caller, 'students.erase', studentId)
      const { school_id: school, role } = caller
      const erasure_id = core.newId()
      const version = await store.school(school, async (rows) => {
        const subject = await rows.erasures.subjectOf(studentId)
        if (subject === null) throw notFound('student')
        const id_hashes = await core.erasedIds.hash(rows, school, subject.reader_ids)
        const removed = await rows.erasures.removeRows(subject)
        const asked = { asked_by: role, asked_at: core.clock() }
        await rows.erasures.put({ erasure_id, id_hashes, ...asked, removed, subject })
        await addJobRequest(core, rows, { school, job: 'erase' })
        // Others' lists were made with the person among their readers.
        return raiseSchool(core, rows, school)
      })
      await announceSchool(core, school, version)
      return { erasure_id }
    },
    async receipt(caller, erasureId) {
      requirePermission(caller, 'students.erase')
      const found = await store.school(caller.school_id, (rows) => rows.erasures.get(erasureId))
      if (found === null) throw notFound('erasure')
      return found
    },
    async receipts(caller, { student_id, ...page }) {
      requirePermission(caller, 'students.erase')
      const { school_id: school } = caller
      return store.school(school, async (rows) => {
        if (student_id === null) return rows.erasures.list({ ...page, id_hash: null })
        if ((await rows.erasures.key()) === null) return []
        const [id_hash = ''] = await core.erasedIds.hash(rows, school, [student_id])
        return rows.erasures.list({ ...page, id_hash })
      })
    },
    finish: (schoolId) => finish(core, schoolId),
    async sealAnew(school) {
      const from = await store.background.school(school, (rows) => rows.erasures.key())
      if (from === null || !sealed.hasKey || sealed.isCurrent(from)) return 0
      const to = storedErasureKey(sealed, school, openErasureKey(sealed, school, from))
      const isSealed = await store.background.school(school, (rows) => rows.erasures.sealAnew({ from, to }))
      return isSealed ? 1 : 0
    },
  }
}

/**
 * The graph is built once for all who wait, and the files are written once. The files come last: after them nothing may be
 * stored that says of whom all this was.
 */
async function finish(core: Needs, schoolId: string): Promise<JobCounts> {
  const { school } = core.store.background
  const waiting = await school(schoolId, (rows) => rows.erasures.unfinished())
  if (waiting.length === 0) return {}
  const elsewhere = waiting.flatMap(({ erasure_id, subject }) =>
    subject === null ? [] : [{ erasure_id, subject }],
  )
  if (elsewhere.length > 0) await core.rebuildGraph(schoolId)
  const counts: JobCounts = { erased: waiting.length }
  for (const { erasure_id, subject } of elsewhere) {
    const removed = {
      chat_request: await core.forgetRequests(subject),
      cached_list: await forgetLists(core, schoolId, subject),
    }
    await school(schoolId, (rows) => rows.erasures.forgetSubject(erasure_id, withoutNothing(removed)))
  }
  await core.forgetLaunches()
  const rewritten = await core.store.background.rewrite()
  const ids = waiting.map(({ erasure_id }) => erasure_id)
  await school(schoolId, (rows) => rows.erasures.finish(ids, { rewritten, at: core.clock() }))
  return counts
}

async function forgetLists(core: Core, schoolId: string, { reader_ids }: ErasedSubject): Promise<number> {
  let lists = 0
  for (const readerId of reader_ids) {
    const gone = await core.cache.forgetReader(schoolId, readerId)
    if (gone === null)
      throw new ShelftalkError('unavailable', 'The cache is away; it is emptied when it is back.')
    lists += gone
  }
  return lists
}

const withoutNothing = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
