import { refusedSignIn } from '../../../domain/errors.ts'
import type { Core } from '../../../ports/core.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** Begins a session of a person who is here, in the transaction that found who it is; answers its secret. */
export async function beginSession(
  core: Pick<Core, 'clock' | 'digest' | 'newId' | 'newSecret'>,
  rows: Pick<SchoolRows, 'people' | 'sessions'>,
  personId: string,
): Promise<string> {
  const person = await rows.people.get(personId)
  if (person === null || person.ended_at !== null) throw refusedSignIn()
  const secret = core.newSecret()
  const now = core.clock().toISOString()
  await rows.sessions.begin({
    session_id: core.newId(),
    person_id: person.person_id,
    role: person.role,
    secret_hash: core.digest(secret),
    csrf_token: core.newSecret(),
    ...{ created_at: now, renewed_at: now, seen_at: now },
  })
  return secret
}
