import type { SchoolPolicy } from '../domain/school.ts'
import type { LanguageModel } from './lists/language-model.ts'
import type { ErasedIds } from './people/erasures.ts'
import type { Clock, Digest, EmbeddingModel, Leases, ListCache, Live, NewId } from './runtime.ts'
import type { Store } from './store.ts'
import type { Words } from './words.ts'

/** Everything a flow may be given. Each flow names what it uses: `Pick<Core, 'store' | 'clock'>`. */
export interface Core {
  store: Store
  cache: ListCache
  live: Live
  /** The model that makes the vectors of a school with this policy. */
  modelFor(policy: SchoolPolicy): EmbeddingModel
  /** What words reasons and completes books; null when none is connected. */
  language: LanguageModel | null
  words: Words
  leases: Leases
  clock: Clock
  newId: NewId
  digest: Digest
  erasedIds: ErasedIds
  /** A new secret that nobody can guess. */
  newSecret(): string
  /** Makes and stores the vectors that these books lack; answers how many. Never inside a transaction. */
  ensureBookVectors(schoolId: string, bookIds: readonly string[]): Promise<number>
  /** Throws `unavailable` while more events are pending than the outbox may hold: nothing more is acknowledged then. */
  checkRoom(): Promise<void>
  /** Tells the relay that the outbox holds something; called after a commit, never inside a transaction. */
  wakeRelay(): void
}
