import { type Card, wordsOnly } from '../card.ts'
import type { Doing } from './doing.ts'

/** Links the account by a code, or says how it is linked. The code is never said again. */
export async function linkAccount(doing: Doing, code: string | undefined): Promise<Card> {
  const { flows, account, asked, voice } = doing
  const caller = await flows.links.callerOf(account)
  if (caller !== null) {
    const [button_id = ''] = await flows.chat.buttons.make(caller, account, [{ person_id: caller.person_id }])
    return wordsOnly(voice.say('link.linked'), [{ button_id, verb: 'x', label: voice.say('link.end') }])
  }
  if (code === undefined) return wordsOnly(voice.say('link.howTo'))
  const answer = await flows.links.claimCode(account, { code, shown_name: asked.shown_name })
  return wordsOnly(voice.say(answer === 'already_linked' ? 'link.linked' : `link.${answer}`))
}

/** Makes the guild the school's whose admin got the code, when whoever typed it may manage the guild. */
export async function bindGuild(
  { flows, account, asked, voice }: Pick<Doing, 'flows' | 'account' | 'asked' | 'voice'>,
  code: string,
): Promise<Card> {
  if (!asked.manages) return wordsOnly(voice.say('space.notManager'))
  const { platform, tenant } = account
  const bound = await flows.spaces.claimSpace({ platform, tenant }, code)
  return wordsOnly(
    bound.answer === 'bound'
      ? voice.say('space.bound', { school: bound.school_name })
      : voice.say(bound.answer === 'taken' ? 'space.taken' : 'link.refused'),
  )
}
