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

/** What keeps a candidate off a list that better ones made narrow: an earlier volume, its series, or its author. */
export type HeldBack = 'series order' | 'series' | 'author'

/** Books of an author and of a series that a list has already. */
export interface Taken {
  authors: Map<string, number>
  series: Map<string, number>
}

/** What these books take up. */
export function takenBy(shelf: Iterable<ShelfFacts>): Taken {
  const taken: Taken = { authors: new Map(), series: new Map() }
  for (const facts of shelf) take(taken, facts)
  return taken
}

/**
 * Leaves out what makes a list narrow and keeps the order of the rest: at most `perAuthor` books an author, `perSeries`
 * a series, and of a series nothing beyond its next unread volume. A series that `next` does not know is not held back.
 * `taken` is what the list has before; what is left out is answered with the reason.
 */
export function diversify<C>(
  candidates: readonly C[],
  factsOf: (candidate: C) => ShelfFacts,
  { next, taken = takenBy([]) }: { next: ReadonlyMap<string, number>; taken?: Taken },
  settings: DiversitySettings,
): { kept: C[]; held: Map<C, HeldBack> } {
  const kept: C[] = []
  const held = new Map<C, HeldBack>()
  for (const candidate of candidates) {
    const facts = factsOf(candidate)
    const { author, series } = facts
    if (series !== undefined && series.position > (next.get(series.name) ?? Number.POSITIVE_INFINITY)) {
      held.set(candidate, 'series order')
    } else if (isFull(taken.authors, author, settings.perAuthor)) held.set(candidate, 'author')
    else if (isFull(taken.series, series?.name, settings.perSeries)) held.set(candidate, 'series')
    else {
      take(taken, facts)
      kept.push(candidate)
    }
  }
  return { kept, held }
}

function isFull(taken: ReadonlyMap<string, number>, key: string | undefined, cap: number): boolean {
  return key !== undefined && (taken.get(key) ?? 0) >= cap
}

function take(taken: Taken, { author, series }: ShelfFacts): void {
  if (author !== undefined) count(taken.authors, author)
  if (series !== undefined) count(taken.series, series.name)
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
