import { type LtiTransaction, launchMs, maxClockApartSeconds } from '../../core/domain/courses/lti.ts'
import type { Log } from '../../log.ts'
import type { LtiFlows } from '../flows.ts'
import { Refusal } from '../refusal.ts'
import type { Fields, Guard } from './guard.ts'
import { readToken } from './id-token.ts'

/** News of a registration is written down this often, and sooner only when it is better known than what came before. */
const newsEveryMs = 10_000
/** A login comes from anybody, so that one that was refused is told only where nothing else was for so long. */
const loginNewsAfterMs = 600_000
const maxRegistrations = 500
/** Beyond this a number of seconds is no time. */
const maxTime = 1e10
const maxApart = 1e9

/** What happened: a login was refused, a launch was, or one opened; each tells more than those before it. */
const kinds = ['login', 'launch', 'opened'] as const
type Kind = (typeof kinds)[number]

type Noted = Pick<LtiFlows, 'lti' | 'ltiRegistrations'>

/**
 * The same guard, which tells the admin of a platform's school what came of its launches. It decides nothing, but names a
 * clock as the reason where it is one.
 */
export function noting(guard: Guard, flows: Noted, { clock, log }: { clock(): Date; log: Log }): Guard {
  const latest = new Map<string, { at: number; kind: Kind }>()
  /** Whether this is news: refusals never are more often than every so many seconds, whoever causes them. */
  const isNews = (registrationId: string, kind: Kind): boolean => {
    const [before, at] = [latest.get(registrationId), clock().getTime()]
    const restMs = kind === 'login' ? loginNewsAfterMs : newsEveryMs
    const isOld = before === undefined || at - before.at >= restMs
    if (!isOld && kinds.indexOf(kind) <= kinds.indexOf(before.kind)) return false
    latest.delete(registrationId)
    latest.set(registrationId, { at, kind })
    const [oldest] = latest.keys()
    if (latest.size > maxRegistrations && oldest !== undefined) latest.delete(oldest)
    return true
  }
  /** News that cannot be kept is missed: it changes nothing about the launch. */
  const kept = (news: Promise<void>): Promise<void> =>
    news.catch((error: unknown) => log.warn({ err: error }, 'news of a platform could not be kept'))
  const refused = async (id: string, kind: Kind, failure: { code: string; apartSeconds: number | null }) => {
    if (isNews(id, kind)) await kept(flows.ltiRegistrations.noteFailure(id, failure))
  }
  const alarm = (registration: string, apartSeconds: number): void => {
    if (apartSeconds > maxClockApartSeconds)
      log.warn({ registration, apartSeconds }, "a platform's clock and ours are apart: run NTP on both")
  }
  return {
    ...guard,
    async login(fields) {
      try {
        return await guard.login(fields)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { code } = error
        const [iss, clientId] = [fields.get('iss') ?? '', fields.get('client_id') ?? null]
        const [one, another] = await flows.lti.registrations(iss, clientId)
        if (one?.state === 'active' && another === undefined)
          await refused(one.registration_id, 'login', { code, apartSeconds: null })
        throw error
      }
    },
    async launch(fields, proofOf) {
      // Looked up before: a launch that is refused late is over by then.
      const transaction = await flows.lti.transactionOf(fields.get('state') ?? '')
      try {
        const opened = await guard.launch(fields, proofOf)
        const { registration_id } = opened.registration
        const apartSeconds = secondsApart(fields, opened.transaction, clock()) ?? 0
        alarm(registration_id, apartSeconds)
        if (isNews(registration_id, 'opened'))
          await kept(flows.ltiRegistrations.noteLaunch(registration_id, apartSeconds))
        return opened
      } catch (error) {
        if (!(error instanceof Refusal) || transaction === null) throw error
        const { registration_id } = transaction
        // A time is looked at once the signature held: what the token says is the platform's word.
        const apartSeconds = error.code === 'token_time' ? secondsApart(fields, transaction, clock()) : null
        alarm(registration_id, apartSeconds ?? 0)
        const isClock = apartSeconds !== null && apartSeconds > maxClockApartSeconds
        const why = isClock
          ? new Refusal('clock_apart', `the clocks are ${apartSeconds} s apart: ${error.message}`)
          : error
        await refused(registration_id, 'launch', { code: why.code, apartSeconds })
        throw why
      }
    },
  }
}

/**
 * How far the clock of the platform is from ours, in whole seconds: its token was made after the login that it answers, which
 * its nonce proves, and before now. Null for the token of another login, and one without a time.
 */
function secondsApart(fields: Fields, transaction: LtiTransaction, now: Date): number | null {
  const { nonce, iat } = readToken(fields.get('id_token') ?? '').payload
  if (nonce !== transaction.nonce || typeof iat !== 'number' || !(Math.abs(iat) < maxTime)) return null
  const begunAt = (Date.parse(transaction.expires_at) - launchMs) / 1000
  const nowAt = now.getTime() / 1000
  return Math.floor(Math.min(maxApart, Math.max(0, begunAt - iat, iat - nowAt)))
}
