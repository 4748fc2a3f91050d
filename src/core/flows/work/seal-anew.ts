import { clientSecretOf } from '../../domain/people/person.ts'
import type { Core } from '../../ports/core.ts'
import type { Sealed } from '../../ports/sealed.ts'
import type { JobCounts } from '../steps/work/job.ts'

/**
 * Seals with today's key what was sealed with an older one, so that the older one can be taken away: the secrets of the
 * school's sign-in, and through `others` what else is sealed, by name. What was changed meanwhile is left as it is.
 */
export async function sealAnew(
  core: Pick<Core, 'store'> & { sealed: Sealed },
  schoolId: string,
  others: Readonly<Record<string, () => Promise<number>>>,
): Promise<JobCounts> {
  const { sealed } = core
  const { school } = core.store.background
  const providers = await school(schoolId, (rows) => rows.identityProviders.list())
  let sign_in_secrets = 0
  for (const { provider_id, client_secret: from } of providers) {
    if (from === null || sealed.isCurrent(from)) continue
    const context = clientSecretOf(schoolId, provider_id)
    const to = sealed.seal(sealed.open(from, context), context)
    if (await school(schoolId, (rows) => rows.identityProviders.sealAnew(provider_id, { from, to })))
      sign_in_secrets++
  }
  const counts: JobCounts = { sign_in_secrets }
  for (const [name, seal] of Object.entries(others)) counts[name] = await seal()
  return counts
}
