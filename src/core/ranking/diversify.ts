import type { DiversitySettings } from './settings.ts'

/** What must be known of a candidate to spread a list. Keys are compared as they are. */
export interface ShelfFacts {
  author?: string
  series?: { name: string; position: number }
}

/** For each series the lowest position among books that are admissible and unread: the only one to recommend. */
export function nextInSeries(admissibleUnread: Iterable<ShelfFacts>): Map<string, number> {
  const next = new Map<string, number>()
  for (const { series } of admissibleUnread) {
    if (series === undefined) continue
    next.set(series.name, Math.min(series.position, next.get(series.name) ?? Number.POSITIVE_INFINITY))
  }
  return next
}

/**
 * Leaves out what makes a list narrow and keeps the order of the rest: at most `perAuthor` books an author, `perSeries`
 * a series, and of a series nothing beyond its next unread volume. A series that `next` does not know is not held back.
 */
export function diversify<C extends { book: number }>(
  candidates: readonly C[],
  factsOf: (book: number) => ShelfFacts,
  next: ReadonlyMap<string, number>,
  settings: DiversitySettings,
): C[] {
  const authors = new Map<string, number>()
  const series = new Map<string, number>()
  return candidates.filter(({ book }) => {
    const facts = factsOf(book)
    if (
      facts.series !== undefined &&
      facts.series.position > (next.get(facts.series.name) ?? Number.POSITIVE_INFINITY)
    ) {
      return false
    }
    if (isFull(authors, facts.author, settings.perAuthor)) return false
    if (isFull(series, facts.series?.name, settings.perSeries)) return false
    take(authors, facts.author)
    take(series, facts.series?.name)
    return true
  })
}

function isFull(taken: ReadonlyMap<string, number>, key: string | undefined, cap: number): boolean {
  return key !== undefined && (taken.get(key) ?? 0) >= cap
}

function take(taken: Map<string, number>, key: string | undefined): void {
  if (key !== undefined) taken.set(key, (taken.get(key) ?? 0) + 1)
}
