import type { ShelftalkEvent, Topic } from '../domain/events.ts'
import type { ReaderVersion } from './store.ts'

/** The time now; an argument everywhere, so that tests decide it. */
export type Clock = () => Date

/** Makes ids that sort by time. */
export type NewId = () => string

/** A digest by which equal texts are known, in hexadecimal (SHA-256). */
export type Digest = (text: string) => string

/** What a consumer answers: it did it, it had been done, or (by throwing) it failed. */
export type Outcome = { done: string } | { skipped: string }

export interface Subscription {
  consumer: string
  topic: Topic
  handle(event: ShelftalkEvent): Promise<Outcome>
}

/** Carries events from the relay to the consumers: in order for one key, each at least once. */
export interface EventBus {
  subscribe(subscription: Subscription): void
  start(): Promise<void>
  /** Resolves when the bus holds the events safely itself: they may be deleted from the outbox then. */
  publish(topic: Topic, events: readonly ShelftalkEvent[]): Promise<void>
  stop(): Promise<void>
}

/** A list as it is kept: the bytes to answer with, what it was computed for, and the books on it. */
export interface CachedList {
  body: Buffer
  bookIds: readonly string[]
}

export interface ListVersions {
  reader: number
  school: number
}

/** Lists by (reader, variant). An entry is served only while the versions that it was computed for are current. */
export interface ListCache {
  get(schoolId: string, readerId: string, variant: string): Promise<CachedList | null>
  /** Keeps a list; false when the cache has heard of newer versions: the list is stale and must not be answered. */
  put(
    schoolId: string,
    readerId: string,
    variant: string,
    entry: CachedList & { versions: ListVersions },
  ): Promise<boolean>
  /** Tells the cache the readers' versions; a lower one than it knows changes nothing. */
  raiseReaders(schoolId: string, versions: readonly ReaderVersion[]): Promise<void>
  raiseSchool(schoolId: string, version: number): Promise<void>
}

/** Makes vectors of 1,536 dimensions and unit length. Vectors of different `modelId` must never be compared. */
export interface EmbeddingModel {
  readonly modelId: string
  /** `texts` of up to 1,000 characters each, any number; answers by position. */
  embed(texts: readonly string[]): Promise<Float32Array[]>
  close(): Promise<void>
}

export const embeddingDimensions = 1536

/** What a graph is built from: dense indices from 0, one event per (reader, book), events grouped by reader. */
export interface GraphInput {
  readerCount: number
  bookCount: number
  readers: Int32Array
  books: Int32Array
  /** Authors by book, for the columns of new books. */
  authors: readonly (readonly string[])[]
  /** Unit vectors of the books `vectorBooks`, one row after the other; none when there are no new books. */
  vectorBooks: Int32Array
  vectors: Float32Array
}

/** A graph as it comes out of the build: rows by source, heaviest target first. */
export interface BuiltGraph {
  offsets: Int32Array
  neighbours: Int32Array
  weights: Float32Array
  readersPerBook: Int32Array
  newBooks: number
}

/** Builds graphs away from the thread that answers people. */
export interface GraphBuilder {
  build(input: GraphInput): Promise<BuiltGraph>
  close(): Promise<void>
}

/** One thing that happened to an event, for people who want to see how the product works. */
export interface Step {
  event_id: string
  step: 'stored' | 'outbox' | 'topic' | 'consumer' | 'version' | 'cache' | 'list'
  what: string
  at: string
}

export type LiveMessage =
  | { kind: 'step'; step: Step }
  | { kind: 'list.changed'; student_id: string }
  | { kind: 'import'; import_id: string; state: string; accepted: number; refused: number }

/** Tells those who look at a page right now. May lose messages: nothing depends on it. */
export interface Live {
  publish(schoolId: string, message: LiveMessage): void
  subscribe(schoolId: string, listener: (message: LiveMessage) => void): () => void
}
