import { type REST, Routes } from 'discord.js'
import type { LinkFlow } from '../../core/flows/people/links.ts'
import { isRefused } from './answers.ts'

const pageSize = 100
/** Unknown member, unknown user. */
const notThere: readonly unknown[] = [10_007, 10_013]

/**
 * Ends the links of those who left a guild: leaving brings no event without a privileged intent. Answers how many. A guild
 * that cannot be asked is left for the next day.
 */
export async function endLinksOfLeavers(
  rest: REST,
  links: Pick<LinkFlow, 'linkedAccounts' | 'unlinkAccount'>,
  guildId: string,
): Promise<number> {
  const space = { platform: 'discord', tenant: guildId } as const
  let ended = 0
  let after: string | null = null
  for (;;) {
    const accounts: string[] = await links.linkedAccounts(space, { limit: pageSize, after })
    for (const account_id of accounts) {
      const isThere = await rest.get(Routes.guildMember(guildId, account_id)).then(
        () => true,
        (error: unknown) => {
          if (isRefused(error, notThere)) return false
          throw error
        },
      )
      if (!isThere && (await links.unlinkAccount({ ...space, account_id }))) ended++
    }
    after = accounts.at(-1) ?? null
    if (accounts.length < pageSize) return ended
  }
}
