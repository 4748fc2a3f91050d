import type {
  Account,
  Channel,
  ConnectionNews,
  Linkable,
  Platform,
  Space,
} from '../../domain/people/account.ts'
import type { SchoolPolicy } from '../../domain/school.ts'

/** Somebody who is here, with what decides about a link. */
export interface LinkHolder extends Linkable {
  person_id: string
  reader_id: string | null
  policy: SchoolPolicy
}

export interface StoredLink extends Account {
  person_id: string
  state: 'pending' | 'confirmed'
  /** What the platform calls the account, and the school its space. */
  shown_name: string
  space_name: string
  /** ISO dates in UTC. */
  asked_at: string
  confirmed_at: string | null
}

/** Codes by which an account finds its person. What is said of them is said of this school's. */
export interface LinkCodes {
  /** Gives the person this code and no other on the platform. False when somebody has the same. */
  put(
    code: { person_id: string; platform: Platform; code_hash: string },
    times: { now: Date; expiresAt: Date },
  ): Promise<boolean>
  /** Takes the code, once, and tells whose it was; null when it is nobody's or over, and when it is not `allowed`. */
  take(platform: Platform, codeHash: string, asked: { now: Date; allowed: boolean }): Promise<string | null>
  /** Counts a try of the account; answers how many it made since, this one among them. */
  countTry(account: Account, times: { now: Date; since: Date }): Promise<number>
  forgetTries(account: Account): Promise<void>
}

export interface Links {
  /** Whether the account is linked, and confirmed. */
  isConfirmed(account: Account): Promise<boolean>
  /** Whose the account is, confirmed and here; null for anybody else. */
  holder(account: Account): Promise<LinkHolder | null>
  /** Somebody who is here, by id, or by e-mail address in small letters. */
  linkable(who: { person_id: string } | { email: string }): Promise<LinkHolder | null>
  /**
   * Notes that the account asks to be this person's, in place of whom it asked for before. False when it is confirmed
   * already, the person has another account in the space, or there is no such person.
   */
  ask(link: Account & { person_id: string; shown_name: string }, at: Date): Promise<boolean>
  /** Confirms what was asked since then. False when it was not, and when the person has another account in the space. */
  confirm(account: Account, personId: string, times: { now: Date; since: Date }): Promise<boolean>
  /** Ends the link, pending or confirmed; only of this person if named. False when there was none. */
  remove(account: Account, personId: string | null): Promise<boolean>
  /** The person's links, and what was asked since then. */
  of(personId: string, since: Date): Promise<StoredLink[]>
  /** Ids of the accounts that are confirmed in a space, a page at a time. */
  accounts(space: Space, page: { limit: number; after: string | null }): Promise<string[]>
  /** Ends the Discord links of students but of those who may have one. */
  endOnDiscord(but: { grades: readonly number[]; bornUntil: number }): Promise<void>
}

export interface BoundSpace extends Space {
  shown_name: string
  bound_at: string
}

export interface BoundChannel extends Channel {
  class_id: string
}

/** Spaces of the school, and which class a channel is of. */
export interface Spaces {
  /** Binds the space to this school, or names it anew. False when it is another school's. */
  put(space: Space & { shown_name: string }, by: string, at: Date): Promise<boolean>
  /** Ends it, with its links and channels. */
  remove(space: Space): Promise<boolean>
  list(): Promise<BoundSpace[]>
  channelClass(channel: Channel): Promise<string | null>
  /** False when there is no such class or space, or the channel is (by now) of another class than `before`. */
  putChannel(
    channel: BoundChannel,
    by: { person_id: string; before: string | null; at: Date },
  ): Promise<boolean>
  /** False when the channel is not (any more) of this class. */
  removeChannel(channel: BoundChannel): Promise<boolean>
  /** Channels of the school's classes, or of a teacher's. */
  channels(taughtBy: string | null): Promise<BoundChannel[]>
}

/** Read before the school is known. */
export interface SpaceLookup {
  /** The school that the space belongs to. */
  schoolOf(space: Space): Promise<string | null>
  /** Workspaces that the app serves by the installation of one of these, and that belong to no school. */
  unboundWithin(organisations: readonly Space[]): Promise<Space[]>
}

/** How the connection to a space is; moments are ISO dates in UTC. */
export interface ConnectionState extends Space {
  state: 'waiting' | 'working' | 'failed'
  since: string
  /** The last failure, also when it works again. */
  failure: string | null
  failed_at: string | null
}

/** Told before the school is known. */
export interface Connections {
  note(space: Space, news: ConnectionNews, at: Date): Promise<void>
  /** Of those of these spaces of which anything was told. */
  of(spaces: readonly Space[]): Promise<ConnectionState[]>
}
