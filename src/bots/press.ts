import type { Caller } from '../core/domain/people/permissions.ts'
import type { ChatButton } from '../core/ports/chats/chat.ts'
import { type ButtonRef, type Card, type Verb, wordsOnly } from './card.ts'
import { chooseDigest, sendDigestNow, skipDigest } from './digest.ts'
import type { Doing } from './doing.ts'
import { reasonFor } from './picks.ts'
import { shareShelf } from './shelf.ts'

const votes = { l: 'up', n: 'down', r: 'read', u: 'none' } as const
const isVote = (verb: Verb): verb is keyof typeof votes => verb in votes
/** Places of the list on which a reason is looked for. */
const listLimit = 5

/** What becomes of a press. Whether the presser may is asked now, not when the message was made. */
export async function pressButton(
  doing: Doing,
  caller: Caller,
  pressed: ButtonRef | 'too-old' | null,
): Promise<Card> {
  const { flows, account, voice } = doing
  if (pressed === 'too-old') return wordsOnly(voice.say('refused.tooOld'))
  const button = pressed === null ? null : await flows.chat.buttons.find(caller, account, pressed.button_id)
  if (pressed === null || button === null) return wordsOnly(voice.say('refused.notYours'))
  const { verb } = pressed
  if (verb === 'x') return endLink(doing)
  if (verb === 'p') return chooseDigest(doing, caller, 'paused')
  if (verb === 'o') return chooseDigest(doing, caller, 'on')
  if (verb === 'd') return sendDigestNow(doing, caller, button)
  if (verb === 'k') return skipDigest(doing, caller, button)
  if (verb === 's') return share(doing, caller, button)
  if (verb === 'a') return postAgain(doing, caller, button)
  if (verb === 'w') return why(doing, caller, button)
  return vote(doing, caller, button, verb)
}

async function vote(
  { flows, voice, requestId }: Doing,
  caller: Caller,
  button: ChatButton,
  verb: Verb,
): Promise<Card> {
  const { say } = voice
  if (!isVote(verb) || button.book_id === null) return wordsOnly(say('refused.notYours'))
  const given = votes[verb]
  await flows.chat.votes.press(caller, button, { vote: given, requestId })
  const { title } = await flows.readBook(caller, button.book_id)
  if (given === 'none') return wordsOnly(say('vote.undone', { title }))
  const name = await aboutWhom(flows, caller, button)
  const said =
    name === null ? say(`vote.kept.${given}`, { title }) : say(`vote.about.${given}`, { title, name })
  return wordsOnly(said, [{ button_id: button.button_id, verb: 'u', label: say('vote.undo') }])
}

/** Whose book it is that a teacher judges; null for one's own. */
async function aboutWhom(
  flows: Doing['flows'],
  caller: Caller,
  { reader_id }: ChatButton,
): Promise<string | null> {
  if (reader_id === null || reader_id === caller.reader_id) return null
  return (await flows.readStudent(caller, reader_id)).first_name ?? reader_id
}

async function endLink({ flows, account, voice }: Doing): Promise<Card> {
  await flows.links.unlinkAccount(account)
  return wordsOnly(voice.say('link.ended'))
}

async function why(doing: Doing, caller: Caller, { reader_id, book_id }: ChatButton): Promise<Card> {
  const { flows, voice } = doing
  const { say } = voice
  if (reader_id === null || book_id === null) return wordsOnly(say('refused.notYours'))
  const { title } = await flows.readBook(caller, book_id)
  // What a student read is told to that student only.
  const text =
    caller.reader_id === reader_id
      ? (await flows.whyBook(caller, { student_id: reader_id, book_id, limit: listLimit })).text
      : await reasonFor(doing, caller, { reader_id, book_id, limit: listLimit })
  return { ...wordsOnly(text ?? say('pick.whyGone')), heading: say('pick.whyHeading', { title }) }
}

/** The list of a private answer goes to its class's channel: the books, and nothing of whose they are. */
async function share(doing: Doing, caller: Caller, { class_id, book_ids }: ChatButton): Promise<Card> {
  const { flows, account, voice } = doing
  if (class_id === null || book_ids === null) return wordsOnly(voice.say('refused.notYours'))
  const channels = await flows.spaces.listChannels(caller)
  const channel = channels.find(
    (one) => one.platform === account.platform && one.tenant === account.tenant && one.class_id === class_id,
  )
  if (channel === undefined) return wordsOnly(voice.say('share.noChannel'))
  return shareShelf(doing, caller, { channel_id: channel.channel_id, class_id, book_ids })
}

async function postAgain({ flows, voice }: Doing, caller: Caller, { post_id }: ChatButton): Promise<Card> {
  if (post_id === null) return wordsOnly(voice.say('refused.notYours'))
  await flows.chat.posts.postAgain(caller.school_id, post_id)
  return wordsOnly(voice.say('shelf.posted', { n: 1 }))
}
