import type { Account } from './account.ts'
import type { Role } from './permissions.ts'

/** By what somebody who is erased is known here. */
export interface ErasedSubject {
  /** The id that was named, and those of nameless readers of the same person's accounts in courses. */
  reader_ids: string[]
  accounts: Account[]
}

/** What an admin keeps of an erasure. It names nobody: who knows the id can find it by the id's keyed hash. */
export interface ErasureReceipt {
  erasure_id: string
  student_hash: string
  /** The role that asked. */
  asked_by: Role
  /** ISO dates in UTC; `finished_at` is null while something is still to be removed. */
  asked_at: string
  finished_at: string | null
  /** How much was removed, by the table or other place where it was; elsewhere than in tables, by the last attempt. */
  removed: Record<string, number>
  /**
   * Whether the files of the database were written anew, without what was deleted. False on a server, whose own vacuum, log
   * and backups decide that; null before that was tried.
   */
  rewritten: boolean | null
}
