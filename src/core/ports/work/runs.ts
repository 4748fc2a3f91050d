import type { RowRefusal } from '../../domain/files/refusal.ts'
import type { Role } from '../../domain/people/permissions.ts'

export interface StoredKey {
  key_id: string
  role: Role
  reader_id: string | null
  label: string
  created_at: string
  expires_at: string | null
  revoked_at: string | null
}

export interface Keys {
  put(key: {
    key_id: string
    key_hash: string
    role: Role
    reader_id: string | null
    label: string
  }): Promise<void>
  revoke(keyId: string, at: Date): Promise<boolean>
  /** Ends a key that was not revoked at `at`, or earlier if it ends earlier; answers it, null when there is none. */
  expire(keyId: string, at: Date): Promise<StoredKey | null>
  /** At most 200, those that were not revoked first. */
  list(): Promise<StoredKey[]>
}

export interface KeyLookup {
  byHash(keyHash: string): Promise<(StoredKey & { school_id: string }) | null>
}

export interface ImportRun {
  import_id: string
  kind: string
  state: 'running' | 'finished' | 'failed'
  accepted: number
  refused: number
  unknown_columns: string[]
  error: string | null
}

export interface Refusal extends RowRefusal {
  line: number
}

export interface Imports {
  start(importId: string, kind: string, at: Date): Promise<void>
  progress(
    importId: string,
    change: { accepted: number; refusals: readonly Refusal[]; refused: number },
  ): Promise<void>
  finish(
    importId: string,
    end: { state: 'finished' | 'failed'; error: string | null; unknown_columns: readonly string[]; at: Date },
  ): Promise<void>
  get(importId: string): Promise<ImportRun | null>
  /** The newest import of a kind, among those that did not fail. */
  newest(kind: string): Promise<string | null>
  refusals(importId: string, page: { limit: number; after: number }): Promise<Refusal[]>
}

export interface JobRun {
  run_id: string
  job: string
  state: 'waiting' | 'running' | 'finished' | 'failed'
  counts: Record<string, number>
  progress: RunProgress
  /** How often it began: more than once when a process that ran it ended in the middle. */
  attempts: number
  error: string | null
  requested_at: string
  started_at: string | null
  finished_at: string | null
}

/** How far a run has come, over all its attempts. */
export interface RunProgress {
  /** The steps that are done and are not done again. */
  done: string[]
  /** The step under way, and where in it the next attempt goes on; null at the step's beginning. */
  step: string | null
  cursor: string | null
}

export interface Jobs {
  /**
   * Asks for a run, or answers the one of the same job that waits already. `isNew`: an event must be sent for it, which
   * is also said of one that has waited for longer than `waitingMs`: its event may have been buried.
   */
  request(runId: string, job: string, at: Date): Promise<{ run_id: string; isNew: boolean }>
  /** Begins or goes on with a run, and counts the attempt; null when it has ended, or is not there. */
  start(runId: string, at: Date): Promise<JobRun | null>
  /** Keeps how far a run has come; what was counted is added to what had been. */
  progress(runId: string, reached: { progress: RunProgress; counts: Record<string, number> }): Promise<void>
  /** The attempt is taken back: it ended because something was away. */
  pause(runId: string): Promise<void>
  /** Ends a run, adding its last counts; the job's oldest runs are forgotten. */
  finish(
    runId: string,
    end: { counts: Record<string, number>; error: string | null; at: Date },
  ): Promise<void>
  get(runId: string): Promise<JobRun | null>
  recent(job: string, limit: number): Promise<JobRun[]>
  /** Claims a due time of a job for the caller; false when somebody else did, or a later one was claimed. */
  claimDue(job: string, dueAt: Date): Promise<boolean>
}

/** A run that waits for longer is asked for again. */
export const waitingMs = 3_600_000
/** Runs kept of each job of a school, the newest. */
export const runsKept = 100
