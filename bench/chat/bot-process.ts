// The Slack bot in a process of its own on an embedded database; who starts it sends orders. See setup.ts.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { createApp } from '../../src/app.ts'
import type { BotFlows } from '../../src/bots/flows.ts'
import { createSlackBot } from '../../src/bots/slack/app.ts'
import { createSlackLook } from '../../src/bots/slack/channel-look.ts'
import { readConfig } from '../../src/config.ts'
import { connect, migrateDatabase } from '../../src/connections.ts'
import type { LanguageModel } from '../../src/core/ports/lists/language-model.ts'
import { createLog } from '../../src/log.ts'
import { furnish } from './furnish.ts'
import type { ChatSetup, Moment, Order, Report } from './setup.ts'

const setup = JSON.parse(process.env.CHAT_SETUP ?? '{}') as ChatSetup
const never = (): Promise<never> => new Promise(() => {})
const hanging = { modelId: 'hangs', word: never, complete: never } as unknown as LanguageModel
const pollMs = 100

const log = createLog('silent')
const clock = (): Date => new Date(Date.now() + setup.aheadMs)
const config = readConfig({ SHELFTALK_DATA: setup.dataFolder, SHELFTALK_DEMO: '0' })
const connections = await connect(config, log, { serves: false })
await migrateDatabase(connections.driver)
const app = createApp(connections, log, { clock, ...(setup.isAlone ? { language: hanging } : {}) })
if (!setup.isAlone) await app.start({ events: true, schedule: false })

let deadly: Moment | null = null
const passing = (moment: Moment): void => {
  if (deadly === moment) process.kill(process.pid, 'SIGKILL')
}

const { slack } = setup
const bot = createSlackBot({
  ...{ signingSecret: slack.signingSecret, appId: slack.appId, flows: deadlyFlows(app.flows), log, pollMs },
  api: { url: slack.api, clientId: slack.clientId, clientSecret: slack.clientSecret },
  clock() {
    passing('signature checked')
    return clock()
  },
  wasHinted: async () => true,
})
app.channelLooks.set('slack', createSlackLook(bot.clients))
if (setup.isNew) await furnish(app, setup)
bot.start()
const server = express()
  .use(bot.router)
  .listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.send?.({ url: `http://127.0.0.1:${port}/slack/events` })
  })
process.on('message', (order: Order) => {
  if ('dieAt' in order) deadly = order.dieAt
  else void report().then((said) => process.send?.({ report: said }))
})
process.on(
  'SIGTERM',
  () =>
    void bot
      .stop()
      .then(() => app.close())
      .then(() => process.exit(0)),
)

/** The same flows, each passing the moments that a request comes through. */
function deadlyFlows(flows: BotFlows): BotFlows {
  const { installations, requests, votes } = flows.chat
  const between = <A extends unknown[], R>(
    before: Moment | null,
    work: (...args: A) => Promise<R>,
    after: Moment,
  ) => {
    return async (...args: A): Promise<R> => {
      if (before !== null) passing(before)
      const answer = await work(...args)
      passing(after)
      return answer
    }
  }
  return {
    ...flows,
    links: {
      ...flows.links,
      callerOf: (account) => {
        passing('acknowledged')
        return flows.links.callerOf(account)
      },
    },
    chat: {
      ...flows.chat,
      installations: { ...installations, isActive: between(null, installations.isActive, 'app known') },
      requests: {
        ...requests,
        take: between('before it is stored', requests.take, 'stored'),
        done: between(null, requests.done, 'done'),
      },
      votes: { ...votes, emoji: between(null, votes.emoji, 'worked on') },
    },
  }
}

async function report(): Promise<Report> {
  const rows = <T>(role: 'shelftalk_system' | 'shelftalk_app', text: string): Promise<T[]> =>
    connections.driver.transaction(
      { role, schoolId: role === 'shelftalk_app' ? 'oak' : null, background: false },
      (sql) => sql.rows<T>(text),
    )
  return {
    requests: await rows(
      'shelftalk_system',
      "select split_part(kind, ' ', 1) as kind, state, count(*)::int as n from chat_request group by 1, 2",
    ),
    votes: await rows('shelftalk_app', "select person_id, book_id, vote from chat_vote where vote <> 'none'"),
  }
}
