import type { Clock, Digest, EmbeddingModel, ListCache, Live, NewId } from './runtime.ts'
import type { Store } from './store.ts'

/** Everything a flow may be given. Each flow names what it uses: `Pick<Core, 'store' | 'clock'>`. */
export interface Core {
  store: Store
  cache: ListCache
  live: Live
  model: EmbeddingModel
  clock: Clock
  newId: NewId
  digest: Digest
  /** A new secret that nobody can guess. */
  newSecret(): string
  /** Makes and stores the vectors that these books lack; answers how many. Never inside a transaction. */
  ensureBookVectors(schoolId: string, bookIds: readonly string[]): Promise<number>
  /** Tells the relay that the outbox holds something; called after a commit, never inside a transaction. */
  wakeRelay(): void
}
