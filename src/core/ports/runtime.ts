import type { ShelftalkEvent, Topic } from '../domain/events.ts'
import type { ReadColumns } from '../ranking/interactions.ts'
import type { RankingSettings } from '../ranking/settings.ts'
import type { Quality } from '../ranking/tuning/gate.ts'
import type { TuningReport } from '../ranking/tuning/tune.ts'
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
  /** For a consumer that applies many events at less cost than one by one: how many a bus that keeps them hands it at once. */
  atOnce?: number
  handle(event: ShelftalkEvent): Promise<Outcome>
}

/** Carries events from the relay to the consumers: in order for one key, each at least once. */
export interface EventBus {
  /**
   * Whether the bus holds events itself after `publish`. One that does not hands them to the consumers in this process
   * and resolves when they are applied.
   */
  readonly keeps: boolean
  /** One consumer a topic, before `start`. */
  subscribe(subscription: Subscription): void
  /** Begins to hand events to the consumers that were subscribed. A process without consumers need not start. */
  start(): Promise<void>
  /** Resolves when the bus holds the events safely itself, or has had them applied. In the order given for one key. */
  publish(topic: Topic, events: readonly ShelftalkEvent[]): Promise<void>
  /** Events of the topic that the bus holds and that its consumer has not got through yet. */
  lag(topic: Topic): Promise<number>
  /** Events that no try could apply and that wait for a person. */
  buried(): Promise<number>
  /** Puts what was buried back on its way, all topics or one; answers how many. */
  replay(topic: Topic | null): Promise<number>
  /** Safe to call twice. */
  stop(): Promise<void>
}

/** Things that only one process may do at a time. What a process held is free again when it ends, however it ends. */
export interface Leases {
  /** Takes the lease of this name and answers what gives it back; null while another process (or this one) holds it. */
  hold(name: string): Promise<(() => Promise<void>) | null>
  /** Whether this process still holds it: a lease is lost with the connection to the database. */
  isHeld(name: string): boolean
}

/** What processes on one database tell each other beside events. May lose messages: slow polls make up for them. */
export interface Signals extends Leases {
  /** Tells the other processes that the outbox holds something. Many calls become one message. */
  wakeOthers(): void
  /** Calls `heard` whenever a process woke the others. */
  onWake(heard: () => void): void
  close(): Promise<void>
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
  /** The same for a school; whether every process hears of it. False: it is told later, unless this process ends. */
  raiseSchool(schoolId: string, version: number): Promise<boolean>
  /**
   * Removes whatever lies under the reader's name; answers how many lists. Null when the cache is away. The school's version
   * must have been raised: what was made before may still be put, and is not kept.
   */
  forgetReader(schoolId: string, readerId: string): Promise<number | null>
}

/** Makes vectors of 1,536 dimensions and unit length. Vectors of different `modelId` must never be compared. */
export interface EmbeddingModel {
  readonly modelId: string
  /** Whether the texts go to somebody else: then they must be facts about books of the catalogue, as a rule. */
  readonly leavesTheBuilding: boolean
  /** `texts` of up to 1,000 characters each, any number, for one school; answers by position. */
  embed(texts: readonly string[], schoolId: string): Promise<Float32Array[]>
  close(): Promise<void>
}

export const embeddingDimensions = 1536

/** What a graph is built from. */
export interface GraphInput extends ReadColumns {
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
  /** How well these settings rank what is held back from these events; null when too few readers are there to say. */
  quality: Quality | null
}

/** Settings that were chosen for a school's events, and whether they may take the place of those in service. */
export interface ChosenSettings {
  settings: RankingSettings
  report: TuningReport
  accepted: boolean
}

/** Builds graphs away from the thread that answers people. */
export interface GraphBuilder {
  build(input: GraphInput, settings: RankingSettings): Promise<BuiltGraph>
  /** Minutes of work. `settings` are those in service. */
  tune(read: ReadColumns, settings: RankingSettings): Promise<ChosenSettings>
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
  | { kind: 'wording'; student_id: string; slate_id: string; items: { book_id: string; text: string }[] }
  | { kind: 'import'; import_id: string; state: string; accepted: number; refused: number }

/** Tells those who look at a page right now. May lose messages: nothing depends on it. */
export interface Live {
  publish(schoolId: string, message: LiveMessage): void
  subscribe(schoolId: string, listener: (message: LiveMessage) => void): () => void
}
