import { type Course, maxFormerCourses } from '../../domain/courses/course.ts'
import {
  anonymousReaderOf,
  type FoundLtiSession,
  type LtiDeepLinking,
  type LtiDeployment,
  type LtiRegistration,
  type LtiRole,
  type LtiSession,
  type LtiTransaction,
  launchMs,
  ltiAccountKeyContext,
  ltiSessionMs,
  ltiSessionWholeMs,
  maxLaunches,
} from '../../domain/courses/lti.ts'
import type { Account } from '../../domain/people/account.ts'
import type { Caller } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyedHash, Sealed } from '../../ports/sealed.ts'
import { ensureReader, isErased } from '../steps/people/ensure-reader.ts'
import { ltiAccounts } from '../steps/people/lti-account.ts'
import { takeOver } from '../steps/people/take-over.ts'
import { announceReaders } from '../steps/work/announce.ts'

/** A launch that begins, as the platform asked for it. */
export interface LtiLogin {
  deployment_id: string | null
  target: string
  login_hint: string
  message_hint: string | null
  storage_target: string | null
}

/** A launch whose token held, as far as anything of it is kept. */
export interface LtiOpening {
  sub: string | null
  role: LtiRole
  context_id: string | null
  custom: ReadonlyMap<string, string>
  locale: string | null
  acted: boolean
  deep_linking: LtiDeepLinking | null
  line_item: string | null
}

/** A session, the course that it is in, and who acts in it: nobody in a visitor's. */
export interface OpenLtiSession extends FoundLtiSession {
  course: Course | null
  caller: Caller | null
}

export interface LtiFlow {
  /** Platforms of this issuer: none, one, or two when the client is not named and there are several. */
  registrations(issuer: string, clientId: string | null): Promise<LtiRegistration[]>
  registration(registrationId: string): Promise<LtiRegistration | null>
  /** Begins a launch. `secret` is for the browser alone. */
  begin(of: LtiRegistration, login: LtiLogin): Promise<{ transaction: LtiTransaction; secret: string }>
  /** The same launch from the start, with secrets that nobody saw yet; null when it is over. */
  beginAgain(transaction: LtiTransaction): Promise<{ transaction: LtiTransaction; secret: string } | null>
  transactionOf(state: string): Promise<LtiTransaction | null>
  transactionBy(publicId: string): Promise<LtiTransaction | null>
  /** Whether this is the secret of the browser that began the launch. */
  isProof(transaction: LtiTransaction, secret: string): boolean
  deployment(of: LtiRegistration, deploymentId: string): Promise<LtiDeployment['state']>
  /** Ends the launch; true for one caller only. */
  consume(transaction: LtiTransaction): Promise<boolean>
  /** Opens the session of a launch that the caller ended; `account_id` null: of somebody of whom nothing is kept. */
  open(
    of: LtiRegistration,
    transaction: LtiTransaction,
    opening: LtiOpening,
  ): Promise<{ secret: string; account_id: string | null }>
  /** The session of both secrets, and who acts in it; null when it is over. */
  sessionOf(secrets: { session: string; proof: string }): Promise<OpenLtiSession | null>

  /** Takes the session's right to answer its platform; false when it was answered before. */
  takeDeepLinking(session: LtiSession): Promise<boolean>
  /** Whether the book stood on that list of the reader's. */
  wasShown(caller: Caller, shown: { slate_id: string; book_id: string }): Promise<boolean>

  /** Seals with today's key what was sealed with an older one; tells how much. */
  sealAnew(schoolId: string): Promise<number>
}

type Needs = Pick<
  Core,
  'store' | 'clock' | 'digest' | 'newId' | 'newSecret' | 'cache' | 'live' | 'wakeRelay' | 'erasedIds'
> & {
  sealed: Sealed
  keyedHash: KeyedHash
  /** Who linked the account. */
  callerOf(account: Account): Promise<Caller | null>
}

/** Launches of the LTI tool, as they are kept: what a platform says is checked by the tool itself (src/lti). */
export function createLti(core: Needs): LtiFlow {
  const { digest } = core
  const hashed = (what: string, secret: string): string => digest(`lti ${what} ${secret}`)
  const aLaunch = (login: LtiLogin & Pick<LtiTransaction, 'school_id' | 'registration_id'>) => {
    const [secret, state, nonce] = [core.newSecret(), core.newSecret(), core.newSecret()]
    const now = core.clock()
    const transaction: LtiTransaction = {
      ...{ ...login, state, nonce, public_id: core.newId() },
      state_hash: hashed('state', state),
      proof_hash: hashed('proof', secret),
      expires_at: new Date(now.getTime() + launchMs).toISOString(),
    }
    return { transaction, secret, now }
  }
  return {
    registrations: (issuer, clientId) =>
      core.store.system((rows) => rows.ltiLaunches.registrations(issuer, clientId)),
    registration: (id) => core.store.system((rows) => rows.ltiLaunches.registration(id)),
    async begin({ school_id, registration_id }, login) {
      const { now, ...begun } = aLaunch({ school_id, registration_id, ...login })
      await core.store.system((rows) => rows.ltiLaunches.begin(begun.transaction, { now, most: maxLaunches }))
      return begun
    },
    async beginAgain(old) {
      const { now, ...begun } = aLaunch(old)
      return core.store.system(async (rows) => {
        if (!(await rows.ltiLaunches.consume(old, now))) return null
        await rows.ltiLaunches.begin(begun.transaction, { now, most: maxLaunches })
        return begun
      })
    },
    transactionOf: (state) =>
      core.store.system((rows) => rows.ltiLaunches.byState(hashed('state', state), core.clock())),
    transactionBy: (publicId) =>
      core.store.system((rows) => rows.ltiLaunches.byPublicId(publicId, core.clock())),
    isProof: ({ proof_hash }, secret) => hashed('proof', secret) === proof_hash,
    deployment: (of, deploymentId) =>
      core.store.system((rows) => rows.ltiLaunches.deployment(of, deploymentId, core.clock())),
    consume: (transaction) =>
      core.store.system((rows) => rows.ltiLaunches.consume(transaction, core.clock())),
    async open(registration, transaction, { sub, custom, ...opening }) {
      const { school_id, registration_id, proof_hash } = transaction
      const secret = core.newSecret()
      const account_id = sub === null ? null : ltiAccounts(core, registration)(sub)
      const session: LtiSession = {
        ...{ school_id, registration_id, proof_hash, ...opening },
        session_hash: hashed('session', secret),
        ...(await whoOpens(core, { school_id, registration_id }, { account_id, role: opening.role })),
        opened_at: core.clock().toISOString(),
        custom: Object.fromEntries(custom),
        csrf_token: core.newSecret(),
      }
      await core.store.system((rows) => rows.ltiLaunches.putSession(session))
      await bringLateVotes(core, session)
      return { secret, account_id: session.account_id }
    },
    async sessionOf({ session, proof }) {
      const now = core.clock()
      const hashes = { session: hashed('session', session), proof: hashed('proof', proof) }
      const times = {
        ...{ now, since: new Date(now.getTime() - ltiSessionMs) },
        openedSince: new Date(now.getTime() - ltiSessionWholeMs),
      }
      const found = await core.store.system((rows) => rows.ltiLaunches.session(hashes, times))
      if (found === null) return null
      return { ...found, course: courseOf(core, found), caller: await callerIn(core, found) }
    },

    takeDeepLinking: ({ session_hash }) =>
      core.store.system((rows) => rows.ltiLaunches.takeDeepLinking(session_hash)),
    wasShown: ({ school_id, reader_id }, { slate_id, book_id }) =>
      core.store.school(school_id, (rows) => rows.slates.holds(slate_id, reader_id ?? '', book_id)),

    async sealAnew(schoolId) {
      const { sealed, store } = core
      const { school } = store.background
      let count = 0
      for (const { registration_id, account_key: from } of await school(schoolId, (rows) =>
        rows.ltiRegistrations.list(),
      )) {
        if (sealed.isCurrent(from)) continue
        const context = ltiAccountKeyContext(registration_id)
        const to = sealed.seal(sealed.open(from, context), context)
        if (await school(schoolId, (rows) => rows.ltiRegistrations.sealAnew(registration_id, { from, to })))
          count++
      }
      return count
    },
  }
}

/** A student who was erased is a visitor from then on, until the school takes the student up again. */
async function whoOpens(
  core: Needs,
  { school_id, registration_id }: Pick<LtiSession, 'school_id' | 'registration_id'>,
  who: Pick<LtiSession, 'account_id' | 'role'>,
): Promise<Pick<LtiSession, 'account_id' | 'role'>> {
  const { account_id, role } = who
  if (account_id === null) return who
  const reader = { school: school_id, reader_id: anonymousReaderOf(account_id) }
  const wasErased = await core.store.school(school_id, (rows) => isErased(core, rows, reader))
  if (!wasErased) return who
  const linked = await core.callerOf({ platform: 'lti', tenant: registration_id, account_id })
  return linked === null ? { account_id: null, role: role === 'student' ? 'visitor' : role } : who
}

/** A vote that was on its way while the account was linked was still the nameless reader's: it follows at the next launch. */
async function bringLateVotes(core: Needs, session: LtiSession): Promise<void> {
  const { school_id, registration_id, account_id } = session
  if (account_id === null) return
  const linked = await core.callerOf({ platform: 'lti', tenant: registration_id, account_id })
  const to = linked?.reader_id ?? null
  if (to === null) return
  const from = anonymousReaderOf(account_id)
  const late = await core.store.school(school_id, async (rows) =>
    (await rows.history.votes(from)).length === 0 ? null : takeOver(core, rows, school_id, { from, to }),
  )
  if (late !== null) await announceReaders(core, school_id, late.versions, late.events)
}

/**
 * The student who linked the account, else a reader of its own who has no name; null for a visitor, and for somebody who was
 * erased: a launch must not make them anew.
 */
async function callerIn(core: Needs, session: LtiSession): Promise<Caller | null> {
  const { school_id, registration_id, account_id } = session
  if (account_id === null) return null
  const linked = await core.callerOf({ platform: 'lti', tenant: registration_id, account_id })
  const acted = session.acted ? { acted: true as const } : {}
  if (linked !== null) return { ...linked, ...acted }
  const reader_id = anonymousReaderOf(account_id)
  const isHere = await core.store.school(school_id, (rows) =>
    ensureReader(core, rows, { school: school_id, reader_id }),
  )
  if (!isHere) return null
  return { caller_id: reader_id, school_id, role: 'reader', reader_id, person_id: null, ...acted }
}

/** The course of a session; what it was copied from stands, latest first, in a parameter that the platform may fill in. */
function courseOf(
  { digest }: Pick<Core, 'digest'>,
  { registration_id, context_id, custom }: LtiSession,
): Course | null {
  if (context_id === null) return null
  const idOf = (context: string): string =>
    digest(`course ${registration_id.length}:${registration_id}|${context}`)
  const former = (custom.context_history ?? '').split(',').slice(0, maxFormerCourses)
  return {
    course_id: idOf(context_id),
    former_ids: former.flatMap((one) => decoded(one.trim())).map(idOf),
  }
}

/** Contexts stand in their history as parts of an address do; what is no such part is left out. */
function decoded(context: string): string[] {
  try {
    return context === '' ? [] : [decodeURIComponent(context)]
  } catch {
    return []
  }
}
