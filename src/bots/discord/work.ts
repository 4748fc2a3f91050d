import { isSpaceCode } from '../../core/domain/people/account.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import { type Card, readButtonName, wordsOnly } from '../card.ts'
import { orRefusal } from '../doing.ts'
import type { BotFlows } from '../flows.ts'
import { discordPicksMax } from '../limits.ts'
import { showPicks } from '../picks.ts'
import { pressButton } from '../press.ts'
import { shareShelf } from '../shelf.ts'
import { chatVoice } from '../voice.ts'
import { type Asked, accountOf } from './asked.ts'
import type { Doing } from './doing.ts'
import { bindGuild, linkAccount } from './link.ts'

/** Does what was asked, and answers what the person is to see. Doing it again under the same id changes nothing more. */
export async function work(flows: BotFlows, requestId: string, asked: Asked): Promise<Card> {
  const { language, what } = asked
  const voice = chatVoice(language)
  const account = accountOf(asked)
  if (account === null) return wordsOnly(voice.say('refused.onlyInServer'))
  const code = what.kind === 'command' && what.name === 'link' ? what.options.code : undefined
  if (code !== undefined && isSpaceCode(code)) return bindGuild({ flows, account, asked, voice }, code)
  if ((await flows.spaces.spaceOf(account)) === null) return wordsOnly(voice.say('refused.noSchool'))
  const doing = { flows, requestId, account, asked, language, voice }
  return orRefusal(voice, async () => {
    if (what.kind === 'command' && what.name === 'link') return linkAccount(doing, code)
    const caller = await flows.links.callerOf(account)
    return caller === null ? wordsOnly(voice.say('link.howTo')) : ofPerson(doing, caller)
  })
}

async function ofPerson(doing: Doing, caller: Caller): Promise<Card> {
  const { what } = doing.asked
  if (what.kind === 'button') return pressButton(doing, caller, readButtonName(what.custom_id))
  if (what.kind === 'command' && what.name === 'picks') return ownPicks(doing, caller, what.options.topic)
  if (what.kind === 'command' && what.name === 'shelf') return shelf(doing, caller, what.options.class)
  return wordsOnly(doing.voice.say('refused.notYours'))
}

async function ownPicks(doing: Doing, caller: Caller, topic: string | undefined): Promise<Card> {
  const { reader_id } = caller
  if (reader_id === null) return wordsOnly(doing.voice.say('refused.notYours'))
  const student = { reader_id, name: null }
  return (await showPicks(doing, caller, { student, topic, limit: discordPicksMax })).card
}

/** A shelf for the class whose channel this is. */
async function shelf(doing: Doing, caller: Caller, class_id: string | undefined): Promise<Card> {
  const { channel_id } = doing.asked
  return channel_id === null || class_id === undefined
    ? wordsOnly(doing.voice.say('refused.notYours'))
    : shareShelf(doing, caller, { channel_id, class_id, book_ids: null })
}
