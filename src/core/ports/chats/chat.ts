import type { CurrentVote, LedgerEntry } from '../../domain/chats/chat-emoji.ts'
import type { PostPriority, PostState } from '../../domain/chats/chat-post.ts'
import type { VoteKind } from '../../domain/lists/interaction.ts'
import type { Channel, InstallBy, Platform, Space } from '../../domain/people/account.ts'

/** What a platform sent us, as it is kept until it is done. */
export interface ChatRequest extends Space {
  request_id: string
  kind: string
  /** Sealed. */
  payload: string
  attempts: number
}

export interface NewChatRequest extends Omit<ChatRequest, 'attempts'> {
  /** A keyed digest of the account that sent it. */
  account_digest: string | null
  dedupe_key: string
}

export interface RequestCounts {
  waiting: number
  dead: number
  /** Age of the oldest that waits, in milliseconds. */
  oldest_ms: number
}

/** A request that was given up, without what was in it and whose it was. Moments are ISO dates in UTC. */
export interface DeadRequest extends Space {
  request_id: string
  kind: string
  attempts: number
  /** What failed at the last attempt: the name of an error. */
  error: string | null
  received_at: string
}

/** Requests of chat platforms; their school is not known yet. */
export interface ChatRequests {
  /** Keeps a request, leased to whoever asks; else what is known of the same one that came before. */
  put(
    request: NewChatRequest,
    times: { now: Date; leaseUntil: Date },
  ): Promise<'new' | { request_id: string; answer: string | null }>
  /** What was in a request of this account; null when it is over, or another's. */
  payloadOf(requestId: string, accountDigest: string): Promise<string | null>
  /** Takes requests that wait and that nobody works on. */
  take(platform: Platform, times: { now: Date; leaseUntil: Date }, limit: number): Promise<ChatRequest[]>
  /** What came in it is emptied, except a command's: the form that it opens answers where the command came from. */
  done(requestId: string, end: { answer: string | null; at: Date }): Promise<void>
  /** Empties commands that were done by then. */
  emptyDone(before: Date): Promise<void>
  /** Counts a failed attempt; it is tried again at `again`, or never when that is null. */
  failed(requestId: string, end: { reason: string; again: Date | null; at: Date }): Promise<void>
  /** Gives requests back that were taken and not worked on. */
  release(requestIds: readonly string[], now: Date): Promise<void>
  /** Lets those that were given up be tried anew; answers how many. */
  replay(now: Date, limit: number): Promise<number>
  counts(now: Date): Promise<RequestCounts>
  /** Those that were given up, oldest first. */
  dead(limit: number): Promise<DeadRequest[]>
  /** Forgets at most `limit` requests from before then; answers how many. */
  purge(before: Date, limit: number): Promise<number>
  /** Forgets requests of these accounts, and what was answered to others that names one of these ids; answers how many. */
  forget(accountDigests: readonly string[], ids: readonly string[]): Promise<number>
}

export type InstallationState = 'active' | 'disabled' | 'gone'

/** An app in a workspace or organisation. */
export interface ChatInstallation extends Space {
  state: InstallationState
  /** Its tokens and what else the platform told, sealed; null once they are gone. */
  sealed: string | null
  scopes: readonly string[]
  bot_user_id: string | null
  expires_at: Date | null
  /** Why it is not active. */
  reason: string | null
  /** The organisation that installed it for the workspace and has the tokens; null for the workspace's own. */
  within: string | null
}

/** Installations, read before a school is known. */
export interface ChatInstallations {
  get(space: Space): Promise<ChatInstallation | null>
  put(installation: ChatInstallation, at: Date): Promise<void>
  /** Ends it, or switches it off; what it owes is parked until it is active again. */
  /** Puts the tokens as they are sealed now in place of as they were; nothing when they are not that any more. */
  sealAnew(space: Space, tokens: { from: string; to: string }): Promise<void>
  setState(space: Space, end: { state: InstallationState; reason: string | null; at: Date }): Promise<void>
  list(platform: Platform): Promise<ChatInstallation[]>
  beginInstall(
    state: { state_hash: string; browser_hash: string; by: InstallBy | null },
    times: { now: Date; expiresAt: Date },
  ): Promise<void>
  /**
   * Takes it, once, with who began it. Null when it was not begun in this browser, is over, or was taken. `keptFor`: this
   * space may take it again until it is over, because an answer may be lost.
   */
  takeInstall(
    state: { state_hash: string; browser_hash: string },
    taking: { now: Date; keptFor: Space | null },
  ): Promise<{ by: InstallBy | null } | null>
}

/** To a channel, or to one account alone. */
export interface PostTarget extends Space {
  channel_id: string | null
  account_id: string | null
}

export interface NewPost extends PostTarget {
  post_id: string
  /** Of a channel's post. */
  class_id: string | null
  book_id: string | null
  /** The account that is told when it cannot be posted. */
  asked_by: string | null
  priority: PostPriority
  /** What it says: PublicMessage for a channel, PrivateMessage for an account. */
  body: unknown
  /** Of a digest's message: whose and of which week it is. It goes with the digest. */
  digest_of?: string
  digest_week?: string
}

export interface ChatPost extends Omit<NewPost, 'priority' | 'digest_of' | 'digest_week'> {
  version: number
  /** 0 for one that was never sent. */
  sent_version: number
  message_id: string | null
  state: PostState
  attempts: number
  created_at: Date
}

/** A book's own post, which emoji are put under. */
export interface BookPost {
  post_id: string
  class_id: string
  book_id: string
  channel_id: string
  message_id: string
}

export interface ChatPosts {
  /** Queues posts; when a queue is too long its oldest digests expire. */
  add(posts: readonly NewPost[], now: Date): Promise<void>
  get(postId: string): Promise<ChatPost | null>
  /** The same; until the transaction ends nobody else edits it. */
  lock(postId: string): Promise<ChatPost | null>
  /** Takes a post for sending, or null when another has it or there is nothing to send. */
  claim(postId: string, times: { now: Date; leaseUntil: Date }): Promise<ChatPost | null>
  /** Notes what came of sending a version. `dueAt` for one that is tried again, or may not be edited before. */
  settle(
    postId: string,
    end: {
      state: PostState
      sent_version?: number
      message_id?: string
      error?: string
      dueAt: Date
      at: Date
    },
  ): Promise<void>
  /** Says anew what a post says; false when it says that already, or never was sent. */
  edit(postId: string, body: unknown, now: Date): Promise<boolean>
  /** Settles a post that may have arrived, since one of its buttons was pressed in this message. */
  found(space: Space, buttonId: string, messageId: string): Promise<void>
  /** The book's post that this message is. */
  byMessage(channel: Channel, messageId: string): Promise<BookPost | null>
  /** Book posts of a space since then, newest first. */
  recent(space: Space, since: Date, limit: number): Promise<BookPost[]>
  /** Posts of this book for a class. */
  ofBook(bookId: string, classId: string, since: Date): Promise<ChatPost[]>
  /** Nothing more is posted to the channel until it is bound again. */
  pauseChannel(channel: Channel, at: Date): Promise<void>
  /** The same of all channels of a space. */
  pauseSpace(space: Space, at: Date): Promise<void>
  isPaused(channel: Channel): Promise<boolean>
}

/** Which messages are due, of all schools; what they say their schools keep. */
export interface PostQueue {
  /** The first of each channel's queue that may go now. */
  due(
    platform: Platform,
    now: Date,
    limit: number,
  ): Promise<{ school_id: string; post_id: string; tenant: string }[]>
  /** How many are due, and how long the oldest has been. */
  counts(now: Date): Promise<{ waiting: number; oldest_ms: number }>
  /** Parks what a space is owed, or lets it go on. */
  park(space: Space, isParked: boolean): Promise<void>
}

export interface ChatButton extends Space {
  button_id: string
  /** The one person who may press it; null for everybody. */
  person_id: string | null
  /** About whose picks it votes; null for the voter's own. */
  reader_id: string | null
  book_id: string | null
  class_id: string | null
  post_id: string | null
  /** Of a button about a whole list. */
  book_ids: readonly string[] | null
  slate_id: string | null
  /** Of a button about a digest. */
  week: string | null
}

export interface ChatButtons {
  put(buttons: readonly ChatButton[], at: Date): Promise<void>
  get(space: Space, buttonId: string): Promise<ChatButton | null>
}

export interface ChatReactions {
  /** Notes where an emoji stands, unless something newer is known; answers whether it was noted. */
  put(entry: Omit<LedgerEntry, 'event_id'>): Promise<boolean>
  /** The vote that the emoji gave. */
  setVote(entry: Pick<LedgerEntry, 'post_id' | 'person_id' | 'emoji'>, eventId: string): Promise<void>
  /** All of a person's under posts of a book. */
  ofBook(personId: string, bookId: string): Promise<LedgerEntry[]>
  ofPosts(postIds: readonly string[]): Promise<LedgerEntry[]>
}

export interface ChatVotes {
  /** What staff think of a book; nobody's list depends on it. */
  put(vote: { person_id: string; book_id: string; vote: VoteKind; event_id: string; at: Date }): Promise<void>
  /** The current vote of a person about a book: a reader's own, or a member of staff's. */
  current(who: { person_id: string; reader_id: string | null }, bookId: string): Promise<CurrentVote | null>
  /** People of the class who like the book and have no emoji for it under the post. */
  unseenLikes(post: { post_id: string; class_id: string; book_id: string }): Promise<number>
  /** Whether the person is in the class, or teaches it, now. */
  isOfClass(who: { person_id: string; reader_id: string | null }, classId: string): Promise<boolean>
}
