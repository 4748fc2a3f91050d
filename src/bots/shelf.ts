import type { Caller } from '../core/domain/people/permissions.ts'
import type { NewPost } from '../core/ports/chats/chat.ts'
import { type Card, type PublicMessage, wordsOnly } from './card.ts'
import type { Doing } from './doing.ts'
import type { BotFlows } from './flows.ts'
import { shelfBooksMax } from './limits.ts'
import { bookFacts } from './picks.ts'

export interface ShelfTarget {
  channel_id: string
  class_id: string
  /** Of these, those that the whole class may see; null for a shelf of the library's choice. */
  book_ids: readonly string[] | null
}

/** Puts a shelf into the channel that is bound to the class: a heading, and a message for each book. */
export async function shareShelf(doing: Doing, caller: Caller, target: ShelfTarget): Promise<Card> {
  const { flows, account, voice } = doing
  const { say } = voice
  const { channel_id, class_id } = target
  if ((await flows.spaces.channelClassOf({ ...account, channel_id })) !== class_id)
    return wordsOnly(say('refused.notYours'))
  const shelf = await freshShelf(doing, caller, target)
  if (shelf.books.length === 0) return wordsOnly(say('shelf.none'))
  // A request that is worked on a second time queues nothing more.
  const postId = (at: number): string => `${doing.requestId}-${at}`
  const heading = say('shelf.heading', { class: shelf.class_name })
  const post = (
    post_id: string,
    book_id: string | null,
    body: Pick<PublicMessage, 'buttonId' | 'books'>,
  ): NewPost => {
    const { platform, tenant, account_id } = account
    return {
      ...{ post_id, platform, tenant, channel_id, account_id: null, class_id, book_id },
      ...{ asked_by: account_id, priority: 'share' as const },
      body: { ...body, postId: post_id, heading, language: doing.language } satisfies PublicMessage,
    }
  }
  const about = shelf.books.map(({ book_id }) => ({ book_id, class_id }))
  const buttonIds = await flows.chat.buttons.make(caller, account, about)
  const posts = shelf.books.map((book, at) =>
    post(postId(at + 1), book.book_id, {
      buttonId: buttonIds[at] ?? null,
      books: [publicBook(doing, caller, book)],
    }),
  )
  await flows.chat.posts.queue(caller.school_id, [
    post(postId(0), null, { buttonId: null, books: [] }),
    ...posts,
  ])
  return account.platform === 'slack'
    ? wordsOnly(say('share.on', { n: posts.length, class: shelf.class_name }))
    : wordsOnly(say('shelf.posted', { n: posts.length }))
}

/** Of the library's choice: before books that stand in the channel already, others. */
async function freshShelf(
  { flows, account }: Doing,
  caller: Caller,
  { channel_id, class_id, book_ids }: ShelfTarget,
): Promise<Shelf> {
  const wanted = { class_id, limit: shelfBooksMax, book_ids }
  if (book_ids !== null) return flows.chat.classShelf(caller, wanted)
  const posts = await flows.chat.posts.reconcilable(caller.school_id, account)
  const but = posts.flatMap((post) => (post.channel_id === channel_id ? post.book_id : []))
  const [fresh, any] = await Promise.all([
    flows.chat.classShelf(caller, { ...wanted, but }),
    flows.chat.classShelf(caller, wanted),
  ])
  const others = any.books.filter(({ book_id }) => !fresh.books.some((one) => one.book_id === book_id))
  return { ...fresh, books: [...fresh.books, ...others].slice(0, shelfBooksMax) }
}

type Shelf = Awaited<ReturnType<BotFlows['chat']['classShelf']>>
type ShelfBook = Shelf['books'][number]

function publicBook(doing: Doing, caller: Caller, book: ShelfBook): PublicMessage['books'][number] {
  const copies = book.copies_available
  const { cover, ...facts } = bookFacts(doing, caller, book)
  return {
    ...{ bookId: book.book_id, ...facts, ...(cover === null ? {} : { cover }) },
    availability: copies === null ? 'unknown' : copies > 0 ? 'here' : 'out',
  }
}
