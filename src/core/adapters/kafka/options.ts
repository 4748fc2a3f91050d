import type { ShelftalkEvent, Topic } from '../../domain/events.ts'
import type { Subscription } from '../../ports/runtime.ts'

/** What the adapter needs of a log. It is given ids and counts, never the content of a message. */
export interface BusLog {
  debug(about: object, text: string): void
  info(about: object, text: string): void
  warn(about: object, text: string): void
}

export interface KafkaConnection {
  /** `host:port` of some brokers; the others are learnt from them. */
  brokers: readonly string[]
  /** How this process is called in the brokers' own logs and quotas. */
  clientId: string
  ssl: boolean
  sasl: {
    mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    username: string
    password: string
  } | null
  log: BusLog
}

export interface KafkaTopics extends KafkaConnection {
  /** Begins the name of every topic and group, so that several installations can share a cluster. */
  topicPrefix: string
  /** Of a topic that is made; one that is there is left as it is. At most so many processes share its work. */
  partitions: number
  /** Of a topic that is made; null leaves it to the brokers. */
  replicationFactor: number | null
  /** Who consumes what, also for a process that consumes nothing: its groups tell how far the work has come. */
  consumers: Readonly<Record<Topic, string>>
}

export interface KafkaBusOptions extends KafkaTopics {
  /** How many readers' events a topic's consumer works on at once; one reader's events always one after the other. */
  keysAtOnce: number
  maxTries: number
  /** The wait before try n + 1, in ms. */
  retryMs(triesSoFar: number): number
  /** A consumer that was silent for so long is taken for dead, and its work given to others. Default 10 seconds. */
  sessionTimeoutMs?: number
  /** Hears of every event handled. */
  watch(subscription: Subscription, event: ShelftalkEvent, outcome: string): void
  /** An event was buried: it is pending no longer. Its failure has it tried again. */
  onBuried(eventId: string): Promise<void>
  /** Puts events that were buried back to where the relay finds them, to be published again. */
  restore(topic: Topic, events: readonly ShelftalkEvent[]): Promise<void>
}
