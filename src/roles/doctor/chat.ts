import type { Config } from '../../config.ts'
import type { Flows } from '../../flows.ts'
import { lookIntoDatabase } from './database.ts'
import type { Finding } from './finding.ts'

/** Older requests and messages than this mean that no bot works on them. */
const stalledMs = 60_000

/** What the settings name of Slack and Discord. */
export async function checkChat(config: Config): Promise<Finding[]> {
  const { slack, discordToken } = config.secrets
  if (slack === null && discordToken === null) return []
  return lookIntoDatabase(config, async ({ flows: { chat } }, { isMigrated }) => [
    ...(isMigrated ? await requestFindings(chat) : []),
    ...(isMigrated && slack !== null ? await slackFindings(chat, slack.appToken) : []),
    ...(discordToken === null ? [] : await discordFindings(discordToken)),
  ])
}

/** What people asked for in chats and what we owe them there. */
export async function requestFindings({
  requests,
  posts,
}: Pick<Flows['chat'], 'requests' | 'posts'>): Promise<Finding[]> {
  const [asked, owed] = await Promise.all([requests.counts(), posts.counts()])
  const seconds = (ms: number): number => Math.round(ms / 1000)
  const waiting = `Chats: ${asked.waiting} requests wait, the oldest for ${seconds(asked.oldest_ms)} s; ${owed.waiting} messages, ${seconds(owed.oldest_ms)} s.`
  const isLate = asked.oldest_ms > stalledMs || owed.oldest_ms > stalledMs
  return [
    isLate
      ? { what: waiting, advice: 'See that a process with the role bots (or all) runs, and read its log.' }
      : { what: waiting },
    ...(asked.dead === 0
      ? []
      : [
          {
            what: `Chats: ${asked.dead} requests were given up.`,
            advice: 'See which with the role chat-requests, mend what failed, then chat-requests replay.',
          },
        ]),
  ]
}

async function slackFindings({ installations }: Flows['chat'], appToken: string | null): Promise<Finding[]> {
  const [{ lookAtSlack }, { scopes }] = await Promise.all([
    import('./slack.ts'),
    import('../../bots/slack/install.ts'),
  ])
  return lookAtSlack({
    ...{ installations: await installations.list('slack'), scopes, appToken, now: new Date() },
    open: (tenant) => installations.get({ platform: 'slack', tenant }),
  })
}

async function discordFindings(token: string): Promise<Finding[]> {
  const [{ lookAtDiscord }, { discordCommands }] = await Promise.all([
    import('./discord.ts'),
    import('../../bots/discord/commands.ts'),
  ])
  return lookAtDiscord({ token, commands: discordCommands().map(({ name }) => name), now: new Date() })
}
