import type { ShelftalkEvent, Topic } from '../../domain/events.ts'

export interface Outbox {
  add(events: readonly ShelftalkEvent[]): Promise<void>
  /** The event was applied: it is pending no longer. In the transaction that claims it. */
  applied(eventId: string): Promise<void>
}

export interface OutboxRow {
  outbox_id: number
  topic: Topic
  key: string
  event: ShelftalkEvent
}

export interface OutboxRelay {
  /** Topics of which events wait to be published. */
  dueTopics(): Promise<Set<Topic>>
  /**
   * The oldest events that were not published yet, in order. With `onePerKey` only the oldest of each key: nobody waits
   * behind another's long queue.
   */
  next(topic: Topic, wanted: { limit: number; onePerKey: boolean }): Promise<OutboxRow[]>
  published(outboxIds: readonly number[]): Promise<void>
  /** Publishes again what was published before `before` and never applied: the bus lost it. Answers how many. */
  publishAgain(topic: Topic, before: Date): Promise<number>
  /** Ends events that were buried: they are pending no longer. */
  remove(eventIds: readonly string[]): Promise<void>
  /** Puts events back that were buried, to be published; those that are there already are published again. */
  restore(topic: Topic, events: readonly ShelftalkEvent[]): Promise<void>
  /** Whether so many events are pending, of all schools together. */
  isAtLeast(count: number): Promise<boolean>
  /** Events that are not applied yet, of one school or of all. */
  pending(schoolId: string | null): Promise<{ pending_events: number; oldest_pending_ms: number }>
}

/**
 * Whether a consumer is to apply an event now, applied it before, or may leave it to a later one that waits: of the same
 * key, about the same reader or about none. A book may be called as a reader is: the key alone does not tell. Or whether
 * the event is about a reader who was erased while it was on its way: then there is nothing to do, ever.
 */
export type Taken = 'due' | 'applied' | 'overtaken' | 'erased'

export interface Inbox {
  /**
   * Takes events of one topic, at most one a key, in the transaction that applies them: they are pending no longer. By id,
   * what is to be done with each.
   */
  take(consumer: string, events: readonly ShelftalkEvent[]): Promise<Map<string, Taken>>
  /** Claims an event for a consumer; false when it was claimed before. */
  claim(consumer: string, eventId: string): Promise<boolean>
}

export interface DeadLetters {
  put(letter: {
    topic: Topic
    consumer: string
    event: unknown
    school_id: string
    reason: string
    tries: number
  }): Promise<void>
  count(): Promise<number>
  /** Takes letters out, oldest first, of one topic or of all. */
  take(topic: Topic | null, limit: number): Promise<{ topic: Topic; event: ShelftalkEvent }[]>
}

export interface Idempotency {
  /** What was answered under these keys. Until the transaction ends, nobody else finds or puts under them. */
  find(
    caller: string,
    keys: readonly string[],
  ): Promise<{ key: string; body_hash: string; answer: unknown }[]>
  put(caller: string, rows: readonly { key: string; body_hash: string; answer: unknown }[]): Promise<void>
}
