import { discordStudents } from '../../../domain/people/account.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** Ends links of Discord accounts whose students may not have one (any more), in the transaction that changed it. */
export async function endUnfitLinks(rows: Pick<SchoolRows, 'links' | 'school'>, now: Date): Promise<void> {
  const { policy } = await rows.school.read()
  await rows.links.endOnDiscord(discordStudents(policy, now))
}
