import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createBrowser } from '../api/door/browser.ts'
import type { ServerOptions } from '../api/server.ts'
import type { App } from '../app.ts'
import type { BotFlows } from '../bots/flows.ts'
import type { Config, SlackConfig } from '../config.ts'
import type { Connections } from '../connections.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Log } from '../log.ts'

/** The chat bots of this process. */
export interface Bots {
  /** What takes in what platforms send by HTTP, to stand before anything that reads bodies. */
  handlers: NonNullable<ServerOptions['before']>
  start(): void
  /** Takes nothing more in and finishes what is in hand. */
  stop(): Promise<void>
}

interface Surroundings {
  config: Config
  connections: Pick<Connections, 'rateCounter' | 'keyedDigest'>
  log: Log
  /** A platform will not have its bot, and no second try can help. */
  failed(): void
}

const noBot: Bots = { handlers: [], start() {}, stop: async () => {} }

/** The bots that the settings name, not started yet. */
export async function openBots(app: App, around: Surroundings): Promise<Bots> {
  const { slack } = around.config.secrets
  // Whom Slack cannot reach, nobody outside reaches; Slack refuses a whole message for one picture that it cannot fetch.
  const flows: BotFlows = slack?.appToken == null ? app.flows : { ...app.flows, coverAddress: () => null }
  const all = [
    slack === null ? noBot : await openSlack(app, flows, { slack, ...around }),
    await openDiscord(flows, around),
  ]
  return {
    handlers: all.flatMap(({ handlers }) => handlers),
    start() {
      for (const bot of all) bot.start()
    },
    stop: async () => void (await Promise.all(all.map((bot) => bot.stop()))),
  }
}

async function openDiscord(flows: BotFlows, { config, log, failed }: Surroundings): Promise<Bots> {
  const token = config.secrets.discordToken
  if (token === null) return noBot
  const { createDiscordBot } = await import('../bots/discord/app.ts')
  const discord = createDiscordBot({ token, flows, log: log.child({ part: 'discord' }), failed })
  return { handlers: [], start: () => discord.start(), stop: () => discord.stop() }
}

async function openSlack(
  app: App,
  flows: BotFlows,
  { slack, config, connections, log, failed }: Surroundings & { slack: SlackConfig },
): Promise<Bots> {
  const { publicUrl } = config
  const { appId, clientId, clientSecret, signingSecret, appToken } = slack
  if (publicUrl === null)
    throw new ShelftalkError(
      'invalid_input',
      'The Slack app is installed under it: set SHELFTALK_PUBLIC_URL.',
    )
  const [{ createSlackBot }, { createInstallRouter }] = await Promise.all([
    import('../bots/slack/app.ts'),
    import('../bots/slack/install.ts'),
  ])
  const part = log.child({ part: 'slack' })
  const api = { clientId, clientSecret }
  const bot = createSlackBot({
    ...{ signingSecret, appId, appToken, api, flows, clock: app.core.clock, log: part, failed },
    wasHinted: async (account) => {
      const key = `slack-hint/${connections.keyedDigest(account, 'hint of a day')}`
      return (
        (await connections.rateCounter.take(key, { points: 1, seconds: daySeconds, wanted: 1 })).taken === 0
      )
    },
  })
  const install = createInstallRouter({
    ...{ api, publicUrl, installations: app.flows.chat.installations, spaces: app.flows.spaces, log: part },
    adminOf: adminOf(app, publicUrl),
    newState: (bytes) => randomBytes(bytes).toString('base64url'),
  })
  return { handlers: [bot.router, install], start: bot.start, stop: bot.stop }
}
const daySeconds = 86_400

/** Tells the admin of a school who is signed in in a browser; null for anybody else. */
export const adminOf =
  (app: App, publicUrl: string) =>
  async (req: IncomingMessage): Promise<{ school_id: string; person_id: string } | null> => {
    const secret = createBrowser(publicUrl).session.read(req)
    const signedIn = secret === null ? null : await app.flows.sessions.find(secret).catch(() => null)
    const { role, school_id, person_id = null } = signedIn?.caller ?? {}
    return role === 'admin' && school_id !== undefined && person_id !== null ? { school_id, person_id } : null
  }
