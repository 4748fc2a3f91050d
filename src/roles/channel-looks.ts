import type { App } from '../app.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'

/** Lets channels be looked at before they are bound, in each process that answers people: not only beside the bots. */
export async function addChannelLooks(app: App, { secrets }: Config, log: Log): Promise<void> {
  const { slack, discordToken } = secrets
  if (slack !== null) {
    const [{ createSlackClients }, { createSlackLook }] = await Promise.all([
      import('../bots/slack/clients.ts'),
      import('../bots/slack/channel-look.ts'),
    ])
    const { clientId, clientSecret } = slack
    const { installations } = app.flows.chat
    const { clock } = app.core
    const clients = createSlackClients({ installations, api: { clientId, clientSecret }, clock, log })
    app.channelLooks.set('slack', createSlackLook(clients))
  }
  if (discordToken !== null) {
    const { createDiscordLook, createRest } = await import('../bots/discord/channel-look.ts')
    app.channelLooks.set('discord', createDiscordLook(createRest({ token: discordToken })))
  }
}
