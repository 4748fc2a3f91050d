/** One book of a reader's history with what it weighs (see ranking/history) and the facts that taste is read from. */
export interface WeightedBook {
  weight: number
  disliked: boolean
  read: boolean
  themes: readonly string[]
  authors: readonly string[]
  reading_level: number | null
}

/** What a reader seems to like, derived from the history alone: sums of weights, largest first. */
export interface Preferences {
  books_read: number
  comfort_level: number | null
  themes: [string, number][]
  authors: [string, number][]
}

const keptThemes = 12
const keptAuthors = 12

/**
 * Derives preferences from the whole history, so that the same event twice, or two events in another order,
 * end in the same preferences. `comfort_level` is the median reading level (US grades) of books that were
 * not disliked, once there are three of them.
 */
export function derivePreferences(history: readonly WeightedBook[]): Preferences {
  const levels = history.flatMap((b) =>
    b.weight > 0 && !b.disliked && b.reading_level !== null ? [b.reading_level] : [],
  )
  return {
    books_read: history.filter((b) => b.read).length,
    comfort_level: levels.length >= 3 ? median(levels) : null,
    themes: strongest(history, (b) => b.themes, keptThemes),
    authors: strongest(history, (b) => b.authors, keptAuthors),
  }
}

function strongest(
  history: readonly WeightedBook[],
  words: (book: WeightedBook) => readonly string[],
  keep: number,
): [string, number][] {
  const sums = new Map<string, number>()
  for (const book of history) {
    for (const word of words(book)) sums.set(word, (sums.get(word) ?? 0) + book.weight)
  }
  return [...sums]
    .filter(([, sum]) => sum > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, keep)
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}
