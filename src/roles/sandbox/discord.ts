import type { App } from '../../app.ts'
import { discordStudents, type Space } from '../../core/domain/people/account.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import type { Reader } from '../../core/domain/people/reader.ts'
import { raiseSchool } from '../../core/flows/steps/work/school-version.ts'
import type { Log } from '../../log.ts'
import { demoSchool } from '../demo-school.ts'

/** A stand-in of a chat platform beside the demo, with the bot that talks to it. */
export interface StandIn {
  /** Where somebody on this machine sees it. */
  page: string
  /** Loses the reply to the next message that the bot posts. */
  loseReply(isOn: boolean): void
  /** Delivers everything twice. */
  double(isOn: boolean): void
  stop(): Promise<void>
}

const class_id = 'demo-8b'
const teacherId = 'demo-t-8b'
const mostStudents = 3
const lostReply = { fault: 'lost-reply', about: 'POST /channels/' } as const
const token = 'demo.stand-in.token'
/** The same after a restart, so that what was bound stays bound. */
const ids = {
  ...{ guild: '1000', channel: '1001', teacher: '1002', student: 2000 },
  ...{ newcomer: '1003', admin: '1004', annex: '1005', hall: '1006', free: '1007' },
}

export const person = (role: Caller['role'], person_id: string): Caller => ({
  ...{ caller_id: `person:${person_id}`, school_id: demoSchool.school_id, role, person_id },
  reader_id: role === 'student' ? person_id : null,
})

/** The stand-ins' windows are on this machine, and so are the covers that they show. */
export const coversAt =
  ({ flows }: App, address: string): typeof flows.coverAddress =>
  ({ school_id }, bookId) =>
    `${address}${flows.chat.covers.pathOf(school_id, bookId)}`

/** Starts a stand-in of Discord with people of the demo school in it, and the bot. Never beside a real school. */
export async function startDiscord(app: App, address: string, log: Log): Promise<StandIn> {
  const [{ startFakeDiscord }, { createDiscordBot }, { createDiscordLook, createRest }] = await Promise.all([
    import('../../sandbox/fake-discord/server.ts'),
    import('../../bots/discord/app.ts'),
    import('../../bots/discord/channel-look.ts'),
  ])
  const students = await allow(app)
  const discord = await startFakeDiscord({ token })
  app.channelLooks.set('discord', createDiscordLook(createRest({ token, api: discord.api })))
  const ode = discord.addUser({ id: ids.teacher, username: 'Mr. Quill' })
  const accounts = students.map(({ reader_id, first_name }, at) => ({
    reader_id,
    user: discord.addUser({ id: String(ids.student + at), username: first_name ?? reader_id }),
  }))
  // One who is not linked and a server that is no school's, to try both on.
  const newcomer = discord.addUser({ id: ids.newcomer, username: 'newcomer' })
  const stack = discord.addUser({ id: ids.admin, username: 'Mr. Stack' })
  const users = accounts.map(({ user }) => user)
  const guild = discord.addGuild(demoSchool.name, [ode, ...users, newcomer, stack], ids.guild)
  const channel = discord.addChannel(guild, class_id, ids.channel)
  discord.addChannel(guild, 'demo-5a', ids.free)
  discord.addChannel(discord.addGuild('Annex', [stack, newcomer], ids.annex), 'annex', ids.hall)
  const space = { platform: 'discord', tenant: guild.id } as const
  const { code } = await app.flows.spaces.newSpaceCode(person('admin', 'demo-admin'), guild.name)
  await app.flows.spaces.claimSpace(space, code)
  await app.flows.spaces.bindChannel(person('teacher', teacherId), {
    ...{ ...space, channel_id: channel.id, class_id },
  })
  await link(app, space, { caller: person('teacher', teacherId), account_id: ode.id })
  for (const { reader_id, user } of accounts)
    await link(app, space, { caller: person('student', reader_id), account_id: user.id })
  const bot = createDiscordBot({
    token,
    api: discord.api,
    flows: { ...app.flows, coverAddress: coversAt(app, address) },
    log: log.child({ part: 'discord' }),
  })
  bot.start()
  return {
    page: discord.page,
    loseReply: (isOn) => (isOn ? discord.fail(lostReply) : discord.heal()),
    double: discord.gateway.double,
    async stop() {
      await bot.stop()
      await discord.close()
    },
  }
}

/** Lets the class's grade use Discord; answers some of its students who are old enough. */
async function allow({ core }: App): Promise<Reader[]> {
  return core.store.school(demoSchool.school_id, async (rows) => {
    const { policy } = await rows.school.read()
    const all = await rows.readers.list({ words: [], class_id, taught_by: null, limit: 100, after: null })
    const grades = all.flatMap(({ grade_level }) => grade_level ?? [])
    const discord_grades = [...new Set([...policy.discord_grades, ...grades])]
    if (discord_grades.length > policy.discord_grades.length) {
      await rows.school.putPolicy({ ...policy, discord_grades })
      await raiseSchool(core, rows, demoSchool.school_id)
    }
    const { bornUntil } = discordStudents({ ...policy, discord_grades }, core.clock())
    return all
      .filter(({ birth_year }) => birth_year !== null && birth_year <= bornUntil)
      .slice(0, mostStudents)
  })
}

/** As a person does it: a code from the page, typed in the chat, confirmed on the page. */
async function link(
  { flows: { links } }: App,
  space: Space,
  { caller, account_id }: { caller: Caller; account_id: string },
): Promise<void> {
  const account = { ...space, account_id }
  if ((await links.callerOf(account)) !== null) return
  const { code } = await links.newCode(caller, space.platform)
  const answer = await links.claimCode(account, { code, shown_name: caller.person_id ?? '' })
  if (answer === 'pending') await links.confirmLink(caller, account)
}
