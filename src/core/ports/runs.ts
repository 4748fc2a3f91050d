import type { Role } from '../domain/permissions.ts'

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

export interface Refusal {
  line: number
  field: string
  reason: string
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
  refusals(importId: string, page: { limit: number; after: number }): Promise<Refusal[]>
}

export interface JobRun {
  run_id: string
  job: string
  state: 'waiting' | 'running' | 'finished' | 'failed'
  counts: Record<string, number>
  error: string | null
  requested_at: string
  started_at: string | null
  finished_at: string | null
}

export interface Jobs {
  request(runId: string, job: string, at: Date): Promise<void>
  start(runId: string, at: Date): Promise<void>
  finish(
    runId: string,
    end: { counts: Record<string, number>; error: string | null; at: Date },
  ): Promise<void>
  get(runId: string): Promise<JobRun | null>
  recent(job: string, limit: number): Promise<JobRun[]>
}
