export const stations = ['stored', 'outbox', 'topic', 'consumer', 'version', 'cache', 'list'] as const
export type Station = (typeof stations)[number]

/** One step of an event's way. `at` in milliseconds since 1970, by the service's clock. */
export interface Step {
  eventId: string
  station: Station
  what: string
  at: number
}

export type LiveEvent =
  | { kind: 'step'; step: Step }
  | { kind: 'list.changed'; studentId: string }
  /** Sentences that came after their list, by book. */
  | { kind: 'wording'; slateId: string; texts: ReadonlyMap<string, string> }
  /** The stream (re)opened: anything may have changed meanwhile. */
  | { kind: 'opened' }

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function readStep(raw: unknown): Step | null {
  const { event_id: eventId, step, what, at } = record(raw)
  const station = stations.find((name) => name === step)
  const time = typeof at === 'number' ? at : Date.parse(String(at))
  if (typeof eventId !== 'string' || station === undefined || Number.isNaN(time)) return null
  return { eventId, station, what: typeof what === 'string' ? what : '', at: time }
}

function readWording({ slate_id: slateId, items }: Record<string, unknown>): LiveEvent | null {
  if (typeof slateId !== 'string' || !Array.isArray(items)) return null
  const texts = items.map(record).flatMap(({ book_id: bookId, text }) => {
    return typeof bookId === 'string' && typeof text === 'string' ? [[bookId, text] as const] : []
  })
  return { kind: 'wording', slateId, texts: new Map(texts) }
}

/** Reads one message of the stream; null for a kind this page does not use or that is malformed. */
export function readLiveEvent(data: string): LiveEvent | null {
  let message: Record<string, unknown>
  try {
    message = record(JSON.parse(data))
  } catch {
    return null
  }
  if (message.kind === 'step') {
    const step = readStep(message.step)
    return step === null ? null : { kind: 'step', step }
  }
  if (message.kind === 'list.changed' && typeof message.student_id === 'string') {
    return { kind: 'list.changed', studentId: message.student_id }
  }
  if (message.kind === 'wording') return readWording(message)
  return null
}
