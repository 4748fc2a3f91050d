import { z } from 'zod'
import { apartFinding, askAt } from './ask.ts'
import type { Finding } from './finding.ts'

const discordApi = 'https://discord.com/api'
const maxApartSeconds = 60
/** Discord ends the token of a bot that begins a thousand sessions a day. */
const fewStarts = 500

export interface DiscordLook {
  token: string
  /** The names of the commands as this version has them. */
  commands: readonly string[]
  now: Date
  api?: string
}

/** discord.com/developers/docs/resources/application#application-object-application-flags */
const privileged = { presences: [12, 13], members: [14, 15], 'message content': [18, 19] }

const Application = z.looseObject({
  ...{ id: z.string(), name: z.string(), flags: z.number().default(0) },
  interactions_endpoint_url: z.string().nullish(),
})
const Gateway = z.looseObject({
  session_start_limit: z.looseObject({ remaining: z.number(), total: z.number() }),
})
const Commands = z.array(z.looseObject({ name: z.string() }))

/** Whether Discord takes the token, hands us what people do and nothing more, and knows our commands. */
export async function lookAtDiscord({
  token,
  commands,
  now,
  api = discordApi,
}: DiscordLook): Promise<Finding[]> {
  const ask = (path: string) => askAt(`${api}/v10${path}`, { authorization: `Bot ${token}` })
  const [about, gateway] = await Promise.all([ask('/applications/@me'), ask('/gateway/bot')])
  if (about === null)
    return [{ what: 'Discord does not answer.', advice: `Let this machine reach ${new URL(api).origin}.` }]
  if (about.status === 401)
    return [{ what: 'Discord refuses the token.', advice: 'Set DISCORD_TOKEN to the token of the page Bot.' }]
  const application = Application.safeParse(about.body).data
  if (application === undefined)
    return [{ what: `Discord answers with ${about.status}.`, advice: 'Try again in a moment.' }]
  const known = await ask(`/applications/${application.id}/commands`)
  return [
    apartFinding('Discord', about.date, { now, maxSeconds: maxApartSeconds }),
    intents(application),
    ...endpoint(application),
    ...starts(Gateway.safeParse(gateway?.body).data),
    commandFinding(Commands.safeParse(known?.body).data ?? [], commands),
  ]
}

function intents({ name, flags }: z.infer<typeof Application>): Finding {
  const more = Object.entries(privileged).flatMap(([intent, bits]) =>
    bits.some((bit) => (flags & (1 << bit)) !== 0) ? [intent] : [],
  )
  const what = `Discord: bot ${name}, intents Guilds, GuildMessages and GuildMessageReactions`
  return more.length === 0
    ? { what: `${what}; none is privileged.` }
    : {
        what: `${what}; it may also have ${more.join(', ')}, which it never uses.`,
        advice: 'Switch the privileged intents off on the page Bot: what it does not get cannot leak.',
      }
}

const endpoint = ({ interactions_endpoint_url: url }: z.infer<typeof Application>): Finding[] =>
  url == null || url === ''
    ? []
    : [
        {
          what: `Discord sends what people do to ${url}, not to the bot.`,
          advice: 'Empty "Interactions Endpoint URL" on the page General Information.',
        },
      ]

function starts(gateway: z.infer<typeof Gateway> | undefined): Finding[] {
  if (gateway === undefined || gateway.session_start_limit.remaining >= fewStarts) return []
  const { remaining, total } = gateway.session_start_limit
  return [
    {
      what: `Discord: the bot may connect ${remaining} times more today, of ${total}.`,
      advice: 'Something starts it again and again: read the log of the bots.',
    },
  ]
}

function commandFinding(known: readonly { name: string }[], ours: readonly string[]): Finding {
  const names = known.map(({ name }) => name)
  const isSame = names.length === ours.length && ours.every((name) => names.includes(name))
  return isSame
    ? { what: `Discord knows the commands ${ours.map((name) => `/${name}`).join(', ')}.` }
    : {
        what: 'Discord does not know the commands of this version.',
        advice: 'Run the role discord-commands.',
      }
}
