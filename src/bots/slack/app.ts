import { App, type ViewSubmitAction } from '@slack/bolt'
import { Router } from 'express'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import { clientOptions, createSlackClients, type SlackApi, type SlackClients, silent } from './clients.ts'
import { createCoverage } from './coverage.ts'
import { sendDueDigests } from './digests.ts'
import type { Incoming } from './envelope.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createSlackPeople } from './people.ts'
import { createReceiver } from './receiver.ts'
import { thumbsAction } from './render.ts'
import { createSender, type Sender } from './sender.ts'
import { createSockets, type Sockets } from './socket.ts'
import { ids } from './views.ts'
import { createListeners, type Listeners } from './work.ts'

export interface SlackBotOptions {
  signingSecret: string
  appId: string
  /** The app's own token: with it Slack is listened to over connections of ours, and not by HTTP. */
  appToken?: string | null
  api: SlackApi
  flows: BotFlows
  clock: Clock
  log: Log
  /** Whether somebody without a link was told today already; notes that they are now. */
  wasHinted(account: string): Promise<boolean>
  /** How often is looked for what waits. */
  pollMs?: number
  /** Slack will not have us, and no second try can help. */
  failed?(code: string): void
}

/** The Slack bot of this process. */
export interface SlackBot {
  /** What takes Slack's calls in, to be mounted before anything that parses bodies; with `sockets` it takes none. */
  router: Router
  sockets: Sockets | null
  clients: SlackClients
  sender: Sender
  inbox: Inbox
  /** Fills and queues the digests whose time has come. */
  sendDigests(): Promise<number>
  start(): void
  stop(): Promise<void>
}

const usualPollMs = 1_000
/** How often is noted that Slack is heard. */
const pollsToCover = 2
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
  const inbox = createInbox({ ...options, flows: flows.chat, isKnown })
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
  const pollMs = options.pollMs ?? usualPollMs
  const loops = createLoops(pollMs, log)
  const coverage = createCoverage({ ...options, clients })
  const sockets = socketsOf(options, inbox, (since) => void coverage.missed(since))
  const cover = async (): Promise<void> => {
    if (sockets?.isHeard() !== false) await coverage.note()
  }
  return {
    router: sockets === null ? createReceiver({ ...options, inbox }) : Router(),
    ...{ sockets, clients, sender, inbox },
    sendDigests: () => sendDueDigests(flows, people, log),
    start() {
      flows.chat.posts.onQueued(() => void sender.sendDue().catch(() => {}))
      loops.add(() => sender.sendDue())
      loops.add(() => inbox.takeUp())
      loops.add(() => sendDueDigests(flows, people, log))
      void sockets?.open()
      loops.add(cover, pollsToCover * pollMs)
    },
    async stop() {
      if (loops.stop() > 0) await cover().catch(() => {})
      await sockets?.close()
      await inbox.stop()
      await sender.idle()
    },
  }
}

function socketsOf(
  { appToken, api, clock, log, failed }: SlackBotOptions,
  inbox: Inbox,
  missed: (since: Date) => void,
): Sockets | null {
  if (appToken == null) return null
  log.warn(
    'Slack by Socket Mode: what arrives while the database or this process fails can be lost. Emoji are looked up later; a lost press of a button is not, and shows no "Saved".',
  )
  return createSockets({
    ...{ appToken, api, inbox, clock, log, missed },
    failed(code) {
      log.error({ code }, 'Slack refuses SLACK_APP_TOKEN: make another one with connections:write')
      failed?.(code)
    },
  })
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

/** Work that is done again and again, never twice at once. `stop` answers how much of it there was. */
function createLoops(
  pollMs: number,
  log: Log,
): { add(work: () => Promise<unknown>, everyMs?: number): void; stop(): number } {
  const timers = new Set<NodeJS.Timeout>()
  let isStopped = false
  return {
    add(work, everyMs = pollMs) {
      if (isStopped) return
      let isBusy = false
      const run = async (): Promise<void> => {
        if (isBusy) return
        isBusy = true
        await work().catch((error: unknown) =>
          log.warn({ err: error }, 'Slack could not be served; trying again'),
        )
        isBusy = false
      }
      timers.add(setInterval(() => void run(), everyMs))
    },
    stop() {
      isStopped = true
      for (const timer of timers) clearInterval(timer)
      return timers.size
    },
  }
}
