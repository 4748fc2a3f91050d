import { randomBytes } from 'node:crypto'
import type { App } from '../../app.ts'
import type { Log } from '../../log.ts'
import { adminOf, type Bots } from '../bots.ts'
import { demoSchool } from '../demo-school.ts'
import { coversAt, person, type StandIn } from './discord.ts'

/** The same after a restart, so that what was bound stays bound. */
const ids = {
  ...{ team: 'T0DEMO', bot: 'U0DEMOBOT', quill: 'U0QUILL', marlowe: 'U0MARLOWE', stranger: 'U0GUEST' },
  ...{ channel: 'C0DEMO8B', free: 'C0DEMO5A', other: 'T0ANNEX', otherBot: 'U0ANNEXBOT', head: 'U0HEAD' },
}
const class_id = 'demo-8b'
const quill = person('teacher', 'demo-t-8b')
const admin = person('admin', 'demo-admin')

/** The stand-in, and what of the bot answers under the service's address. */
export interface SlackStandIn extends StandIn {
  handlers: Bots['handlers']
}

/**
 * Starts a stand-in of Slack with people of the demo school in it, and the bot, which hears of what they do at `address`.
 * Mr. Quill's account is linked; Ms. Marlowe's waits to be, by the address that the school has of her.
 */
export async function startSlack(app: App, address: string, log: Log): Promise<SlackStandIn> {
  const [{ startFakeSlack }, { createSlackBot }, { createInstallRouter, scopes }, { createSlackLook }] =
    await Promise.all([
      import('../../sandbox/fake-slack/server.ts'),
      import('../../bots/slack/app.ts'),
      import('../../bots/slack/install.ts'),
      import('../../bots/slack/channel-look.ts'),
    ])
  const slack = await startFakeSlack()
  const flows = { ...app.flows, coverAddress: coversAt(app, address) }
  const hinted = new Set<string>()
  const { client_id: clientId, client_secret: clientSecret, signing_secret: signingSecret } = slack.app
  const api = { url: slack.api, clientId, clientSecret }
  const part = log.child({ part: 'slack' })
  const bot = createSlackBot({
    ...{ signingSecret, appId: slack.app.id, api, flows, clock: app.core.clock, log: part },
    wasHinted: async (account) => hinted.has(account) || !hinted.add(account),
  })
  slack.deliverTo(`${address}/slack/events`)
  const people = furnish(slack)
  await connectSchool(app, slack.install(ids.team, scopes), scopes)
  app.channelLooks.set('slack', createSlackLook(bot.clients))
  await bindAndLink(app, people.quill)
  const install = createInstallRouter({
    ...{ api, authorizationUrl: slack.authorizationUrl, publicUrl: address, log: part },
    ...{ installations: flows.chat.installations, spaces: flows.spaces, adminOf: adminOf(app, address) },
    newState: (bytes) => randomBytes(bytes).toString('base64url'),
  })
  bot.start()
  return {
    handlers: [bot.router, install],
    page: slack.page,
    loseReply: (isOn) =>
      isOn ? slack.fail({ method: 'chat.postMessage', fault: 'lost-reply', times: 1_000 }) : slack.heal(),
    double: slack.double,
    async stop() {
      await bot.stop()
      await slack.close()
    },
  }
}

type Slack = Awaited<ReturnType<typeof import('../../sandbox/fake-slack/server.ts')['startFakeSlack']>>

function furnish(slack: Slack) {
  const team = slack.addTeam(demoSchool.name, undefined, { id: ids.team, bot_user_id: ids.bot })
  const of = (id: string, name: string, email: string) => slack.addUser(team, { id, name, email })
  const people = {
    quill: of(ids.quill, 'Mr. Quill', 'quill@harbour.example'),
    marlowe: of(ids.marlowe, 'Ms. Marlowe', 'marlowe@harbour.example'),
    stranger: of(ids.stranger, 'somebody else', 'else@elsewhere.example'),
  }
  slack.addChannel(team, class_id, [people.quill], { id: ids.channel })
  slack.addChannel(team, 'demo-5a', [people.marlowe], { id: ids.free })
  // One that has not got the app yet, to try an installation on.
  const annex = slack.addTeam('Annex', undefined, { id: ids.other, bot_user_id: ids.otherBot })
  slack.addUser(annex, { id: ids.head, name: 'Mr. Stack', email: 'stack@harbour.example' })
  return people
}

/** The stand-in forgot its tokens when it ended; the school has its workspace as it left it. */
async function connectSchool(
  { flows }: App,
  { token, refresh, expires_ms }: ReturnType<Slack['install']>,
  scopes: readonly string[],
): Promise<void> {
  const space = { platform: 'slack', tenant: ids.team } as const
  const bot = { token, refreshToken: refresh, expiresAt: expires_ms / 1000, userId: ids.bot, scopes }
  await flows.chat.installations.put({
    ...{ ...space, scopes, bot_user_id: ids.bot, expires_at: new Date(expires_ms), installed: { bot } },
  })
  const { school_id, person_id } = admin
  if ((await flows.spaces.spaceOf(space)) === null)
    await flows.spaces.bindProven(space, {
      ...{ school_id, person_id: person_id ?? '', shown_name: demoSchool.name },
    })
  await flows.connections.noteConnection(space, { state: 'working' })
}

async function bindAndLink({ flows: { spaces, links } }: App, user: { id: string; email: string }) {
  const space = { platform: 'slack', tenant: ids.team } as const
  await spaces.bindChannel(quill, { ...space, channel_id: ids.channel, class_id })
  const account = { ...space, account_id: user.id }
  if ((await links.callerOf(account)) !== null) return
  const answer = await links.linkByEmail(account, { email: user.email, shown_name: 'Mr. Quill' })
  if (answer === 'pending') await links.confirmLink(quill, account)
}
