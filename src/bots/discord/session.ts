import { voteOfEmoji } from '../../core/domain/chats/chat-emoji.ts'
import type { BookPost } from '../../core/ports/chats/chat.ts'
import type { Log } from '../../log.ts'
import { wordsOnly } from '../card.ts'
import { createChannelCheck } from '../channel-check.ts'
import type { BotFlows } from '../flows.ts'
import { chatVoice } from '../voice.ts'
import { type Answers, createAnswers } from './answers.ts'
import { Asked, accountOf, askedIn } from './asked.ts'
import { createDiscordLook } from './channel-look.ts'
import { compare, createPostFinder, hearEmoji } from './emoji.ts'
import { type Gateway, type GatewayEvent, openGateway } from './gateway.ts'
import type { Guard } from './guard.ts'
import { createLanes } from './lanes.ts'
import { endLinksOfLeavers } from './members.ts'
import { GuildData, InteractionData } from './packets.ts'
import { sendDue } from './posts.ts'
import { createSender } from './sender.ts'
import { classChoices } from './shelf.ts'
import { readStanding } from './standing.ts'
import { work } from './work.ts'

export interface SessionOptions {
  token: string
  api?: string | undefined
  flows: BotFlows
  guard: Guard
  log: Log
  clock(): Date
  /** How often is looked for what waits. */
  pollMs: number
  failed(code: number): void
}

/** A connection with all that is done over it. */
export interface Session {
  /** Whether everything is heard now, and what was missed before was looked up. */
  isCovering(): boolean
  /** Sends what was queued without waiting for the next look. */
  wake(): void
  /** Takes nothing more in. */
  pause(): void
  close(): Promise<void>
}

const requestsAtOnce = 20
const dayMs = 86_400_000

/** Connects, looks up what was missed since `coveredUntil`, and answers people until it is closed. */
export async function openSession(options: SessionOptions, coveredUntil: Date | null): Promise<Session> {
  const { flows, guard, log } = options
  let isOpen = (_: Gateway): void => {}
  const opened = new Promise<Gateway>((resolve) => {
    isOpen = resolve
  })
  let [isCovering, isMissed] = [false, true]
  const inLane = createLanes()
  const postOf = createPostFinder(flows)
  let heardSince = new Date(options.clock().getTime() - 1)
  let missedSince = new Date(
    Math.min(coveredUntil?.getTime() ?? Number.POSITIVE_INFINITY, heardSince.getTime()),
  )
  const handsOn = ({ rest }: Gateway) => ({
    flows,
    postOf,
    readStanding: (post: BookPost) => readStanding(rest, post, (emoji) => voteOfEmoji(emoji) !== null),
  })
  let isPaused = false
  const heard = async (event: GatewayEvent): Promise<void> => {
    // What is not taken in now is looked up at the next start, as far as it can be.
    if (isPaused) return
    if (event.t === 'INTERACTION_CREATE') return hearInteraction(event.d)
    if (event.t === 'GUILD_CREATE' || event.t === 'GUILD_DELETE') return hearGuild(flows, event)
    if (!event.t.startsWith('MESSAGE_REACTION_')) return
    try {
      const hands = handsOn(await opened)
      // What one person does to emoji is done in its order; a vote that is on its way is not overtaken.
      const who = String(Object(event.d).user_id ?? '')
      await inLane(who, () => hearEmoji(hands, event, event.order_at))
    } catch (error) {
      // It is looked up again, as what was missed while nobody listened.
      if (!isMissed) missedSince = new Date(event.order_at * 1000 - 1)
      heardSince = new Date(event.order_at * 1000)
      isMissed = true
      isCovering = false
      throw error
    }
  }
  const hearInteraction = async (data: unknown): Promise<void> => {
    const { rest, applicationId } = await opened
    const read = InteractionData.safeParse(data)
    if (!read.success) return log.warn('an interaction has no shape that we know')
    await answer({ flows, log, answers: createAnswers(rest, applicationId, log) }, askedIn(read.data))
  }
  const gateway = await openGateway({ ...options, heard })
  isOpen(gateway)
  const sending = {
    ...{ posts: flows.chat.posts, sender: createSender(gateway.rest), log, clock: options.clock },
    isOpen: createChannelCheck(flows, 'discord'),
    look: createDiscordLook(gateway.rest),
  }
  const answers = createAnswers(gateway.rest, gateway.applicationId, log)
  const lookUp = async (): Promise<void> => {
    if (!isMissed) return
    isMissed = false
    try {
      for (const guildId of gateway.guildIds())
        await lookUpGuild(handsOn(gateway), guildId, { coveredUntil: missedSince, heardSince })
    } catch (error) {
      isMissed = true
      throw error
    }
    isCovering = !isMissed
  }
  const loops = [
    every(options.pollMs, guard.wrap('what was missed', lookUp)),
    every(
      options.pollMs,
      guard.wrap('posts', () => sendDue(sending)),
    ),
    every(
      options.pollMs * 5,
      guard.wrap('requests', () => takeUp({ flows, log, answers })),
    ),
    every(
      dayMs,
      guard.wrap('members', async () => {
        for (const guildId of gateway.guildIds()) await endLinksOfLeavers(gateway.rest, flows.links, guildId)
      }),
    ),
  ]
  const pause = (): void => {
    isPaused = true
    isCovering = false
    for (const stop of loops) stop()
  }
  return {
    isCovering: () => isCovering,
    wake: guard.wrap('posts', () => sendDue(sending)),
    pause,
    async close() {
      pause()
      await gateway.close()
    },
  }
}

/** The admin of the school sees whether its server has the bot. A guild that is away for a while is none that left. */
async function hearGuild({ connections }: BotFlows, { t, d }: GatewayEvent): Promise<void> {
  const { id, unavailable } = GuildData.parse(d)
  const state = t === 'GUILD_CREATE' ? ('working' as const) : ('gone' as const)
  if (state === 'working' || unavailable !== true)
    await connections.noteConnection({ platform: 'discord', tenant: id }, { state })
}

type Hands = Parameters<typeof compare>[0]
type Gap = Pick<Parameters<typeof compare>[1], 'coveredUntil' | 'heardSince'>

/** Emoji under our posts of a guild that came or went while nobody listened. */
async function lookUpGuild(hands: Hands & { flows: BotFlows }, tenant: string, times: Gap): Promise<void> {
  const space = { platform: 'discord', tenant } as const
  const school = await hands.flows.spaces.spaceOf(space)
  if (school === null) return
  for (const post of await hands.flows.chat.posts.reconcilable(school, space))
    await compare(hands, { school, space, post, ...times })
}

interface Answering {
  flows: BotFlows
  answers: Answers
  log: Log
}

/** Defers at once, keeps what was asked, does it, and says what came of it: what was kept is done, whatever happens here. */
async function answer(answering: Answering, asked: Asked): Promise<void> {
  const { flows, answers } = answering
  const { what, guild_id, user_id, interaction_id } = asked
  if (what.kind === 'typing') return answers.choices(asked, await choicesFor(flows, asked))
  if (!(await answers.defer(asked))) return
  const { request_id, before } = await flows.chat.requests.take({
    ...{ platform: 'discord', tenant: guild_id ?? '', account_id: user_id, kind: what.kind },
    ...{ dedupe: [interaction_id], payload: asked },
  })
  if (before === null) await finish(answering, { request_id, attempts: 0 }, asked)
}

async function choicesFor(flows: BotFlows, asked: Asked): Promise<{ name: string; value: string }[]> {
  const account = accountOf(asked)
  const caller = account === null ? null : await flows.links.callerOf(account)
  const { what } = asked
  if (caller === null || what.kind !== 'typing' || what.option !== 'class') return []
  return classChoices(flows, caller, what.words).catch(() => [])
}

async function finish(
  { flows, answers, log }: Answering,
  request: { request_id: string; attempts: number },
  asked: Asked,
): Promise<void> {
  try {
    await answers.say(asked, await work(flows, request.request_id, asked))
    await flows.chat.requests.done(request.request_id)
  } catch (error) {
    log.error({ request: request.request_id, err: error }, 'a request of Discord failed')
    await flows.chat.requests.failed(request, error instanceof Error ? error.name : 'unknown')
    await answers.say(asked, wordsOnly(chatVoice(asked.language).say('refused.later')))
  }
}

/** Requests that a process left when it ended, or that failed. */
async function takeUp({ flows, answers, log }: Answering): Promise<void> {
  for (const request of await flows.chat.requests.due('discord', requestsAtOnce)) {
    const asked = Asked.safeParse(request.payload)
    if (asked.success) await finish({ flows, answers, log }, request, asked.data)
    else await flows.chat.requests.failed(request, 'of a shape that this version does not know')
  }
}

/** Does work now and again and again, never twice at once; answers what stops it. */
function every(pauseMs: number, work: () => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const run = async (): Promise<void> => {
    await work()
    if (!isStopped) timer = setTimeout(() => void run(), pauseMs)
  }
  void run()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
