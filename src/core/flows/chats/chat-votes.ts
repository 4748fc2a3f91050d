import {
  differences,
  type EmojiMark,
  type LedgerEntry,
  undecided,
  voteAfter,
  voteOfEmoji,
} from '../../domain/chats/chat-emoji.ts'
import { fewestLikes, reconcileDays } from '../../domain/chats/chat-post.ts'
import { notFound } from '../../domain/errors.ts'
import type { VoteKind } from '../../domain/lists/interaction.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { BookPost, ChatButton } from '../../ports/chats/chat.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import type { IdempotencyKey } from '../steps/work/idempotency.ts'
import { createTogether } from '../steps/work/together.ts'

/** An emoji that came or went. `order_at`: seconds, by the platform's own order. */
export interface EmojiChange {
  emoji: string
  present: boolean
  order_at: number
}

/** Votes that come from a chat, by a button or by an emoji: one a person and book, the last one counts. */
export interface ChatVoteFlow {
  /**
   * Stores the vote of a button that the caller may press. About a student it is the teacher's own; on one's own picks and
   * on a class's shelf it is the voter's. `requestId` makes a press that is worked on twice one vote. Throws `not_found`.
   */
  press(caller: Caller, button: ChatButton, press: { vote: VoteKind; requestId: string }): Promise<void>
  /** Notes an emoji under a book's post, and stores the vote that follows; answers it, null for none. */
  emoji(caller: Caller, post: BookPost, change: EmojiChange): Promise<VoteKind | null>
  /**
   * Brings the ledger to what stands under posts now, as the platform tells it; only differences become votes, and only
   * where nothing later was said. `coveredUntil`: when we ceased to hear of changes; `heardSince`: since when we hear of
   * them again, if that is later. Answers how many differed.
   */
  reconcile(
    schoolId: string,
    posts: readonly BookPost[],
    found: { standing: readonly (EmojiMark & { caller: Caller })[]; coveredUntil: Date; heardSince?: Date },
  ): Promise<number>
}

type Give = (
  caller: Caller,
  vote: { student_id: string; book_id: string; vote: VoteKind; slate_id: string | null },
  once: IdempotencyKey | null,
) => Promise<{ event_id: string }>
type Needs = Pick<Core, 'store' | 'clock' | 'newId'> & {
  give: Give
  /** Tells that posts have something new to say. */
  onEdited(): void
}

/** An emoji is looked at so often before it is left to the next change. */
const maxRounds = 5
const dayMs = 86_400_000

interface Ballot {
  book_id: string
  vote: VoteKind
  slate_id: string | null
  requestId: string | null
}

export function createChatVotes(core: Needs): ChatVoteFlow {
  /** Stores the voter's own vote; answers the id by which it is known. */
  const cast = async (caller: Caller, ballot: Ballot): Promise<string> => {
    const { book_id, vote, slate_id, requestId } = ballot
    if (caller.reader_id !== null) {
      const own = { student_id: caller.reader_id, book_id, vote, slate_id }
      return (await core.give(caller, own, onceFor(caller, requestId, own))).event_id
    }
    const event_id = core.newId()
    const person_id = personOf(caller)
    await core.store.school(caller.school_id, (rows) =>
      rows.chatVotes.put({ person_id, book_id, vote, event_id, at: core.clock() }),
    )
    return event_id
  }
  const tellLikes = createTogether(
    async (schoolId: string, bookId: string, classId: string): Promise<void> => {
      const since = new Date(core.clock().getTime() - reconcileDays * dayMs)
      const changed = await core.store.school(schoolId, async (rows) => {
        const posts = await rows.chatPosts.ofBook(bookId, classId, since)
        let edited = false
        for (const { post_id } of posts) edited = (await refreshLikes(rows, post_id, core.clock())) || edited
        return edited
      })
      if (changed) core.onEdited()
    },
  )
  /** Votes as the ledger says, `first` and until nothing is left to say: what changed meanwhile is looked at again. */
  const settle = async (
    caller: Caller,
    post: BookPost,
    mark: EmojiMark,
    first: VoteKind | null,
  ): Promise<VoteKind | null> => {
    let said: VoteKind | null = null
    let vote = first
    for (let round = 0; round < maxRounds && vote !== null; round++) {
      said = vote
      const event_id = await cast(caller, { book_id: post.book_id, vote, slate_id: null, requestId: null })
      vote = await core.store.school(caller.school_id, async (rows) => {
        await rows.chatReactions.setVote(mark, event_id)
        return due(rows, caller, post, mark)
      })
    }
    if (said !== null) await tellLikes(caller.school_id, post.book_id, post.class_id)
    return said
  }
  return {
    async press(caller, button, { vote, requestId }) {
      requirePermission(caller, button.reader_id === null ? 'links.own' : 'votes.give')
      const { book_id, reader_id, class_id, slate_id } = button
      if (book_id === null) throw notFound('book')
      if (reader_id !== null && caller.role === 'teacher') {
        const own = { student_id: reader_id, book_id, vote, slate_id }
        await core.give(caller, own, onceFor(caller, requestId, own))
        return
      }
      if (class_id !== null) await requireOfClass(core, caller, class_id)
      await cast(caller, { book_id, vote, slate_id, requestId })
      if (class_id !== null) await tellLikes(caller.school_id, book_id, class_id)
    },
    async emoji(caller, post, { emoji, present, order_at }) {
      if (voteOfEmoji(emoji) === null) return null
      const person_id = personOf(caller)
      const mark = { post_id: post.post_id, person_id, emoji }
      const vote = await core.store.school(caller.school_id, async (rows) =>
        (await note(rows, caller, post, { ...mark, present, order_at }))
          ? due(rows, caller, post, mark)
          : null,
      )
      return settle(caller, post, mark, vote)
    },
    async reconcile(schoolId, posts, { standing, coveredUntil, heardSince = coveredUntil }) {
      const byId = new Map(posts.map((post) => [post.post_id, post]))
      const callers = new Map(standing.map(({ caller }) => [caller.person_id, caller]))
      const ledger = await core.store.school(schoolId, (rows) => rows.chatReactions.ofPosts([...byId.keys()]))
      const mapped = standing.filter(({ emoji }) => voteOfEmoji(emoji) !== null)
      const differing = differences(ledger, mapped, {
        coveredUntil: coveredUntil.getTime() / 1000,
        heardSince: heardSince.getTime() / 1000,
      }).flatMap((entry) => {
        const post = byId.get(entry.post_id)
        return post === undefined ? [] : [{ ...entry, book_id: post.book_id }]
      })
      const silent = undecided(differing)
      for (const entry of differing) {
        const post = byId.get(entry.post_id)
        const caller = callers.get(entry.person_id) ?? (await callerOfPerson(core, schoolId, entry.person_id))
        if (post === undefined || caller === null) continue
        const vote = await core.store.school(schoolId, async (rows) => {
          const isNoted = await note(rows, caller, post, entry)
          return isNoted && !silent.has(entry) ? due(rows, caller, post, entry) : null
        })
        await settle(caller, post, entry, vote)
      }
      return differing.length
    },
  }
}

/** Somebody whose emoji went while we did not look. */
async function callerOfPerson(
  { store }: Needs,
  school_id: string,
  person_id: string,
): Promise<Caller | null> {
  const person = await store.school(school_id, (rows) => rows.people.get(person_id))
  if (person === null || person.ended_at !== null) return null
  const { role, reader_id } = person
  return { caller_id: `person:${person_id}`, school_id, role, reader_id, person_id }
}

const personOf = ({ person_id }: Caller): string => {
  if (person_id === null) throw notFound('person')
  return person_id
}

/** Notes an emoji of somebody who is of the class now; false when it is not, or something newer is known. */
async function note(
  rows: SchoolRows,
  caller: Caller,
  post: BookPost,
  entry: Omit<LedgerEntry, 'event_id'>,
): Promise<boolean> {
  const who = { person_id: entry.person_id, reader_id: caller.reader_id }
  return (await rows.chatVotes.isOfClass(who, post.class_id)) && rows.chatReactions.put(entry)
}

/** The vote that the ledger asks for now; null when it is as it should be. */
async function due(
  rows: SchoolRows,
  caller: Caller,
  post: BookPost,
  { post_id, emoji }: EmojiMark,
): Promise<VoteKind | null> {
  const who = { person_id: personOf(caller), reader_id: caller.reader_id }
  const [entries, current] = await Promise.all([
    rows.chatReactions.ofBook(who.person_id, post.book_id),
    rows.chatVotes.current(who, post.book_id),
  ])
  const changed = entries.find((entry: LedgerEntry) => entry.post_id === post_id && entry.emoji === emoji)
  return changed === undefined ? null : voteAfter(changed, entries, current)
}

async function requireOfClass(core: Needs, caller: Caller, classId: string): Promise<void> {
  const who = { person_id: personOf(caller), reader_id: caller.reader_id }
  if (!(await core.store.school(caller.school_id, (rows) => rows.chatVotes.isOfClass(who, classId))))
    throw notFound('class')
}

/** Tells under a post how many like the book without an emoji that all see; of fewer than five nothing is told. */
async function refreshLikes(rows: SchoolRows, postId: string, now: Date): Promise<boolean> {
  const post = await rows.chatPosts.lock(postId)
  if (post?.class_id == null || post.book_id === null) return false
  const likes = await rows.chatVotes.unseenLikes({
    ...{ post_id: postId, class_id: post.class_id, book_id: post.book_id },
  })
  const { likes: _, ...body } = post.body as Record<string, unknown>
  return rows.chatPosts.edit(postId, likes < fewestLikes ? body : { ...body, likes }, now)
}

const onceFor = (caller: Caller, requestId: string | null, vote: object): IdempotencyKey | null =>
  requestId === null
    ? null
    : { caller: caller.caller_id, key: `chat ${requestId}`, body_hash: JSON.stringify(vote) }
