import type { Entry, Operation } from './clients.ts'
import type { Stored } from './stored.ts'

export interface Comparison {
  acknowledged: number
  unknown: number
  applied: number
  lost: string[]
  /** Done more often than it was asked for, or never asked for at all. */
  doubled: string[]
  /** Applied to something, but not to what follows from all that is stored. */
  wrong: string[]
}

type Of<K extends Operation['kind']> = Entry & { operation: Extract<Operation, { kind: K }> }

/** Holds what was acknowledged against what is stored and applied. */
export function compare(entries: readonly Entry[], stored: Stored): Comparison {
  const of = <K extends Operation['kind']>(kind: K) =>
    entries.filter((e): e is Of<K> => e.operation.kind === kind)
  const acknowledged = entries.filter((entry) => entry.state === 'acknowledged').length
  const parts = [votes(of('vote'), stored), loans(of('loans'), stored), lists(of('list'), stored)]
  const lost = parts.flatMap((part) => part.lost)
  return {
    acknowledged,
    unknown: entries.length - acknowledged,
    applied: acknowledged - lost.length,
    lost,
    doubled: parts.flatMap((part) => part.doubled),
    wrong: leftovers(stored),
  }
}

type Part = Pick<Comparison, 'lost' | 'doubled'>
const isDone = (entry: Entry): boolean => entry.state === 'acknowledged'

function votes(entries: readonly Of<'vote'>[], stored: Stored): Part {
  const keyOf = (vote: { student_id: string; book_id: string }): string =>
    `${vote.student_id} ${vote.book_id}`
  const now = new Map(stored.votes.map((vote) => [keyOf(vote), vote.vote]))
  const byKey = new Map<string, Of<'vote'>[]>()
  for (const entry of entries) {
    const key = keyOf(entry.operation)
    byKey.set(key, [...(byKey.get(key) ?? []), entry])
  }
  const applied = stored.applied.get('preferences') ?? new Set()
  const events = entries.flatMap((entry) => (isDone(entry) ? [entry.eventId ?? ''] : []))
  const lost = [...byKey].flatMap(([key, all]) => {
    const last = all.findLastIndex(isDone)
    const possible = all.slice(Math.max(0, last)).map((entry) => entry.operation.vote as string | undefined)
    if (last === -1) possible.push(undefined)
    return possible.includes(now.get(key)) ? [] : [`vote of ${key} is ${now.get(key)}, not ${possible}`]
  })
  const unknown = entries.length - events.length
  const many =
    applied.size > events.length + unknown ? [`${applied.size} votes applied of ${entries.length} sent`] : []
  const repeated = new Set(events).size < events.length ? ['one event was answered to two votes'] : []
  const strange = [...now.keys()]
    .filter((key) => !byKey.has(key))
    .map((key) => `vote of ${key} was never sent`)
  return {
    lost: [...lost, ...events.filter((id) => !applied.has(id)).map((id) => `vote ${id} was not applied`)],
    doubled: [...many, ...repeated, ...strange],
  }
}

function loans(entries: readonly Of<'loans'>[], stored: Stored): Part {
  const now = new Map(
    stored.loans.map((loan) => [loan.checkout_id, JSON.stringify(Object.entries(loan).sort())]),
  )
  const sent = new Map(
    entries.flatMap(({ operation }) =>
      operation.loans.map((loan) => [loan.checkout_id, JSON.stringify(Object.entries(loan).sort())] as const),
    ),
  )
  const done = entries.filter(isDone).flatMap(({ operation }) => operation.loans)
  return {
    lost: done.flatMap(({ checkout_id: id }) =>
      now.get(id) === sent.get(id) ? [] : [`loan ${id} is ${now.get(id)}`],
    ),
    doubled: [
      ...[...now.keys()].filter((id) => !sent.has(id)).map((id) => `loan ${id} was never sent`),
      ...eventsBetween('profile', entries, stored, 0),
    ],
  }
}

/** The catalogue of the school came in one event of the same kind. */
const catalogueEvents = 1

function lists(entries: readonly Of<'list'>[], stored: Stored): Part {
  const keyOf = (student_id: string, title: string): string => `${student_id}: ${title}`
  const now = stored.listed.map((row) => keyOf(row.student_id, row.title))
  const known = new Set(now)
  const sent = new Set(
    entries.flatMap(({ operation: o }) => o.titles.map((title) => keyOf(o.student_id, title))),
  )
  const done = entries
    .filter(isDone)
    .flatMap(({ operation: o }) => o.titles.map((title) => keyOf(o.student_id, title)))
  return {
    lost: done.filter((key) => !known.has(key)).map((key) => `${key} is not listed`),
    doubled: [
      ...(now.length > known.size ? [`${now.length - known.size} books are listed twice`] : []),
      ...[...known].filter((key) => !sent.has(key)).map((key) => `${key} was never sent`),
      ...eventsBetween('vector-index', entries, stored, catalogueEvents),
    ],
  }
}

/** Each request makes one event: no fewer are applied than acknowledged, no more than sent. */
function eventsBetween(
  consumer: string,
  entries: readonly Entry[],
  stored: Stored,
  others: number,
): string[] {
  const applied = (stored.applied.get(consumer)?.size ?? 0) - others
  const done = entries.filter(isDone).length
  return applied >= done && applied <= entries.length
    ? []
    : [`${consumer} applied ${applied} events; ${done} were acknowledged, ${entries.length} sent`]
}

/** What is derived must be what follows from the rows, and nothing may wait or be given up. */
function leftovers(stored: Stored): string[] {
  const wrong: string[] = []
  if (stored.waitingEvents > 0) wrong.push(`${stored.waitingEvents} events wait`)
  if (stored.deadLetters > 0) wrong.push(`${stored.deadLetters} events were given up`)
  if (stored.booksWithoutVector > 0) wrong.push(`${stored.booksWithoutVector} books have no vector`)
  for (const { student_id, kept, derived, hasVector } of stored.readers) {
    const of = (rows: readonly { student_id: string }[]) =>
      rows.filter((row) => row.student_id === student_id)
    const met = of(stored.loans).length + of(stored.listed).length
    if (met > 0 && !hasVector) wrong.push(`${student_id} has no vector`)
    if (met + of(stored.votes).length === 0) continue
    const same = JSON.stringify(plain(kept)) === JSON.stringify(plain(derived))
    if (!same)
      wrong.push(`preferences of ${student_id}: ${JSON.stringify(kept)}, not ${JSON.stringify(derived)}`)
  }
  return wrong
}

const plain = (p: Stored['readers'][number]['kept']) =>
  p === null ? null : [p.books_read, p.comfort_level, p.themes, p.authors]
