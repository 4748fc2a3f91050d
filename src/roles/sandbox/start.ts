import type { App } from '../../app.ts'
import type { Log } from '../../log.ts'
import type { Switches } from '../../sandbox/playground/server.ts'
import type { Bots } from '../bots.ts'
import { startDiscord } from './discord.ts'
import { startSlack } from './slack.ts'

/** Stand-ins of the chat platforms beside the demo, with the bots that talk to them, and one page for all. */
export interface Sandbox {
  page: string
  discordPage: string
  slackPage: string
  handlers: Bots['handlers']
  stop(): Promise<void>
}

/** Starts it all. Never beside a real school. `address`: where the service answers. */
export async function startSandbox(
  app: App,
  { address, switches, log }: { address: string; switches: Switches; log: Log },
): Promise<Sandbox> {
  const { startPlayground } = await import('../../sandbox/playground/server.ts')
  const [discord, slack] = [await startDiscord(app, address, log), await startSlack(app, address, log)]
  const both = (what: 'loseReply' | 'double') => (isOn: boolean) => {
    discord[what](isOn)
    slack[what](isOn)
  }
  const playground = await startPlayground({
    windows: { Slack: slack.page, Discord: discord.page },
    switches: {
      ...switches,
      'Replies to what the bots post are lost': both('loseReply'),
      'Everything is delivered twice': both('double'),
    },
    service: address,
  })
  return {
    ...{ page: playground.page, discordPage: discord.page, slackPage: slack.page },
    handlers: slack.handlers,
    stop: async () => void (await Promise.all([playground.close(), discord.stop(), slack.stop()])),
  }
}
