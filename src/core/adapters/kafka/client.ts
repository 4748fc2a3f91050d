import { Kafka, type LogEntry, logLevel, type SASLOptions } from 'kafkajs'
import { ShelftalkError } from '../../domain/errors.ts'
import type { BusLog, KafkaConnection } from './options.ts'

const connectMs = 3_000
/** The longest wait for one answer of a broker. */
const requestMs = 10_000
/** Short and few: whoever asked waits for the outcome, and tries again himself. */
const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4, factor: 0.2, multiplier: 2 }

/** A client of the cluster; opens nothing yet. */
export function createKafka({ brokers, clientId, ssl, sasl, log }: KafkaConnection): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ssl,
    ...(sasl === null ? {} : { sasl: loginOf(sasl) }),
    connectionTimeout: connectMs,
    requestTimeout: requestMs,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => tellQuietly(log, entry),
  })
}

/** The library's type wants to see each mechanism by itself. */
function loginOf({ mechanism, ...login }: NonNullable<KafkaConnection['sasl']>): SASLOptions {
  if (mechanism === 'plain') return { mechanism, ...login }
  return mechanism === 'scram-sha-256' ? { mechanism, ...login } : { mechanism, ...login }
}

/**
 * The library reports a normal rebalance, and each of its own retries, as errors. What matters of them comes to us as
 * a thrown error or a crash and is told where it is dealt with; all else is for who looks closely.
 */
function tellQuietly(log: BusLog, { namespace, log: line }: LogEntry): void {
  const { groupId, broker, error } = line
  log.debug({ kafkajs: namespace, groupId, broker, error: String(error ?? '') }, line.message)
}

/** What a broker that is away, or that does not answer in time, looks like to those who use the bus. */
export function kafkaAway(cause: unknown): ShelftalkError {
  if (cause instanceof ShelftalkError) return cause
  return new ShelftalkError(
    'unavailable',
    'Kafka does not answer. Look at KAFKA_BROKERS and at the brokers themselves; nothing is lost meanwhile.',
    { retryAfterSeconds: 5, cause },
  )
}

/** The outcome of `work`, or a failure when it takes longer. What is still under way then is left to itself. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}
