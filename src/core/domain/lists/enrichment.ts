import type { StoredBook } from './book.ts'

/** Facts of a book that a model may add where the school tells nothing. */
export const modelFactNames = ['page_count', 'reading_level', 'themes'] as const
export type ModelFactName = (typeof modelFactNames)[number]

/** What a model answered about one fact, and how sure it is, from 0 to 1. */
export interface Answered<T> {
  value: T
  confidence: number
}

/** What a model answered about a book; null for what it does not know. Levels in US grades. */
export interface ModelAnswer {
  page_count: Answered<number> | null
  reading_level: Answered<number> | null
  themes: Answered<readonly string[]> | null
}

/** A fact that may be kept; `isUsed`: it is shown and counts, else it is only remembered. */
export type KeptFact<T> = Answered<T> & { isUsed: boolean }

/** What is kept of an answer: facts that the book lacked and that can be true. */
export interface KeptFacts {
  page_count: KeptFact<number> | null
  reading_level: KeptFact<number> | null
  themes: KeptFact<string[]> | null
}

/** Where a fact that is shown comes from, when it is not the school's own. */
export interface ToldFact {
  model: string
  confidence: number
  made_at: string
}

/** How often a book is asked about, and the pauses before its second try and its third. */
export const maxTries = 3
export const pausesMs: readonly number[] = [3_600_000, 86_400_000]

/** What the model is less sure of is remembered and not used. */
const surenessToUse = 0.6

const pages = { fewest: 1, most: 3000 }
const levels = { lowest: -1, highest: 13 }
const themes = { most: 8, longest: 60, mostWords: 4 }

/** Words of any language; nothing that could be markup, a link or an address. */
const plainWords = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} '’&-]*$/u

/** Whether neither the school nor a model before told this of the book. */
const lacks = (book: StoredBook, name: ModelFactName): boolean =>
  name === 'themes' ? book.themes.length === 0 : book[name] === null

/**
 * What of an answer is kept: only what the book lacked, within what can be true. An answer is never trusted with more:
 * whatever a catalogue's text made the model say ends here, or as a number or a few plain words about that same book.
 */
export function factsToKeep(book: StoredBook, answer: ModelAnswer | null): KeptFacts {
  const asked = <T>(name: ModelFactName, fact: Answered<T> | null | undefined): Answered<T> | null =>
    fact != null && lacks(book, name) && fact.confidence >= 0 && fact.confidence <= 1 ? fact : null
  return {
    page_count: kept(asked('page_count', answer?.page_count), pagesOf),
    reading_level: kept(asked('reading_level', answer?.reading_level), levelOf),
    themes: kept(asked('themes', answer?.themes), themesOf),
  }
}

function kept<In, Out>(fact: Answered<In> | null, read: (value: In) => Out | null): KeptFact<Out> | null {
  const value = fact === null ? null : read(fact.value)
  return fact === null || value === null
    ? null
    : { value, confidence: fact.confidence, isUsed: fact.confidence >= surenessToUse }
}

const pagesOf = (value: number): number | null =>
  Number.isInteger(value) && value >= pages.fewest && value <= pages.most ? value : null

/** To a tenth of a grade. */
const levelOf = (value: number): number | null =>
  value >= levels.lowest && value <= levels.highest ? Math.round(value * 10) / 10 : null

function themesOf(value: readonly string[]): string[] | null {
  const plain = value
    .map((theme) => theme.trim().toLowerCase())
    .filter(
      (theme) =>
        theme.length <= themes.longest &&
        plainWords.test(theme) &&
        theme.split(/\s+/).length <= themes.mostWords,
    )
  const some = [...new Set(plain)].slice(0, themes.most)
  return some.length === 0 ? null : some
}
