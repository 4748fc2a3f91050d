import {
  channelIntervalMs,
  editIntervalMs,
  maxPostAttempts,
  pauseAfter,
  postLeaseMs,
  reconcileDays,
} from '../../domain/chats/chat-post.ts'
import type { Channel, Platform, Space } from '../../domain/people/account.ts'
import type { BookPost, ChatPost, NewPost } from '../../ports/chats/chat.ts'
import type { Core } from '../../ports/core.ts'

export interface DuePost extends ChatPost {
  school_id: string
}

/** What came of sending. `doubtful`: it may have arrived. `again`: it did not, and may be tried after `afterMs`. */
export type SendOutcome =
  | { sent: string }
  | { doubtful: string }
  | { refused: string }
  | { again: string; afterMs?: number }

/** What we owe chat platforms: queued with its cause, sent in the order of each channel, edited in place. */
export interface ChatPostFlow {
  /** Queues posts of a school. */
  queue(schoolId: string, posts: readonly NewPost[]): Promise<void>
  /** Calls `heard` whenever this process queued or edited something. */
  onQueued(heard: () => void): void
  /** Tells those that something is to be sent. */
  wake(): void
  /** Takes what may be sent now, at most one a channel. */
  due(platform: Platform, limit: number): Promise<DuePost[]>
  settle(post: DuePost, outcome: SendOutcome): Promise<void>
  /** How many are due, of all schools, and how long the oldest has been. */
  counts(): Promise<{ waiting: number; oldest_ms: number }>
  get(schoolId: string, postId: string): Promise<ChatPost | null>
  /** Says anew what a post says: only the newest is sent. */
  edit(schoolId: string, postId: string, body: unknown): Promise<void>
  /** Sends a post that may have arrived once more, because somebody asked for it. */
  postAgain(schoolId: string, postId: string): Promise<void>
  /** A press told where a post stands that may have arrived. */
  found(schoolId: string, space: Space, press: { button_id: string; message_id: string }): Promise<void>
  bookPost(schoolId: string, channel: Channel, messageId: string): Promise<BookPost | null>
  /** Book posts whose emoji may have changed while nobody looked. */
  reconcilable(schoolId: string, space: Space): Promise<BookPost[]>
  pauseChannel(schoolId: string, channel: Channel): Promise<void>
  /** The app left the space: nothing is posted to its channels until a teacher binds them again. */
  pauseSpace(schoolId: string, space: Space): Promise<void>
  isPaused(schoolId: string, channel: Channel): Promise<boolean>
}

const maxReconciled = 500
const dayMs = 86_400_000

export function createChatPosts({ store, clock }: Pick<Core, 'store' | 'clock'>): ChatPostFlow {
  const listeners = new Set<() => void>()
  const wake = (): void => {
    for (const heard of listeners) heard()
  }
  const soon = (ms: number): Date => new Date(clock().getTime() + ms)
  const settle: ChatPostFlow['settle'] = async (post, outcome) => {
    const end = { ...endOf(post, outcome, clock()), at: clock() }
    await store.school(post.school_id, (rows) => rows.chatPosts.settle(post.post_id, end))
  }
  return {
    async queue(schoolId, posts) {
      await store.school(schoolId, (rows) => rows.chatPosts.add(posts, clock()))
      wake()
    },
    onQueued: (heard) => void listeners.add(heard),
    wake,
    async due(platform, limit) {
      const found = await store.background.system((rows) => rows.postQueue.due(platform, clock(), limit))
      const times = { now: clock(), leaseUntil: soon(postLeaseMs) }
      const taken: DuePost[] = []
      for (const { school_id, post_id } of found) {
        const post = await store.background.school(school_id, (rows) => rows.chatPosts.claim(post_id, times))
        if (post !== null) taken.push({ ...post, school_id })
      }
      return taken
    },
    settle,
    counts: () => store.system((rows) => rows.postQueue.counts(clock())),
    get: (schoolId, postId) => store.school(schoolId, (rows) => rows.chatPosts.get(postId)),
    async edit(schoolId, postId, body) {
      if (await store.school(schoolId, (rows) => rows.chatPosts.edit(postId, body, clock()))) wake()
    },
    async postAgain(schoolId, postId) {
      await store.school(schoolId, async (rows) => {
        const post = await rows.chatPosts.get(postId)
        if (post?.state === 'unknown')
          await rows.chatPosts.settle(postId, {
            state: 'queued',
            dueAt: clock(),
            at: soon(-channelIntervalMs),
          })
      })
      wake()
    },
    found: (schoolId, space, { button_id, message_id }) =>
      store.school(schoolId, (rows) => rows.chatPosts.found(space, button_id, message_id)),
    bookPost: (schoolId, channel, messageId) =>
      store.school(schoolId, (rows) => rows.chatPosts.byMessage(channel, messageId)),
    reconcilable: (schoolId, space) =>
      store.school(schoolId, (rows) =>
        rows.chatPosts.recent(space, soon(-reconcileDays * dayMs), maxReconciled),
      ),
    pauseChannel: (schoolId, channel) =>
      store.school(schoolId, (rows) => rows.chatPosts.pauseChannel(channel, clock())),
    pauseSpace: (schoolId, space) =>
      store.school(schoolId, (rows) => rows.chatPosts.pauseSpace(space, clock())),
    isPaused: (schoolId, channel) => store.school(schoolId, (rows) => rows.chatPosts.isPaused(channel)),
  }
}

/** An edit is repeated without harm; a first sending only when it is certain that it did not arrive. */
function endOf(post: DuePost, outcome: SendOutcome, now: Date) {
  const dueAt = (ms: number): Date => new Date(now.getTime() + ms)
  const isEdit = post.state === 'sent'
  if ('sent' in outcome)
    return {
      ...{ state: 'sent' as const, message_id: outcome.sent, sent_version: post.version },
      dueAt: dueAt(editIntervalMs),
    }
  if ('again' in outcome && post.attempts + 1 < maxPostAttempts) {
    const pauseMs = outcome.afterMs ?? pauseAfter(post.attempts + 1)
    return {
      ...{ state: isEdit ? ('sent' as const) : ('queued' as const), error: outcome.again },
      dueAt: dueAt(pauseMs),
    }
  }
  if ('doubtful' in outcome && isEdit)
    return { state: 'sent' as const, error: outcome.doubtful, dueAt: dueAt(pauseAfter(post.attempts + 1)) }
  if ('doubtful' in outcome) return { state: 'unknown' as const, error: outcome.doubtful, dueAt: now }
  const error = 'refused' in outcome ? outcome.refused : outcome.again
  // What cannot be edited any more stays as it is: it was sent.
  return isEdit
    ? { state: 'sent' as const, sent_version: post.version, error, dueAt: now }
    : { state: 'refused' as const, error, dueAt: now }
}
