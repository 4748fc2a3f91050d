import { webApi } from '@slack/bolt'
import { z } from 'zod'
import { ShelftalkError } from '../../core/domain/errors.ts'
import type { OpenInstallation } from '../../core/flows/chats/chat-installations.ts'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'

export interface SlackApi {
  /** Where the Web API is; Slack's own when left out. */
  url?: string | undefined
  clientId: string
  clientSecret: string
}

/** The Web API as a workspace's own bot. */
export interface SlackClients {
  /** A client with a token that is good for a while. Throws `unavailable` without an installation that is active. */
  of(team: string): Promise<webApi.WebClient>
  /** The same, with the bot's own user id. */
  botOf(team: string): Promise<{ token: string; botUserId: string | null; installation: OpenInstallation }>
  /** One without a token, for what is asked before there is one. */
  bare: webApi.WebClient
}

/** What we keep of an installation: as Bolt's InstallProvider hands it over, as far as we read it. */
export const Installed = z.looseObject({
  bot: z.looseObject({
    ...{ token: z.string(), refreshToken: z.string().optional(), expiresAt: z.number().optional() },
    ...{ userId: z.string(), scopes: z.array(z.string()) },
  }),
})
const Refreshed = z.looseObject({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
})

/** A token that lives shorter than this is renewed. */
const renewBeforeSeconds = 2 * 3600
const httpLimitMs = 5_000

/** Slack's answer may be lost though it did what it was asked: nothing is sent again by itself. */
export const clientOptions = ({ url }: SlackApi): webApi.WebClientOptions => ({
  ...{ retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: httpLimitMs },
  logger: silent,
  ...(url === undefined ? {} : { slackApiUrl: url }),
})

/** Its own logs would tell tokens and trigger ids at their lowest level. */
export const silent: NonNullable<webApi.WebClientOptions['logger']> = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} },
  getLevel: () => 'error' as never,
}

interface Deps {
  installations: BotFlows['chat']['installations']
  api: SlackApi
  clock: Clock
  log: Log
}

export function createSlackClients({ installations, api, clock, log }: Deps): SlackClients {
  const options = clientOptions(api)
  const bare = new webApi.WebClient(undefined, options)
  const nowSeconds = (): number => clock().getTime() / 1000
  const isFresh = (expiresAt: number | undefined): boolean =>
    expiresAt === undefined || expiresAt - nowSeconds() > renewBeforeSeconds
  const renewed = async (before: OpenInstallation) => {
    const installed = Installed.parse(before.installed)
    const { refreshToken, expiresAt } = installed.bot
    if (isFresh(expiresAt) || refreshToken === undefined) return null
    const answer = await bare.oauth.v2.access({
      ...{ client_id: api.clientId, client_secret: api.clientSecret },
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
    })
    const { access_token, refresh_token, expires_in } = Refreshed.parse(answer)
    const bot = { ...installed.bot, token: access_token, refreshToken: refresh_token }
    const expires = Math.floor(nowSeconds()) + expires_in
    const { platform, tenant, scopes, bot_user_id } = before
    return {
      ...{ platform, tenant, scopes, bot_user_id, expires_at: new Date(expires * 1000) },
      installed: { ...installed, bot: { ...bot, expiresAt: expires } },
    }
  }
  const botOf: SlackClients['botOf'] = async (team) => {
    const space = { platform: 'slack', tenant: team } as const
    const found = await installations.get(space)
    if (found?.state !== 'active') throw gone()
    const installation = isFresh(Installed.parse(found.installed).bot.expiresAt)
      ? found
      : await installations.renew(found, renewed).catch(async (error: unknown) => {
          // The old one is used up; whether there is a new one, nobody knows.
          log.error(
            { err: error, tenant: found.tenant },
            'a token could not be renewed: the app must be installed anew',
          )
          await installations.end(found, 'disabled', 'reinstall needed')
          throw error
        })
    if (installation?.state !== 'active') throw gone()
    const { bot } = Installed.parse(installation.installed)
    return { token: bot.token, botUserId: bot.userId, installation }
  }
  return {
    bare,
    botOf,
    of: async (team) => new webApi.WebClient((await botOf(team)).token, { ...options, teamId: team }),
  }
}

const gone = (): ShelftalkError =>
  new ShelftalkError(
    'unavailable',
    'The app is not installed in this workspace (any more). Install it again.',
  )

/** The code of a refusal by the Web API; null when it did not refuse. */
export const refusalOf = (error: unknown): string | null =>
  error instanceof webApi.WebAPIPlatformError ? error.data.error : null
