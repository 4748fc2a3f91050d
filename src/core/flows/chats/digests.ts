import { digestsToLayOut, whenToSend } from '../../domain/chats/digest.ts'
import { notFound, ShelftalkError } from '../../domain/errors.ts'
import { isTimeZone } from '../../domain/local-time.ts'
import type { Account, Platform } from '../../domain/people/account.ts'
import { type Caller, requirePermission, requirePerson } from '../../domain/people/permissions.ts'
import type { NewPost } from '../../ports/chats/chat.ts'
import type { AccountSettings, Digest, StoredSettings } from '../../ports/chats/digests.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import type { JobCounts } from '../steps/work/job.ts'

/** A digest that this process alone may send now. */
export interface TakenDigest extends Digest {
  school_id: string
}

/**
 * The weekly digest for teachers. A job lays it out days ahead; it waits for its morning, when whoever runs a bot takes it,
 * fills it and sends it; until then its recipient may send or skip it. One a person and week, or none: never two.
 */
export interface DigestFlow {
  /** What is chosen for an account; null for one that is nobody's. */
  settingsOf(account: Account): Promise<StoredSettings | null>
  /** Changes what the caller chose for the own account; whoever turns digests on gets the next week's first. */
  choose(caller: Caller, account: Account, change: Partial<AccountSettings>): Promise<void>
  /** Lays out what will be due soon in the school. */
  layOut(schoolId: string): Promise<JobCounts>
  /** Takes digests that may be sent now. What came into a quiet hour waits for the next morning of its week. */
  due(platform: Platform, limit: number): Promise<TakenDigest[]>
  /** The caller's digests that wait. */
  waiting(caller: Caller): Promise<Digest[]>
  /** Takes one of the caller's before its time; null when it is done with. Throws `unavailable` while another has it. */
  take(caller: Caller, week: string): Promise<TakenDigest | null>
  /** Skips one of the caller's; false when it is done with. */
  skip(caller: Caller, week: string): Promise<boolean>
  /** Books of which the caller's digests told already. */
  told(caller: Caller): Promise<string[]>
  /** Queues a digest's message, or none when there is nothing to tell; false when it was done with meanwhile. */
  send(digest: TakenDigest, message: { post: NewPost; bookIds: readonly string[] } | null): Promise<boolean>
}

/** Whoever took a digest has so long to fill it; then another may. */
const leaseMs = 60_000
const recipientsAPage = 500

type Needs = Pick<Core, 'store' | 'clock'> & {
  /** Tells that posts wait to be sent. */
  onQueued(): void
}

export function createDigests(core: Needs): DigestFlow {
  const { store, clock } = core
  const times = () => ({ now: clock(), leaseUntil: new Date(clock().getTime() + leaseMs) })
  const own = <T>(caller: Caller, work: (rows: SchoolRows, personId: string) => Promise<T>): Promise<T> => {
    const personId = requirePerson(caller, 'digests.own')
    return store.school(caller.school_id, (rows) => work(rows, personId))
  }
  return {
    async settingsOf(account) {
      const schoolId = await store.system((rows) => rows.spaces.schoolOf(account))
      return schoolId === null ? null : store.school(schoolId, (rows) => rows.digests.settings(account))
    },
    async choose(caller, account, change) {
      const personId = requirePerson(caller, 'links.own')
      if (change.digest === 'on') requirePermission(caller, 'digests.own')
      await store.school(caller.school_id, async (rows) => {
        const before = await rows.digests.settings(account)
        if (before === null || before.person_id !== personId) throw notFound('account')
        const { language, time_zone, digest } = { ...before, ...change }
        if (time_zone !== null && !isTimeZone(time_zone))
          throw new ShelftalkError('invalid_input', 'There is no such time zone.')
        const since = digest !== 'on' ? null : before.digest === 'on' ? before.since : clock()
        await rows.digests.putSettings(account, { language, time_zone, digest, since })
        if (digest !== 'on') await rows.digests.skipAll(account)
      })
    },
    layOut: (schoolId) => layOut(core, schoolId),
    async due(platform, limit) {
      const found = await store.background.system((rows) => rows.digestQueue.due(platform, clock(), limit))
      const taken: TakenDigest[] = []
      for (const { school_id, ...key } of found) {
        const digest = await store.background.school(school_id, async (rows) => {
          const claimed = await rows.digests.claim(key, times())
          return claimed !== null && (await isOpen(rows, claimed, clock())) ? claimed : null
        })
        if (digest !== null) taken.push({ ...digest, school_id })
      }
      return taken
    },
    waiting: (caller) => own(caller, (rows, personId) => rows.digests.waiting(personId)),
    take: (caller, week) =>
      own(caller, async (rows, person_id) => {
        const digest = await rows.digests.claim({ person_id, week }, times())
        if (digest !== null) return { ...digest, school_id: caller.school_id }
        if ((await rows.digests.waiting(person_id)).some((one) => one.week === week))
          throw new ShelftalkError('unavailable', 'The digest is being sent.', { retryAfterSeconds: 1 })
        return null
      }),
    skip: (caller, week) =>
      own(caller, (rows, person_id) => rows.digests.end({ person_id, week }, 'skipped')),
    told: (caller) => own(caller, (rows, personId) => rows.digests.told(personId)),
    async send({ school_id, person_id, week }, message) {
      const key = { person_id, week }
      const isSent = await store.school(school_id, async (rows) => {
        if (message === null) return rows.digests.end(key, 'skipped')
        if (!(await rows.digests.end(key, 'sent', message.bookIds))) return false
        const digestOf = { digest_of: person_id, digest_week: week }
        await rows.chatPosts.add([{ ...message.post, priority: 'digest', ...digestOf }], clock())
        return true
      })
      if (isSent) core.onQueued()
      return isSent
    },
  }
}

async function layOut({ store, clock }: Needs, schoolId: string): Promise<JobCounts> {
  let digests = 0
  for (let after: string | null = null; ; ) {
    const last = await store.background.school(schoolId, async (rows): Promise<string | null> => {
      const { holidays } = (await rows.school.read()).policy
      const page = await rows.digests.recipients({ limit: recipientsAPage, after })
      const due = page.flatMap(({ time_zone, since, ...whose }) =>
        digestsToLayOut(clock(), { time_zone, holidays, since }).map((one) => ({ ...whose, ...one })),
      )
      if (due.length > 0) digests += await rows.digests.layOut(due)
      return page.length < recipientsAPage ? null : (page.at(-1)?.account_id ?? null)
    })
    if (last === null) return digests === 0 ? {} : { digests }
    after = last
  }
}

/** Whether a digest that is taken may go now; else it is given back for later, or its week went by. */
async function isOpen(
  rows: Pick<SchoolRows, 'school' | 'digests'>,
  digest: Digest,
  now: Date,
): Promise<boolean> {
  const { holidays } = (await rows.school.read()).policy
  const at = whenToSend(now, digest.week, { time_zone: digest.time_zone, holidays })
  if (at === null) await rows.digests.end(digest, 'expired')
  else if (at > now) await rows.digests.postpone(digest, at)
  return at !== null && at <= now
}
