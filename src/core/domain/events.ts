import { z } from 'zod'
import { Id } from './lists/book.ts'
import { VoteKind } from './lists/interaction.ts'

/** How many ids one event may carry; more become several events. */
export const maxIdsAnEvent = 500

const ids = z.array(Id).min(1).max(maxIdsAnEvent)

/**
 * Every event: its data's schema and version, and the topic on which it travels. Keyed by reader where there is one,
 * so that one reader's events stay in order. Data holds ids, never names.
 */
export const eventTypes = {
  'shelftalk.feedback.given': {
    topic: 'feedback',
    version: 1,
    data: z.strictObject({ reader_id: Id, book_id: Id, vote: VoteKind, voter: z.string() }),
  },
  'shelftalk.loans.recorded': {
    topic: 'checkouts',
    version: 1,
    data: z.strictObject({ reader_id: Id, book_ids: ids }),
  },
  'shelftalk.books.added': {
    topic: 'books',
    version: 1,
    data: z.strictObject({ book_ids: ids, reader_id: Id.nullable() }),
  },
  'shelftalk.reader_embedding.changed': {
    topic: 'reader-embeddings',
    version: 1,
    data: z.strictObject({ reader_id: Id, model_id: z.string() }),
  },
  'shelftalk.school.changed': {
    topic: 'schools',
    version: 1,
    data: z.strictObject({ version: z.number().int().min(1) }),
  },
  'shelftalk.job.requested': {
    topic: 'jobs',
    version: 1,
    data: z.strictObject({ run_id: Id, job: z.string() }),
  },
} as const

export type EventType = keyof typeof eventTypes
export type EventData<T extends EventType> = z.infer<(typeof eventTypes)[T]['data']>
export type Topic = (typeof eventTypes)[EventType]['topic']
export const topics: readonly Topic[] = [...new Set(Object.values(eventTypes).map((e) => e.topic))]

/** A CloudEvents 1.0 event in JSON. `subject` is the key; `school` an extension attribute. */
export interface ShelftalkEvent<T extends EventType = EventType> {
  specversion: '1.0'
  id: string
  source: string
  type: T
  subject: string
  time: string
  datacontenttype: 'application/json'
  dataschema: string
  school: string
  data: EventData<T>
}

const envelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string(),
  type: z.enum(Object.keys(eventTypes) as [EventType, ...EventType[]]),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  school: Id,
  data: z.unknown(),
})

const schemaName = (type: EventType): string => `${type}/v${eventTypes[type].version}`

/** Builds an event; throws a ZodError when the data does not fit its schema, so that nothing malformed is stored. */
export function makeEvent<T extends EventType>(
  type: T,
  about: { id: string; school: string; subject: string; time: Date },
  data: EventData<T>,
): ShelftalkEvent<T> {
  return {
    specversion: '1.0',
    id: about.id,
    source: '/shelftalk/core',
    type,
    subject: about.subject,
    time: about.time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaName(type),
    school: about.school,
    data: eventTypes[type].data.parse(data) as EventData<T>,
  }
}

/** Reads a message off the bus. Throws a ZodError for anything that is not one of our events in a version we know. */
export function parseEvent(message: unknown): ShelftalkEvent {
  const event = envelope.parse(message)
  z.literal(schemaName(event.type)).parse(event.dataschema)
  return { ...event, data: eventTypes[event.type].data.parse(event.data) } as ShelftalkEvent
}
