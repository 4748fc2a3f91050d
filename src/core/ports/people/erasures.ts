import type { ErasedSubject, ErasureReceipt } from '../../domain/people/erasure.ts'
import type { Role } from '../../domain/people/permissions.ts'

/** Receipts of a school's erasures, and the rows that they remove. */
export interface Erasures {
  /** What ids are hashed with, as it is stored; null while nobody was erased. */
  key(): Promise<string | null>
  /** Stores a key unless there is one; answers the one that holds. */
  makeKey(fresh: string): Promise<string>
  /** Puts the same key sealed anew in the place of `from`; false when that is not there any more. */
  sealAnew(change: { from: string; to: string }): Promise<boolean>
  /** By what a reader is known, who is locked until the transaction ends; null when there is no such reader. */
  subjectOf(readerId: string): Promise<ErasedSubject | null>
  /** Deletes every row of the school's that is of the person or names the person; answers how many, by table. */
  removeRows(subject: ErasedSubject): Promise<Record<string, number>>
  put(erasure: {
    erasure_id: string
    id_hashes: readonly string[]
    asked_by: Role
    asked_at: Date
    removed: Record<string, number>
    subject: ErasedSubject
  }): Promise<void>
  /** Those that are not finished, oldest first; `subject` is null when only the files are left. */
  unfinished(): Promise<{ erasure_id: string; subject: ErasedSubject | null }[]>
  /** Nothing but the files is left to do: forgets by what the person is known, and adds to what was removed. */
  forgetSubject(erasureId: string, removed: Record<string, number>): Promise<void>
  finish(erasureIds: readonly string[], end: { rewritten: boolean; at: Date }): Promise<void>
  get(erasureId: string): Promise<ErasureReceipt | null>
  /** Newest first, those before the one named; only those of an id if its hash is given. */
  list(page: { limit: number; before: string | null; id_hash: string | null }): Promise<ErasureReceipt[]>
  /** The school takes these up again: accounts that were erased with them may come again, too. */
  takeUp(idHashes: readonly string[]): Promise<void>
  /** When each of these was erased last; those who never were are left out. */
  erasedAt(idHashes: readonly string[]): Promise<Map<string, Date>>
}

interface Rows {
  erasures: Erasures
}

/** Ids as erasures keep them. */
export interface ErasedIds {
  /** Their keyed hashes, by position. The school gets a key with the first. */
  hash(rows: Rows, school: string, ids: readonly string[]): Promise<string[]>
  /** Which of these ids were erased, and when. */
  among(rows: Rows, school: string, ids: readonly string[]): Promise<Map<string, Date>>
}
