import { App, type ViewSubmitAction } from '@slack/bolt'
import type { Router } from 'express'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import { clientOptions, createSlackClients, type SlackApi, type SlackClients, silent } from './clients.ts'
import { sendDueDigests } from './digests.ts'
import type { Incoming } from './envelope.ts'
import { createSlackPeople } from './people.ts'
import { reconcileTeam } from './reactions.ts'
import { createInboxReceiver, type InboxReceiver } from './receiver.ts'
import { thumbsAction } from './render.ts'
import { createSender, type Sender } from './sender.ts'
import { ids } from './views.ts'
import { createListeners, type Listeners } from './work.ts'

export interface SlackBotOptions {
  signingSecret: string
  appId: string
  api: SlackApi
  flows: BotFlows
  clock: Clock
  log: Log
  /** Whether somebody without a link was told today already; notes that they are now. */
  wasHinted(account: string): Promise<boolean>
  /** How often is looked for what waits. */
  pollMs?: number
}

/** The Slack bot of this process. */
export interface SlackBot {
  /** What takes Slack's calls in, to be mounted before anything that parses bodies. */
  router: Router
  clients: SlackClients
  sender: Sender
  inbox: InboxReceiver
  /** Fills and queues the digests whose time has come. */
  sendDigests(): Promise<number>
  start(): void
  stop(): Promise<void>
}

const usualPollMs = 1_000
/** The events that the manifest declares. */
export const events = [
  'app_home_opened',
  'reaction_added',
  'reaction_removed',
  'app_uninstalled',
  'tokens_revoked',
] as const
export const command = '/picks'
const actionPattern = /^fb\d+:/

/** Composes it; nothing listens yet. */
export function createSlackBot(options: SlackBotOptions): SlackBot {
  const { flows, log, clock, api } = options
  const clients = createSlackClients({ installations: flows.chat.installations, api, clock, log })
  const inbox = createInboxReceiver({ ...options, flows: flows.chat, isKnown })
  const bolt = new App({
    receiver: inbox.receiver,
    // Should another receiver ever take this one's place, it must not acknowledge before the listeners.
    processBeforeResponse: true,
    clientOptions: clientOptions(api),
    logger: silent,
    authorize: async ({ teamId, enterpriseId }) => {
      const { token, botUserId } = await clients.botOf(teamId ?? enterpriseId ?? '')
      return { botToken: token, botId: 'bot', ...(botUserId === null ? {} : { botUserId }) }
    },
  })
  const people = createSlackPeople(flows, clients)
  listen(bolt, createListeners({ flows, clients, people, log, wasHinted: options.wasHinted }))
  // A listener that fails must be seen to fail: the request is then tried again.
  bolt.error(async (error) => {
    throw error
  })
  const sender = createSender({ flows, clients, log })
  const loops = createLoops(options.pollMs ?? usualPollMs, log)
  return {
    ...{ router: inbox.router, clients, sender, inbox },
    sendDigests: () => sendDueDigests(flows, people, log),
    start() {
      flows.chat.posts.onQueued(() => void sender.sendDue().catch(() => {}))
      loops.add(() => sender.sendDue())
      loops.add(() => inbox.takeUp())
      loops.add(() => sendDueDigests(flows, people, log))
      void reconcileAll(flows, clients, clock()).catch((error: unknown) =>
        log.warn({ err: error }, 'emoji that nobody heard of could not be looked up'),
      )
    },
    async stop() {
      loops.stop()
      await inbox.stop()
      await sender.idle()
    },
  }
}

/** Emoji that came or went while no process listened: what the ledger does not know of what stands there now. */
async function reconcileAll(flows: BotFlows, clients: SlackClients, coveredUntil: Date): Promise<void> {
  const all = await flows.chat.installations.list('slack')
  for (const { tenant, state } of all)
    if (state === 'active') await reconcileTeam(flows, clients, { tenant, coveredUntil })
}

function isKnown({ kind, name }: Incoming): boolean {
  if (kind === 'event') return events.some((event) => event === name)
  if (kind === 'action') return actionPattern.test(name)
  if (kind === 'command') return name === command
  if (kind === 'shortcut') return name === ids.shortcut
  return kind === 'options' || name === ids.view || name === ids.settings
}

function listen(bolt: App, listeners: Listeners): void {
  bolt.command(command, listeners.command)
  bolt.shortcut(ids.shortcut, listeners.shortcut)
  bolt.options(ids.student, listeners.options)
  bolt.view<ViewSubmitAction>({ callback_id: ids.view, type: 'view_submission' }, listeners.submission)
  bolt.options(ids.timeZone, listeners.timeZones)
  bolt.view<ViewSubmitAction>({ callback_id: ids.settings, type: 'view_submission' }, listeners.settings)
  bolt.action(thumbsAction, listeners.action)
  bolt.action(/^fb\d+:[a-z]$/, listeners.action)
  bolt.event('reaction_added', listeners.reaction)
  bolt.event('reaction_removed', listeners.reaction)
  bolt.event('app_home_opened', listeners.home)
  bolt.event('app_uninstalled', listeners.uninstalled)
  bolt.event('tokens_revoked', listeners.uninstalled)
}

/** Work that is done again and again, never twice at once. */
function createLoops(pollMs: number, log: Log): { add(work: () => Promise<unknown>): void; stop(): void } {
  const timers = new Set<NodeJS.Timeout>()
  return {
    add(work) {
      let isBusy = false
      const run = async (): Promise<void> => {
        if (isBusy) return
        isBusy = true
        await work().catch((error: unknown) =>
          log.warn({ err: error }, 'Slack could not be served; trying again'),
        )
        isBusy = false
      }
      timers.add(setInterval(() => void run(), pollMs))
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}
