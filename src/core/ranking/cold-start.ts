/** A book that the gates let through, with what is known of it without any reader's history. */
export interface ShelfBook {
  book: number
  author?: string
  themes: readonly string[]
  /** Mean rating, 1 to 5, when known. */
  rating?: number
}

export interface ColdStartRequest {
  /** Admissible and unread. */
  shelf: readonly ShelfBook[]
  /** Themes that the reader chose, spelled as on the books. */
  interests: readonly string[]
  /** Popularity by book, 0 to 1. */
  inGrade: Float32Array
  inSchool: Float32Array
  limit: number
}

/** Why a first pick is shown, from the most personal to the least. */
export type ColdReason =
  | { code: 'interest'; theme: string }
  | { code: 'popular in grade' }
  | { code: 'popular in school' }
  | { code: 'well rated' }
  | { code: 'on the shelf' }

export interface FirstPick {
  book: number
  reason: ColdReason
}

/** A mean rating from which "well rated" is true. */
export const wellRatedFrom = 4

/**
 * First picks for a reader without history, down a ladder (ranking.md 1.2): books on the reader's interests, then
 * popular in the grade band, then in the school, then well rated, then anything; each rung by its own measure and the
 * next rungs' for ties, at last by book. One book an author throughout, so that the first list shows how wide the shelf
 * is; a shelf of few authors gives a short list.
 */
export function firstPicks(request: ColdStartRequest): FirstPick[] {
  const { shelf, limit } = request
  const wanted = new Set(request.interests)
  const rungs = shelf.map((one) => ({ one, ...rungOf(one, wanted, request) }))
  rungs.sort(
    (a, b) => a.rung - b.rung || compareDescending(a.measures, b.measures) || a.one.book - b.one.book,
  )
  const authors = new Set<string>()
  const picks: FirstPick[] = []
  for (const { one, reason } of rungs) {
    if (picks.length >= limit) break
    if (one.author !== undefined && authors.has(one.author)) continue
    if (one.author !== undefined) authors.add(one.author)
    picks.push({ book: one.book, reason })
  }
  return picks
}

interface Rung {
  rung: number
  reason: ColdReason
  measures: readonly number[]
}

function rungOf(one: ShelfBook, wanted: ReadonlySet<string>, { inGrade, inSchool }: ColdStartRequest): Rung {
  const shared = one.themes.filter((theme) => wanted.has(theme))
  const grade = inGrade[one.book] ?? 0
  const school = inSchool[one.book] ?? 0
  const rating = one.rating ?? 0
  const measures = [grade, school, rating]
  const [theme] = shared
  if (theme !== undefined) {
    return { rung: 0, reason: { code: 'interest', theme }, measures: [shared.length, ...measures] }
  }
  if (grade > 0) return { rung: 1, reason: { code: 'popular in grade' }, measures }
  if (school > 0) return { rung: 2, reason: { code: 'popular in school' }, measures }
  if (rating >= wellRatedFrom) return { rung: 3, reason: { code: 'well rated' }, measures }
  return { rung: 4, reason: { code: 'on the shelf' }, measures }
}

function compareDescending(a: readonly number[], b: readonly number[]): number {
  for (const [k, value] of a.entries()) {
    const difference = (b[k] ?? 0) - value
    if (difference !== 0) return difference
  }
  return 0
}
