import type { Message, User } from '../../../src/sandbox/fake-slack/world.ts'
import { buttonOf, type TestWorkspace } from './a-workspace.ts'

const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** What people and the schedule do about digests; the clock stands on Monday of week 10, at eight in the morning by UTC. */
export function digestHands(w: TestWorkspace) {
  const homeOf = (user: User) => {
    const { view } = w.slack.world.views.get(`home ${user.id}`) ?? { view: {} }
    return view as { blocks: unknown[] }
  }
  /** Lets the schedule and the bot do their work, now. */
  const work = async (): Promise<void> => {
    await w.school.app.flows.chat.digests.layOut(w.school.id)
    await w.bot.sendDigests()
    await w.pass(3)
  }
  return {
    homeOf,
    work,
    /** Presses a button of the app's tab. */
    async pressHome(user: User, verb: string): Promise<void> {
      await w.slack.openHome(user)
      await w.slack.pressIn(user, `home ${user.id}`, buttonOf(homeOf(user), verb))
    },
    /** Fills the form of the settings in. */
    async choose(user: User, chosen: { digest?: string; language?: string; zone?: string }): Promise<void> {
      const { digest = 'on', language = 'slack', zone = 'UTC' } = chosen
      await w.slack.openHome(user)
      await w.slack.pressIn(user, `home ${user.id}`, buttonOf(homeOf(user), 'e'))
      const [id] = [...w.slack.world.views].findLast(
        ([, { view }]) => Object(view).callback_id === 'settings',
      )!
      const field = (name: string, value: string) => ({ [name]: { [name]: { selected_option: { value } } } })
      const answer = await w.slack.submit(user, id, {
        ...{ ...field('language', language), ...field('time_zone', zone), ...field('digest', digest) },
      })
      if (answer.status !== 200) throw new Error(`the settings were refused with ${answer.status}`)
    },
    /** The same again and again until so much time went by. */
    async live(ms: number, everyMs = 6 * hourMs): Promise<void> {
      for (let gone = 0; gone < ms; gone += everyMs) {
        w.school.clock.advance(everyMs)
        await work()
      }
    },
    /** The digests that somebody got. */
    digestsOf: (user: User): Message[] =>
      w.slack
        .seenBy(user, w.slack.im(user))
        .filter(({ blocks }) => JSON.stringify(blocks).includes('for your classes')),
  }
}
