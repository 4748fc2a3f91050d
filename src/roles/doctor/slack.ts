import { z } from 'zod'
import type { OpenInstallation } from '../../core/flows/chats/chat-installations.ts'
import { type Asked, apartFinding, askAt } from './ask.ts'
import type { Finding } from './finding.ts'

const slackApi = 'https://slack.com/api/'
/** Slack's own limit is five minutes; from half of it on something is wrong. */
const maxApartSeconds = 150

export interface SlackLook {
  installations: readonly Omit<OpenInstallation, 'installed'>[]
  /** An installation with its token; throws when it cannot be opened. */
  open(tenant: string): Promise<OpenInstallation | null>
  /** What the manifest asks for. */
  scopes: readonly string[]
  /** The token of Socket Mode; null when Slack reaches us by HTTP. */
  appToken: string | null
  now: Date
  api?: string
}

const Answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() })
const Bot = z.looseObject({ bot: z.looseObject({ token: z.string(), expiresAt: z.number().optional() }) })

/** Whether the app may do in each workspace what the manifest says, and whether Slack's clock is ours. */
export async function lookAtSlack({ api = slackApi, ...look }: SlackLook): Promise<Finding[]> {
  const reached = await askAt(`${api}api.test`, {})
  if (reached === null)
    return [{ what: 'Slack does not answer.', advice: `Let this machine reach ${new URL(api).origin}.` }]
  const apart = apartFinding('Slack', reached.date, { now: look.now, maxSeconds: maxApartSeconds })
  const way = look.appToken === null ? byHttp : await bySocket(`${api}apps.connections.open`, look.appToken)
  const direct = look.installations.filter(({ within }) => within === null)
  if (direct.length === 0)
    return [
      apart,
      way,
      { what: 'Slack: installed nowhere.', advice: 'Open /slack/install and approve the app.' },
    ]
  const all = await Promise.all(direct.map((one) => installation(one, { ...look, api })))
  return [apart, way, ...all]
}

const byHttp: Finding = { what: 'Slack sends by HTTP to /slack/events under SHELFTALK_PUBLIC_URL.' }

/** Asks where a connection could be opened, and opens none. */
async function bySocket(address: string, appToken: string): Promise<Finding> {
  const asked = await askAt(address, { authorization: `Bearer ${appToken}` }, 'POST')
  const answer = Answer.safeParse(asked?.body).data
  const reason = answer?.error ?? 'no answer'
  if (answer?.ok !== true)
    return {
      what: `Slack by Socket Mode: the app-level token is refused (${reason}).`,
      advice:
        'On the page of the app turn Socket Mode on, make an app-level token with connections:write, and put it into SLACK_APP_TOKEN.',
    }
  return {
    what: 'Slack by Socket Mode: the app-level token is good. A press of a button that arrives while the database or the bots are away is lost.',
  }
}

async function installation(
  { tenant, state, reason }: SlackLook['installations'][number],
  { open, scopes, now, api }: SlackLook & { api: string },
): Promise<Finding> {
  const name = `Slack workspace ${tenant}`
  if (state !== 'active')
    return {
      what: `${name}: ${state} (${reason ?? 'no reason told'}), nothing is sent there.`,
      ...(state === 'disabled' ? { advice: 'Open /slack/install and approve the app again.' } : {}),
    }
  const opened = await open(tenant).catch(() => null)
  const { data } = Bot.safeParse(opened?.installed)
  if (data === undefined)
    return {
      what: `${name}: its token cannot be opened.`,
      advice:
        'Put the key that it was sealed with back into SHELFTALK_SECRETS_KEY, or install the app again.',
    }
  // A renewal is the bots' business: here it could cross theirs.
  if ((data.bot.expiresAt ?? Number.POSITIVE_INFINITY) * 1000 <= now.getTime())
    return {
      what: `${name}: its token is old, the bots renew it when they need it.`,
    }
  return tokenFinding(
    name,
    await askAt(`${api}auth.test`, { authorization: `Bearer ${data.bot.token}` }),
    scopes,
  )
}

function tokenFinding(name: string, asked: Asked | null, scopes: readonly string[]): Finding {
  const answer = Answer.safeParse(asked?.body).data
  if (asked === null || answer === undefined)
    return { what: `${name}: no answer.`, advice: 'Try again in a moment.' }
  if (!answer.ok)
    return {
      what: `${name}: Slack refuses the token (${answer.error ?? 'no reason told'}).`,
      advice: 'Open /slack/install and approve the app again.',
    }
  const given = (asked.headers.get('x-oauth-scopes') ?? '').split(',').map((scope) => scope.trim())
  const missing = scopes.filter((scope) => !given.includes(scope))
  if (missing.length > 0)
    return {
      what: `${name}: the app lacks ${missing.join(', ')}.`,
      advice:
        'Update the app from manifests/slack-manifest.json, then open /slack/install and approve it again.',
    }
  const more = given.filter((scope) => scope !== '' && !scopes.includes(scope))
  return more.length === 0
    ? { what: `${name}: the app has the scopes of the manifest.` }
    : {
        what: `${name}: the app has more scopes than it uses: ${more.join(', ')}.`,
        advice: 'Take them out of the app and approve it again: what it may not read cannot leak.',
      }
}
