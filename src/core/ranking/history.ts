import type { HistorySettings } from './settings.ts'

/**
 * One thing known about a reader and a book. Days are ISO dates (YYYY-MM-DD), ratings run from 1 to 5; 0 is no rating.
 * There is at most one vote by each voter on a book: the current one.
 */
export type Signal<K extends string | number> =
  | { kind: 'loan'; book: K; checkedOutOn: string; returnedOn?: string; rating?: number }
  | { kind: 'vote'; book: K; vote: 'up' | 'down' | 'read' | 'none'; by: 'student' | 'teacher' }
  | { kind: 'listed'; book: K; rating?: number }

/** On what grounds a book is in the history; only `liked`, `finished` and `listed` books are ever named as a reason. */
export type Evidence =
  | 'liked'
  | 'finished'
  | 'borrowed'
  | 'listed'
  | 'returned early'
  | 'disliked'
  /** A teacher's word alone: the reader said and did nothing about the book. */
  | 'suggested'

export interface HistoryEntry<K extends string | number> {
  book: K
  /** x_i of ranking.md 1.2. 0: says nothing about taste. */
  weight: number
  evidence: Evidence
  /** The reader had it in hand, or a teacher says so: not listed again unless re-reading is asked for. */
  read: boolean
  /** Nobody refused it: false after the reader's dislike or a teacher's thumb down, and then never listed. */
  shown: boolean
}

/** A loan given back within this many days, without a rating, was not read to its end. */
const returnedEarlyDays = 2

const dayMs = 86_400_000

/**
 * What a reader's signals say, one entry a book, ordered by book. The order of the signals does not matter.
 * The reader's vote speaks before a rating, a rating before behaviour, behaviour before a teacher's thumb; a book with
 * nothing but withdrawn votes has no entry. Weights: ranking.md 1.2.
 */
export function historyFrom<K extends string | number>(
  signals: Iterable<Signal<K>>,
  settings: HistorySettings,
): HistoryEntry<K>[] {
  const signalsOf = new Map<K, Signal<K>[]>()
  for (const signal of signals) {
    const known = signalsOf.get(signal.book)
    if (known === undefined) signalsOf.set(signal.book, [signal])
    else known.push(signal)
  }
  const entries: HistoryEntry<K>[] = []
  for (const [book, about] of signalsOf) {
    const entry = entryFor(book, about, settings)
    if (entry !== undefined) entries.push(entry)
  }
  return entries.sort((a, b) => (a.book < b.book ? -1 : 1))
}

/** Whether a book may stand in a list again. Dislikes and a teacher's no hold even when re-reading is asked for. */
export function mayBeListed(entry: HistoryEntry<string | number>, rereading: boolean): boolean {
  return entry.shown && (rereading || !entry.read)
}

type Loan = Extract<Signal<string | number>, { kind: 'loan' }>
type Listed = Extract<Signal<string | number>, { kind: 'listed' }>
type Verdict = Pick<HistoryEntry<string>, 'weight' | 'evidence'>

function entryFor<K extends string | number>(
  book: K,
  about: readonly Signal<K>[],
  settings: HistorySettings,
): HistoryEntry<K> | undefined {
  const votes = about.filter((signal) => signal.kind === 'vote')
  const loans = about.filter((signal) => signal.kind === 'loan')
  const listed = about.filter((signal) => signal.kind === 'listed')
  const own = votes.find(({ by, vote }) => by === 'student' && vote !== 'none')?.vote
  const teachers = votes.filter(({ by }) => by === 'teacher').map(({ vote }) => vote)
  const refused = teachers.includes('down')
  const known = teachers.includes('read')
  const verdict =
    opinion(own, latestRating(loans, listed), settings) ??
    behaviour(own === 'read', loans, listed) ??
    (teachers.includes('up') ? ({ weight: 1, evidence: 'suggested' } as const) : undefined) ??
    (refused || known ? ({ weight: 0, evidence: 'suggested' } as const) : undefined)
  if (verdict === undefined) return undefined
  const read = known || own === 'read' || loans.length > 0 || listed.length > 0
  return { book, ...verdict, read, shown: !refused && verdict.evidence !== 'disliked' }
}

/** What the reader said: the vote, else the rating; undefined when neither is there. */
function opinion(
  vote: string | undefined,
  rating: number | undefined,
  settings: HistorySettings,
): Verdict | undefined {
  if (vote === 'up') return { weight: 2, evidence: 'liked' }
  if (vote === 'down') return { weight: settings.thumbsDownWeight, evidence: 'disliked' }
  if (rating === undefined) return undefined
  if (rating >= 4) return { weight: 2, evidence: 'liked' }
  if (rating <= 2) return { weight: settings.readAndDislikedWeight, evidence: 'disliked' }
  return { weight: 1, evidence: 'finished' }
}

/** The newest loan's rating; of a list's, when no loan has one, the highest. */
function latestRating(loans: readonly Loan[], listed: readonly Listed[]): number | undefined {
  let newest: { day: string; rating: number } | undefined
  for (const { rating = 0, checkedOutOn: day } of loans) {
    if (rating === 0) continue
    if (newest === undefined || day > newest.day || (day === newest.day && rating > newest.rating)) {
      newest = { day, rating }
    }
  }
  const best = listed.reduce((highest, { rating = 0 }) => Math.max(highest, rating), 0)
  return newest?.rating ?? (best === 0 ? undefined : best)
}

/** What the reader did, without a word of opinion. */
function behaviour(
  saidRead: boolean,
  loans: readonly Loan[],
  listed: readonly Listed[],
): Verdict | undefined {
  const kept = loans.filter((loan) => !returnedEarly(loan))
  const borrowedOn = new Set(loans.map(({ checkedOutOn }) => checkedOutOn))
  const broughtBack = saidRead || kept.some(({ returnedOn }) => returnedOn !== undefined)
  if (borrowedOn.size >= 2 && kept.length > 0)
    return { weight: 2, evidence: broughtBack ? 'finished' : 'borrowed' }
  if (broughtBack) return { weight: 1, evidence: 'finished' }
  if (listed.length > 0) return { weight: 1, evidence: 'listed' }
  if (kept.length > 0) return { weight: 1, evidence: 'borrowed' }
  return loans.length > 0 ? { weight: 0.5, evidence: 'returned early' } : undefined
}

function returnedEarly({ checkedOutOn, returnedOn }: Loan): boolean {
  return (
    returnedOn !== undefined && Date.parse(returnedOn) - Date.parse(checkedOutOn) <= returnedEarlyDays * dayMs
  )
}
