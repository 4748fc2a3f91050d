import { anonymousReaderOf } from '../../domain/courses/lti.ts'
import { notFound, ShelftalkError } from '../../domain/errors.ts'
import {
  type Account,
  linkCodeLifeMs,
  linkTriesWithinMs,
  maxLinkTries,
  mayBeLinked,
  type Platform,
  pendingLinkLifeMs,
  type Space,
  typedCode,
} from '../../domain/people/account.ts'
import { type Caller, requirePerson } from '../../domain/people/permissions.ts'
import { Email } from '../../domain/people/person.ts'
import type { Core } from '../../ports/core.ts'
import type { LinkHolder, StoredLink } from '../../ports/people/links.ts'
import type { KeyedDigest } from '../../ports/sealed.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { takeOver } from '../steps/people/take-over.ts'
import { announceReaders } from '../steps/work/announce.ts'

/** `refused` says no more: who asks learns neither whether a code exists nor whose it is. */
export type LinkAnswer = 'pending' | 'refused' | 'already_linked'

/** Whose an account on a platform is. Surfaces ask it by account, pages by the person who is signed in. */
export interface LinkFlow {
  /**
   * The person behind a confirmed link, with the role that the person has now. Null for everybody else: not linked, not
   * confirmed, in a space of no school, and a student whose grade may not (any more). Nothing is recorded.
   */
  callerOf(account: Account): Promise<Caller | null>
  /** A code that was typed on the platform. When it holds, the link waits for the person to confirm it on our page. */
  claimCode(account: Account, typed: { code: string; shown_name: string }): Promise<LinkAnswer>
  /** The same by the address that the platform knows the account by; for staff on Slack only. */
  linkByEmail(account: Account, known: { email: string; shown_name: string }): Promise<LinkAnswer>
  /** Ends the account's link from the platform's side: asked for there, or gone from there. False when there was none. */
  unlinkAccount(account: Account): Promise<boolean>
  /** Ids of the accounts that are confirmed in a space, a page at a time, to look whether they are still there. */
  linkedAccounts(space: Space, page: { limit: number; after: string | null }): Promise<string[]>

  /** A new code of the caller's, the only one for the platform. It is stored as a keyed digest and told this once. */
  newCode(caller: Caller, platform: Platform): Promise<{ code: string; expires_at: string }>
  /** The caller's accounts, confirmed and waiting to be. */
  listLinks(caller: Caller): Promise<StoredLink[]>
  /**
   * The caller has seen the account's name and says that it is the caller's own. What a student's account in a course voted
   * before, as a reader without a name, is the student's from then on.
   */
  confirmLink(caller: Caller, account: Account): Promise<void>
  /** Ends a link of the caller's, or says that an account which asked is not the caller's. */
  unlink(caller: Caller, account: Account): Promise<void>
}

type Needs = Pick<Core, 'store' | 'clock' | 'newId' | 'cache' | 'live' | 'wakeRelay'> & {
  keyedDigest: KeyedDigest
  newCode(): string
}

export function createLinks(core: Needs): LinkFlow {
  const codeHash = (platform: Platform, code: string): string =>
    core.keyedDigest(`${platform} ${typedCode(code)}`, 'link code')
  // Of a space that is no school's the same is asked as of any other, and nothing found.
  const inSchoolOf = async <T>(space: Space, work: (rows: SchoolRows) => Promise<T>): Promise<T> => {
    const school = await core.store.system((rows) => rows.spaces.schoolOf(space))
    return core.store.school(school ?? '', work)
  }
  return {
    async callerOf(account) {
      const schoolId = await core.store.system((rows) => rows.spaces.schoolOf(account))
      if (schoolId === null) return null
      const holder = await core.store.school(schoolId, (rows) => rows.links.holder(account))
      if (holder === null || !isFit(core, account, holder)) return null
      const { person_id, role, reader_id } = holder
      return { caller_id: `person:${person_id}`, school_id: schoolId, role, reader_id, person_id }
    },
    claimCode: (account, { code, shown_name }) => {
      const hash = codeHash(account.platform, code)
      // Whoever is not linked is not written down: of the account a digest is counted.
      const counted = { ...account, account_id: core.keyedDigest(account.account_id, 'link tries') }
      return inSchoolOf(account, async (rows) => {
        if (await rows.links.isConfirmed(account)) return 'already_linked'
        const now = core.clock()
        const tries = await rows.linkCodes.countTry(counted, { now, since: ago(now, linkTriesWithinMs) })
        const allowed = tries <= maxLinkTries
        const person_id = await rows.linkCodes.take(account.platform, hash, { now, allowed })
        const holder = await rows.links.linkable({ person_id: person_id ?? '' })
        const answer = await ask(core, rows, { account, holder, shown_name })
        if (answer === 'pending') await rows.linkCodes.forgetTries(counted)
        return answer
      })
    },
    linkByEmail: (account, { email, shown_name }) =>
      inSchoolOf(account, async (rows) => {
        if (await rows.links.isConfirmed(account)) return 'already_linked'
        const known = Email.safeParse(email)
        const holder = await rows.links.linkable({ email: known.data ?? '' })
        const isVouchedFor = account.platform === 'slack' && holder?.role !== 'student'
        return ask(core, rows, { account, holder: isVouchedFor ? holder : null, shown_name })
      }),
    unlinkAccount: (account) => inSchoolOf(account, (rows) => rows.links.remove(account, null)),
    linkedAccounts: (space, page) => inSchoolOf(space, (rows) => rows.links.accounts(space, page)),

    async newCode(caller, platform) {
      const person_id = requirePerson(caller, 'links.own')
      const code = core.newCode()
      const now = core.clock()
      const expiresAt = new Date(now.getTime() + linkCodeLifeMs)
      await core.store.school(caller.school_id, async (rows) => {
        const who = await rows.links.linkable({ person_id })
        if (who === null || !isFit(core, { platform }, who)) throw notHere()
        const mine = { person_id, platform, code_hash: codeHash(platform, code) }
        if (!(await rows.linkCodes.put(mine, { now, expiresAt }))) throw askAgain()
      })
      return { code, expires_at: expiresAt.toISOString() }
    },
    async listLinks(caller) {
      const personId = requirePerson(caller, 'links.own')
      return core.store.school(caller.school_id, (rows) =>
        rows.links.of(personId, ago(core.clock(), pendingLinkLifeMs)),
      )
    },
    async confirmLink(caller, account) {
      const personId = requirePerson(caller, 'links.own')
      const now = core.clock()
      const since = ago(now, pendingLinkLifeMs)
      const taken = await core.store.school(caller.school_id, async (rows) => {
        const who = await rows.links.linkable({ person_id: personId })
        if (who === null || !isFit(core, account, who)) throw notHere()
        if (await rows.links.confirm(account, personId, { now, since })) {
          if (account.platform !== 'lti' || who.reader_id === null) return null
          const readers = { from: anonymousReaderOf(account.account_id), to: who.reader_id }
          return takeOver(core, rows, caller.school_id, readers)
        }
        const mine = await rows.links.of(personId, since)
        const [same] = mine.filter((link) => isSame(link, account))
        if (same === undefined) throw notFound('account')
        if (same.state === 'pending') throw oneOnly()
        return null
      })
      if (taken !== null) await announceReaders(core, caller.school_id, taken.versions, taken.events)
    },
    async unlink(caller, account) {
      const personId = requirePerson(caller, 'links.own')
      const wasThere = await core.store.school(caller.school_id, (rows) =>
        rows.links.remove(account, personId),
      )
      if (!wasThere) throw notFound('account')
    },
  }
}

/** Whoever may not be linked is asked for as nobody is, so that a refusal takes the same work whatever it is for. */
async function ask(
  core: Pick<Core, 'clock'>,
  rows: Pick<SchoolRows, 'links'>,
  { account, holder, shown_name }: { account: Account; holder: LinkHolder | null; shown_name: string },
): Promise<'pending' | 'refused'> {
  const person_id = holder !== null && isFit(core, account, holder) ? holder.person_id : ''
  const { platform, tenant, account_id } = account
  const link = { platform, tenant, account_id, person_id, shown_name: shown_name.slice(0, maxShownName) }
  return (await rows.links.ask(link, core.clock())) ? 'pending' : 'refused'
}

const maxShownName = 200
const isFit = (core: Pick<Core, 'clock'>, { platform }: { platform: Platform }, who: LinkHolder): boolean =>
  mayBeLinked(platform, who, who.policy, core.clock())
const isSame = (one: Account, other: Account): boolean =>
  one.platform === other.platform && one.tenant === other.tenant && one.account_id === other.account_id
const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

const notHere = (): ShelftalkError =>
  new ShelftalkError(
    'forbidden',
    'You cannot link an account there: your school has not switched it on for you. Ask the library.',
  )

const askAgain = (): ShelftalkError =>
  new ShelftalkError('conflict', 'Two codes were asked for at once. Ask for one again.')

const oneOnly = (): ShelftalkError =>
  new ShelftalkError(
    'conflict',
    'You have another account linked there. Unlink that one first, then confirm this one.',
  )
