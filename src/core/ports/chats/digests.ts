import type { DigestChoice, DigestState } from '../../domain/chats/digest.ts'
import type { Account, Platform } from '../../domain/people/account.ts'

/** What somebody chose for an account. */
export interface AccountSettings {
  /** A language's tag; null for the one of the platform. */
  language: string | null
  /** IANA name; null for the school's. */
  time_zone: string | null
  digest: DigestChoice
}

/** The same with what follows from it. */
export interface StoredSettings extends AccountSettings {
  person_id: string
  school_time_zone: string
  /** Since when digests are wanted; null where they are not. */
  since: Date | null
}

/** Somebody who gets digests, since then. */
export interface Recipient extends Account {
  person_id: string
  time_zone: string
  since: Date
}

export interface DigestKey {
  person_id: string
  /** ISO week, as 2026-W09. */
  week: string
}

export interface Digest extends DigestKey, Account {
  state: DigestState
  due_at: Date
  time_zone: string
}

/** What people of the school chose for their accounts, and the digests that they are to get. */
export interface Digests {
  /** Of a confirmed account. */
  settings(account: Account): Promise<StoredSettings | null>
  putSettings(account: Account, settings: AccountSettings & { since: Date | null }): Promise<void>
  /** Those who get digests on a platform, by person; a page at a time. */
  recipients(page: { limit: number; after: string | null }): Promise<Recipient[]>
  /** Lays digests out; whoever has one of the week gets no other. Answers how many are new. */
  layOut(digests: readonly (DigestKey & Account & { due_at: Date })[]): Promise<number>
  /** The person's digests that wait. */
  waiting(personId: string): Promise<Digest[]>
  /** Takes a digest that waits for a time; null when another has it or it is done with. */
  claim(key: DigestKey, times: { now: Date; leaseUntil: Date }): Promise<Digest | null>
  /** Gives one back until then. */
  postpone(key: DigestKey, dueAt: Date): Promise<void>
  /** Ends one that waits; false when it was ended before. */
  end(key: DigestKey, state: DigestState, bookIds?: readonly string[]): Promise<boolean>
  /** Skips all that wait for the account. */
  skipAll(account: Account): Promise<void>
  /** Books of which the person's digests told. */
  told(personId: string): Promise<string[]>
}

/** Which digests are due, of all schools. */
export interface DigestQueue {
  due(platform: Platform, now: Date, limit: number): Promise<(DigestKey & { school_id: string })[]>
}
