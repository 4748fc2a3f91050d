import { clockApartSeconds, maxClockApartSeconds } from '../../../domain/courses/lti.ts'
import { notFound } from '../../../domain/errors.ts'
import { type Caller, requirePermission } from '../../../domain/people/permissions.ts'
import type { Core } from '../../../ports/core.ts'
import type { Outgoing, OutgoingAnswer } from '../../../ports/outgoing.ts'

/** What a look at a platform found; `failure` null: launches can work. */
export interface LtiCheck {
  failure: 'platform_keys_away' | 'clock_apart' | null
  /** How far its clock and ours are apart; null when it told nothing. */
  clock_apart_seconds: number | null
}

/** Asks a platform, as a launch would, for its keys and by the way for the time. Throws `not_found`. */
export async function checkLti(
  { store, clock, outgoing }: Pick<Core, 'store' | 'clock'> & { outgoing: Outgoing },
  caller: Caller,
  registrationId: string,
): Promise<LtiCheck> {
  requirePermission(caller, 'spaces.bind')
  const all = await store.school(caller.school_id, (rows) => rows.ltiRegistrations.list())
  const registration = all.find((one) => one.registration_id === registrationId)
  if (registration === undefined) throw notFound('registration')
  const answer = await outgoing.request({ method: 'GET', url: registration.jwks_url }).catch(() => null)
  if (answer === null || !holdsKeys(answer))
    return { failure: 'platform_keys_away', clock_apart_seconds: null }
  const { date } = answer
  const apart = date === null ? null : clockApartSeconds(date, clock())
  return {
    failure: apart !== null && apart > maxClockApartSeconds ? 'clock_apart' : null,
    clock_apart_seconds: apart,
  }
}

function holdsKeys({ status, text }: OutgoingAnswer): boolean {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown }
    return status === 200 && Array.isArray(keys) && keys.some((key: { kty?: unknown }) => key?.kty === 'RSA')
  } catch {
    return false
  }
}
