import { once } from 'node:events'
import {
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  Client,
  Events,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
  Options,
  Routes,
} from 'discord.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeDiscord, startFakeDiscord } from '../../../src/sandbox/fake-discord/server.ts'

let discord: FakeDiscord
const clients: Client[] = []
beforeEach(async () => {
  discord = await startFakeDiscord()
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.destroy()))
  await discord.close()
})

function client(): Client {
  const one = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
    ],
    makeCache: Options.cacheWithLimits({ MessageManager: 0 }),
    rest: { api: discord.api, version: '10', retries: 0 },
  })
  one.on('error', () => {})
  clients.push(one)
  return one
}

async function ready(): Promise<Client> {
  const one = client()
  const isReady = once(one, Events.ClientReady)
  await one.login(discord.token)
  await isReady
  return one
}

function aGuild() {
  const ada = discord.addUser({ username: 'ada' })
  const guild = discord.addGuild('A school', [ada])
  return { ada, guild, channel: discord.addChannel(guild, '6b') }
}

const nextInteraction = async (one: Client): Promise<Interaction> =>
  (await once(one, Events.InteractionCreate))[0]
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code?: unknown }) => error.code,
  )

test('a client logs in and knows its guild; a wrong token and a privileged intent are refused', async () => {
  const { guild } = aGuild()
  const one = await ready()
  expect(one.guilds.cache.get(guild.id)?.name).toBe('A school')
  expect(one.user?.id).toBe(discord.applicationId)
  expect(discord.gateway.counts()).toMatchObject({ identified: 1, connected: 1 })
  await expect(client().login('wrong')).rejects.toThrow('An invalid token was provided.')
  const greedy = new Client({
    intents: [GatewayIntentBits.MessageContent],
    rest: { api: discord.api, version: '10' },
  })
  clients.push(greedy)
  const closed = once(greedy, Events.ShardDisconnect)
  void greedy.login(discord.token).catch(() => {})
  expect((await closed)[0]).toMatchObject({ code: 4014 })
})

test('a message is posted once for one nonce, edited, and heard of by the gateway', async () => {
  const { channel } = aGuild()
  const one = await ready()
  const body = { content: 'Hello @everyone', nonce: 'n1', enforce_nonce: true }
  const [first, second] = [
    await one.rest.post(Routes.channelMessages(channel.id), { body }),
    await one.rest.post(Routes.channelMessages(channel.id), { body }),
  ] as { id: string }[]
  expect(second?.id).toBe(first?.id)
  expect(discord.requests().at(-1)?.pings.everyone).toBe(true)
  await one.rest.patch(Routes.channelMessage(channel.id, first?.id ?? ''), {
    body: { content: 'Hello all', allowed_mentions: { parse: [] } },
  })
  expect(discord.requests().at(-1)?.pings.everyone).toBe(false)
  expect([...discord.world.messages.values()].map(({ content }) => content)).toEqual(['Hello all'])
})

test('an interaction is answered within three seconds, once, and for fifteen minutes', async () => {
  const { ada, channel } = aGuild()
  const one = await ready()
  const coming = nextInteraction(one)
  const asked = discord.command({ user: ada, channel }, 'picks', { topic: 'sea' })
  const interaction = (await coming) as ChatInputCommandInteraction
  expect(interaction.options.getString('topic')).toBe('sea')
  discord.advance(2_900)
  await interaction.deferReply({ flags: MessageFlags.Ephemeral })
  expect(discord.answerTo(asked)).toBeUndefined()
  await interaction.editReply({ content: 'three books' })
  expect(discord.answerTo(asked)).toMatchObject({ content: 'three books', only_for: ada.id })
  const again = one.rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
    body: { type: 5 },
    auth: false,
  })
  expect(await codeOf(again)).toBe(40060)
  discord.advance(15 * 60_000)
  expect(await codeOf(interaction.editReply({ content: 'late' }))).toBe(50027)

  const next = nextInteraction(one)
  discord.command({ user: ada, channel }, 'picks')
  const late = (await next) as ChatInputCommandInteraction
  discord.advance(3_100)
  expect(await codeOf(late.deferReply())).toBe(10062)
})

test('a button is pressed and options are completed', async () => {
  const { ada, channel } = aGuild()
  const one = await ready()
  const button = new ButtonBuilder().setCustomId('fb1:x:l').setLabel('Like').setStyle(ButtonStyle.Secondary)
  const body = { content: 'a book', components: [{ type: 1, components: [button.toJSON()] }] }
  await one.rest.post(Routes.channelMessages(channel.id), { body })
  const [message] = discord.seenBy(ada, channel)
  const coming = nextInteraction(one)
  discord.press(ada, message!, 'fb1:x:l')
  const pressed = await coming
  expect(pressed.isButton() && pressed.customId).toBe('fb1:x:l')

  const typing = nextInteraction(one)
  const asked = discord.typeOption({ user: ada, channel }, 'shelf', { name: 'class', value: '6' })
  const typed = await typing
  if (typed.isAutocomplete()) await typed.respond([{ name: '6b', value: 'c1' }])
  expect(asked.choices).toEqual([{ name: '6b', value: 'c1' }])
})

test('a broken line is resumed and what was missed comes after it', async () => {
  const { ada, channel } = aGuild()
  const one = await ready()
  await one.rest.post(Routes.channelMessages(channel.id), { body: { content: 'a book' } })
  const [message] = discord.seenBy(ada, channel)
  const heard: string[] = []
  one.on(Events.Raw, ({ t, d }: { t: string; d: { emoji?: { name: string } } }) =>
    heard.push(`${t} ${d.emoji?.name ?? ''}`),
  )
  const resumed = once(one, Events.ShardResume)
  discord.gateway.drop()
  discord.react(ada, message!, '👍')
  discord.unreact(ada, message!, '👍')
  await resumed
  expect(heard).toEqual(['MESSAGE_REACTION_ADD 👍', 'MESSAGE_REACTION_REMOVE 👍', 'RESUMED '])
  expect(discord.gateway.counts()).toEqual({ identified: 1, resumed: 1, connected: 1 })
})

test('who reacted is listed in pages, normal and burst apart', async () => {
  const { ada, guild, channel } = aGuild()
  const one = await ready()
  await one.rest.post(Routes.channelMessages(channel.id), { body: { content: 'a book' } })
  const [message] = discord.seenBy(ada, channel)
  for (let n = 0; n < 120; n++) {
    const user = discord.addUser({ username: `reader-${n}` })
    discord.join(guild, user)
    discord.react(user, message!, '👍', n >= 110)
  }
  const page = async (query: string): Promise<{ id: string }[]> =>
    (await one.rest.get(Routes.channelMessageReaction(channel.id, message!.id, encodeURIComponent('👍')), {
      query: new URLSearchParams(query),
    })) as { id: string }[]
  const first = await page('limit=100')
  expect(first).toHaveLength(100)
  expect(await page(`limit=100&after=${first.at(-1)?.id}`)).toHaveLength(10)
  expect(await page('limit=100&type=1')).toHaveLength(10)
  const read = (await one.rest.get(Routes.channelMessage(channel.id, message!.id))) as {
    reactions: unknown[]
  }
  expect(read.reactions).toMatchObject([{ count: 120, count_details: { normal: 110, burst: 10 } }])
})

test('what Discord refuses it refuses, with its codes', async () => {
  const { ada, guild, channel } = aGuild()
  const one = await ready()
  const post = (body: unknown): Promise<unknown> =>
    codeOf(one.rest.post(Routes.channelMessages(channel.id), { body }))
  const text = (content: string) => ({ type: 10, content })
  const button = (custom_id: string) => ({ type: 2, style: 2, label: 'x', custom_id })
  const v2 = MessageFlags.IsComponentsV2
  expect(await post({ content: 'x'.repeat(2_001) })).toBe(50035)
  expect(await post({ content: 'x', surprise: 1 })).toBe(50035)
  expect(await post({})).toBe(50006)
  expect(await post({ components: [text('x')] })).toBe(50035)
  expect(await post({ flags: v2, content: 'x', components: [text('x')] })).toBe(50035)
  expect(await post({ flags: v2, components: Array.from({ length: 41 }, () => text('x')) })).toBe(50035)
  expect(await post({ flags: v2, components: [text('x'.repeat(3_000)), text('x'.repeat(1_001))] })).toBe(
    50035,
  )
  expect(
    await post({ content: 'x', components: [{ type: 1, components: [button('a'), button('a')] }] }),
  ).toBe(50035)
  expect(await post({ content: 'x', components: [{ type: 1, components: [button('a'.repeat(101))] }] })).toBe(
    50035,
  )
  expect(await post({ flags: v2, components: [text('x')] })).toBe('done')

  const put = (body: unknown): Promise<unknown> =>
    codeOf(one.rest.put(Routes.applicationCommands(discord.applicationId), { body }))
  const command = { name: 'picks', description: 'x', default_member_permissions: '0', options: [] }
  expect(await put([command])).toBe('done')
  expect(await put([{ ...command, name: 'Picks' }])).toBe(50035)
  expect(await put([{ ...command, name: 'my picks' }])).toBe(50035)
  expect(await put([{ ...command, name_localizations: { es: 'libros' } }])).toBe(50035)
  expect(await put([{ ...command, surprise: 1 }])).toBe(50035)

  channel.closed_to_bot = 'missing-permissions'
  expect(await post({ content: 'x' })).toBe(50013)
  discord.leave(guild, discord.world.bot)
  expect(await post({ content: 'x' })).toBe(50001)
  discord.removeChannel(channel)
  expect(await post({ content: 'x' })).toBe(10003)
  ada.takes_dms = false
  const dm = (await one.rest.post(Routes.userChannels(), { body: { recipient_id: ada.id } })) as {
    id: string
  }
  expect(await codeOf(one.rest.post(Routes.channelMessages(dm.id), { body: { content: 'x' } }))).toBe(50007)
})

test('faults come when they are switched on', async () => {
  const { channel } = aGuild()
  const one = await ready()
  const post = (): Promise<unknown> =>
    one.rest
      .post(Routes.channelMessages(channel.id), { body: { content: 'x', nonce: 'n', enforce_nonce: true } })
      .then(
        () => 'done',
        (error: { status?: number; name: string }) => error.status ?? error.name,
      )
  discord.fail({ fault: 'bad-gateway', times: 1, about: 'POST /channels/' })
  expect(await post()).toBe(502)
  expect(discord.world.messages.size).toBe(0)
  discord.fail({ fault: 'lost-reply', times: 1, about: 'POST /channels/' })
  expect(await post()).not.toBe('done')
  expect(discord.world.messages.size).toBe(1)
  discord.fail({ fault: 'refuse-429', retry_after: 0.05, times: 1, about: 'POST /channels/' })
  expect(await post()).toBe('done')
  expect(discord.world.messages.size).toBe(1)
})
