import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { createDiscordBot, type DiscordBot, type DiscordBotOptions } from '../../../src/bots/discord/app.ts'
import { createDiscordLook, createRest } from '../../../src/bots/discord/channel-look.ts'
import type { Caller } from '../../../src/core/domain/people/permissions.ts'
import { createLog } from '../../../src/log.ts'
import { allComponents } from '../../../src/sandbox/fake-discord/component-rules.ts'
import { type FakeDiscord, startFakeDiscord } from '../../../src/sandbox/fake-discord/server.ts'
import type { Channel, Guild, Interaction, Message, User } from '../../../src/sandbox/fake-discord/world.ts'
import { aSchool, type Ground, type SchoolWishes, type TestSchool } from '../../support/a-school.ts'
import { bound } from '../../support/a-space.ts'
import { aBook, aCaller } from '../../support/builders.ts'

/** A school with its guild: Ada and Kim are in 9a, which Ms. Ode teaches; Ada's and Ode's accounts are linked. */
export interface TestGuild {
  school: TestSchool
  discord: FakeDiscord
  guild: Guild
  /** The channel of 9a. */
  channel: Channel
  ada: User
  kim: User
  ode: User
  /** Lines of the bot's log, as they were written. */
  log: string[]
  /** A bot of this school, started; it ends with the test. */
  bot(options?: Partial<DiscordBotOptions>): Promise<DiscordBot>
  person(role: Caller['role'], personId: string): Caller
  link(user: User, caller: Caller): Promise<void>
  /** The answer that somebody gets to an interaction. */
  answered(interaction: Interaction): Promise<Message>
  /** Votes on the book as they are stored. */
  votes(bookId: string): Promise<{ voter: string; vote: string }[]>
  /** Lets time pass until it holds; fails after some seconds. */
  until(holds: () => unknown): Promise<void>
  /** Has Ms. Ode post a shelf; answers its messages about books. */
  shelf(): Promise<Message[]>
}

const books = Array.from({ length: 8 }, (_, n) =>
  aBook({
    book_id: `b${n}`,
    title: `Book ${n}`,
    average_rating: 5 - n / 10,
    copies: 2,
    copies_available: n % 2,
  }),
)
const quick = { pollMs: 20, lease: { renewMs: 100, giveUpMs: 300 } }
const longestWaitMs = 10_000

/** All words of a message, one after the other. */
export const textOf = ({ components }: Pick<Message, 'components'>): string =>
  allComponents(components)
    .flatMap(({ content, label }) => content ?? label ?? [])
    .join('\n')
    .replaceAll('\\', '')

/** The custom_id of a message's button for a verb. */
export const buttonOf = ({ components }: Pick<Message, 'components'>, verb: string, at = 0): string =>
  allComponents(components)
    .flatMap(({ custom_id }) => custom_id ?? [])
    .filter((id) => id.endsWith(`:${verb}`))[at] ?? `no button ${verb}`

export async function aGuild(on: Ground, wishes: SchoolWishes = {}): Promise<TestGuild> {
  const school = await aSchool(on, wishes)
  const discord = await startFakeDiscord({ token: `${randomUUID()}.stand-in` })
  onTestFinished(() => discord.close())
  const [ada, kim, ode] = ['ada', 'kim', 'ode'].map((username) => discord.addUser({ username }))
  const guild = discord.addGuild('Harbour', [ode!, ada!, kim!])
  const channel = discord.addChannel(guild, '9a')
  const person: TestGuild['person'] = (role, person_id) =>
    aCaller({ school_id: school.id, role, person_id, reader_id: role === 'student' ? person_id : null })
  const { links, spaces } = school.app.flows
  const log: string[] = []
  await furnish(school)
  const space = { platform: 'discord', tenant: guild.id } as const
  const rest = createRest({ token: discord.token, api: discord.api })
  school.app.channelLooks.set('discord', createDiscordLook(rest))
  await bound(school.app, person('admin', 'root'), { ...space, shown_name: 'Harbour' })
  await spaces.bindChannel(person('teacher', 'ode'), { ...space, channel_id: channel.id, class_id: '9a' })
  const link: TestGuild['link'] = async (user, caller) => {
    const account = { ...space, account_id: user.id }
    const { code } = await links.newCode(caller, 'discord')
    await links.claimCode(account, { code, shown_name: user.username })
    await links.confirmLink(caller, account)
  }
  await link(ada!, person('student', 'ada'))
  await link(ode!, person('teacher', 'ode'))
  const until: TestGuild['until'] = async (holds) => {
    const end = performance.now() + longestWaitMs
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`it did not come to hold: ${holds}`)
      school.clock.advance(250)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const answered: TestGuild['answered'] = async (interaction) => {
    await until(() => discord.answerTo(interaction))
    return discord.answerTo(interaction)!
  }
  const bookPosts = (): Message[] =>
    discord
      .seenBy(kim!, channel)
      .filter((message) => allComponents(message.components).some((c) => c.type === 2))
  return {
    ...{
      school,
      discord,
      guild,
      channel,
      ada: ada!,
      kim: kim!,
      ode: ode!,
      log,
      person,
      link,
      answered,
      until,
    },
    async bot(options = {}) {
      const destination = { write: (line: string) => void log.push(line) }
      const bot = createDiscordBot({
        ...{
          token: discord.token,
          api: discord.api,
          flows: school.app.flows,
          times: quick,
          clock: school.clock,
        },
        ...{ log: createLog('info', destination), ...options },
      })
      onTestFinished(() => bot.stop())
      bot.start()
      if (options.token === undefined) await until(() => bot.isCovering())
      return bot
    },
    votes: (bookId) =>
      school.sql("select voter, vote from vote where book_id = $1 and vote <> 'none' order by voter", [
        bookId,
      ]),
    async shelf() {
      const before = bookPosts().length
      discord.command({ user: ode!, channel }, 'shelf', { class: '9a' })
      await until(() => bookPosts().length === before + 5)
      return bookPosts().slice(before)
    },
  }
}

async function furnish(school: TestSchool): Promise<void> {
  await school.books(books)
  await school.staff(
    { person_id: 'root', role: 'admin', name: 'Root', email: null },
    { person_id: 'ode', role: 'teacher', name: 'Ms. Ode', email: 'ode@school.example' },
  )
  await school.students(
    { student_id: 'ada', grade_level: 9, birth_year: 2012, class_ids: ['9a'] },
    { student_id: 'kim', grade_level: 9, birth_year: 2012, class_ids: ['9a'] },
  )
  await school.policy({ discord_grades: [9] })
  await school.app.core.store.school(school.id, (rows) => rows.classTeachers.set('ode', ['9a']))
}
