import type { KafkaMessage, Message } from 'kafkajs'
import { z } from 'zod'
import { ShelftalkError } from '../../domain/errors.ts'
import { parseEvent, type ShelftalkEvent } from '../../domain/events.ts'

/** CloudEvents in structured mode: the message is the event. https://github.com/cloudevents/spec, Kafka binding 1.0 */
const contentType = 'application/cloudevents+json; charset=UTF-8'
const longestReason = 2_000
const deathHeaders = ['dead-reason', 'dead-tries', 'dead-consumer', 'dead-at'] as const

export interface Death {
  reason: string
  tries: number
}

/** Keyed by school and reader: one reader's events stay in order, and two schools' readers of one id are two keys. */
export const messageOf = (event: ShelftalkEvent): Message => ({
  key: `${event.school}/${event.subject}`,
  value: JSON.stringify(event),
  headers: { 'content-type': contentType },
})

/** The event in a message; null when it is none of ours, or of a version that this program does not know. */
export function eventIn({ value }: KafkaMessage): ShelftalkEvent | null {
  try {
    return parseEvent(JSON.parse(value?.toString() ?? ''))
  } catch {
    return null
  }
}

/** The id of what calls itself an event, whether or not this program knows its kind; null when there is none. */
export function idIn({ value }: KafkaMessage): string | null {
  try {
    return Named.parse(JSON.parse(value?.toString() ?? '')).id
  } catch {
    return null
  }
}
const Named = z.object({ id: z.uuid() })

/** The message as it came, with why it is here. */
export const deadLetterOf = (
  { key, value, headers }: KafkaMessage,
  death: Death & { consumer: string; at: Date },
): Message => ({
  key,
  value,
  headers: {
    ...headers,
    'dead-reason': death.reason.slice(0, longestReason),
    'dead-tries': String(death.tries),
    'dead-consumer': death.consumer,
    'dead-at': death.at.toISOString(),
  },
})

/** The message as it was before it died. */
export function revived({ key, value, headers }: KafkaMessage): Message {
  const others = { ...headers }
  for (const name of deathHeaders) delete others[name]
  return { key, value, headers: others }
}

/** An error that carries a code is told by it alone: the words of a database's errors may quote a row. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an error was thrown'
  if (error instanceof ShelftalkError || !('code' in error)) return error.message
  return `${error.name} ${String(error.code)}`
}
