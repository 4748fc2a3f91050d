import { type LtiRegistration, ltiAccountKeyContext } from '../../../domain/courses/lti.ts'
import type { KeyedHash, Sealed } from '../../../ports/sealed.ts'

/**
 * What a person of this platform is called here: a keyed digest over issuer, client and the platform's id as received.
 * Lengths stand before the parts, so that no two ids are written alike.
 */
export function ltiAccounts(
  { sealed, keyedHash }: { sealed: Sealed; keyedHash: KeyedHash },
  { issuer, client_id, registration_id, account_key }: LtiRegistration,
): (sub: string) => string {
  const key = sealed.open(account_key, ltiAccountKeyContext(registration_id))
  return (sub) => keyedHash(key, [issuer, client_id, sub].map((part) => `${part.length}:${part}`).join('|'))
}
