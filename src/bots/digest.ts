import { randomUUID } from 'node:crypto'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { TakenDigest } from '../core/flows/chats/digests.ts'
import type { ChatButton } from '../core/ports/chats/chat.ts'
import { type Card, type CardBook, voteButtons, wordsOnly } from './card.ts'
import type { Doing } from './doing.ts'
import type { BotFlows } from './flows.ts'
import { digestBooksMax, digestClassBooksMax } from './limits.ts'
import { bookFacts, copiesLines } from './picks.ts'
import { privatePost } from './private-post.ts'

/** Fills a digest that this process took, and queues it; false when there is nothing new, or it was done with meanwhile. */
export async function sendDigest(doing: Doing, caller: Caller, digest: TakenDigest): Promise<boolean> {
  const { flows, account, language } = doing
  const { digests } = flows.chat
  const books = await newBooks(flows, caller)
  if (books.length === 0) {
    await digests.send(digest, null)
    return false
  }
  const body = { language, card: await cardOf(doing, caller, books) }
  const post = privatePost(account, { post_id: randomUUID(), priority: 'digest', body })
  return digests.send(digest, { post, bookIds: books.map(({ book }) => book.book_id) })
}

type ShelfBook = Awaited<ReturnType<BotFlows['chat']['classShelf']>>['books'][number]
interface ClassBook {
  class_id: string
  class_name: string
  book: ShelfBook
}

/** For each class books that all of it may see and that no digest told of before. */
async function newBooks(flows: BotFlows, caller: Caller): Promise<ClassBook[]> {
  const classes = await flows.listClasses(caller, { limit: digestBooksMax, after: null })
  const taught = classes.filter(({ students }) => students > 0)
  const limit = Math.min(digestClassBooksMax, Math.floor(digestBooksMax / Math.max(1, taught.length)))
  const told = await flows.chat.digests.told(caller)
  const found: ClassBook[] = []
  for (const { class_id } of taught) {
    const but = [...told, ...found.map(({ book }) => book.book_id)]
    const { class_name, books } = await flows.chat.classShelf(caller, {
      class_id,
      limit,
      book_ids: null,
      but,
    })
    found.push(...books.map((book) => ({ class_id, class_name, book })))
  }
  return found
}

async function cardOf(doing: Doing, caller: Caller, books: readonly ClassBook[]): Promise<Card> {
  const { flows, account, voice } = doing
  const { say } = voice
  const { person_id } = caller
  const about = books.map(({ class_id, book }) => ({ person_id, class_id, book_id: book.book_id }))
  const [pause = '', ...ids] = await flows.chat.buttons.make(caller, account, [{ person_id }, ...about])
  const cardBook = ({ class_name, book }: ClassBook, at: number): CardBook => {
    return {
      ...bookFacts(doing, caller, book),
      lines: [say('digest.forClass', { class: class_name }), ...copiesLines(doing, book.copies_available)],
      // Why a book is on a list is told of one student's list; this is nobody's.
      buttons: voteButtons(ids[at] ?? '', voice).filter(({ verb }) => verb !== 'w'),
    }
  }
  return {
    heading: say('digest.heading'),
    notes: [],
    books: books.map(cardBook),
    buttons: [{ button_id: pause, verb: 'p', label: say('digest.pause') }],
    footer: say('digest.footer'),
  }
}

/** Pauses the presser's digests, or turns them on again. */
export async function chooseDigest(doing: Doing, caller: Caller, digest: 'on' | 'paused'): Promise<Card> {
  const { flows, account, voice } = doing
  await flows.chat.digests.choose(caller, account, { digest })
  if (digest === 'on') return wordsOnly(voice.say('digest.resumed'))
  const [button_id = ''] = await flows.chat.buttons.make(caller, account, [{ person_id: caller.person_id }])
  return wordsOnly(voice.say('digest.paused'), [{ button_id, verb: 'o', label: voice.say('digest.resume') }])
}

/** Sends a digest that waits without waiting for its morning. */
export async function sendDigestNow(doing: Doing, caller: Caller, { week }: ChatButton): Promise<Card> {
  const { say } = doing.voice
  const digest = week === null ? null : await doing.flows.chat.digests.take(caller, week)
  if (digest === null) return wordsOnly(say('digest.over'))
  return wordsOnly(say((await sendDigest(doing, caller, digest)) ? 'digest.sent' : 'digest.none'))
}

export async function skipDigest(
  { flows, voice }: Doing,
  caller: Caller,
  { week }: ChatButton,
): Promise<Card> {
  const isSkipped = week !== null && (await flows.chat.digests.skip(caller, week))
  return wordsOnly(voice.say(isSkipped ? 'digest.skipped' : 'digest.over'))
}
