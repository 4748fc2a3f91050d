import type { ShelftalkEvent, Topic } from '../domain/events.ts'

export interface Outbox {
  add(events: readonly ShelftalkEvent[]): Promise<void>
  /** Whether a later event of the same topic and key is waiting. */
  hasLater(event: ShelftalkEvent): Promise<boolean>
}

export interface OutboxRow {
  outbox_id: number
  topic: Topic
  key: string
  event: ShelftalkEvent
}

export interface OutboxRelay {
  /** The oldest event of each key, oldest first: nobody waits behind another's long queue. */
  next(topic: Topic, limit: number): Promise<OutboxRow[]>
  remove(outboxIds: readonly number[]): Promise<void>
  pending(schoolId: string | null): Promise<{ pending_events: number; oldest_pending_ms: number }>
}

export interface Inbox {
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
}

export interface Idempotency {
  /** What was answered under these keys. Until the transaction ends, nobody else finds or puts under them. */
  find(
    caller: string,
    keys: readonly string[],
  ): Promise<{ key: string; body_hash: string; answer: unknown }[]>
  put(caller: string, rows: readonly { key: string; body_hash: string; answer: unknown }[]): Promise<void>
}
