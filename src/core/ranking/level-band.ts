/** How a book's reading level sits with a reader: within the comfortable band, below it or above it. */
export type LevelFit = 'easier' | 'just-right' | 'harder'

/** Half the width of the comfortable band, in grades. */
const bandGrades = 1.5

/** Where the reader is at ease, in grades: what was read with pleasure says more than the grade on the door. */
export function comfortLevel(grade: number | null, fromHistory: number | null): number | null {
  if (grade === null || fromHistory === null) return fromHistory ?? grade
  return (grade + 2 * fromHistory) / 3
}

/** The levels that a fit stands for, both ends included; nothing fits a reader whose level is not known. */
export function levelBounds(
  fit: LevelFit,
  comfort: number | null,
): { from: number | null; to: number | null } {
  if (comfort === null) return { from: 1, to: 0 }
  const [low, high] = [comfort - bandGrades, comfort + bandGrades]
  return {
    from: fit === 'easier' ? null : fit === 'harder' ? high : low,
    to: fit === 'easier' ? low : fit === 'harder' ? null : high,
  }
}

/** Null when the book's or the reader's level is not known. */
export function levelFit(bookLevel: number | null, comfort: number | null): LevelFit | null {
  if (bookLevel === null || comfort === null) return null
  if (bookLevel < comfort - bandGrades) return 'easier'
  return bookLevel > comfort + bandGrades ? 'harder' : 'just-right'
}

/** A soft band, never a cage: so many places together have room for one easier and one harder book. */
const placesTogether = 5

/** Which levels the place at hand has room for. */
export interface LevelRoom {
  has(fit: LevelFit | null): boolean
  /** Tells what the place got; the next one is at hand then. */
  fill(fit: LevelFit | null): void
}

/** Room for every book in the comfortable band or of unknown level, and for one easier and one harder each five places. */
export function levelRoom(): LevelRoom {
  let filled = 0
  let used = new Set<LevelFit | null>()
  const isAside = (fit: LevelFit | null): boolean => fit === 'easier' || fit === 'harder'
  return {
    has: (fit) => !isAside(fit) || !used.has(fit),
    fill(fit) {
      used.add(fit)
      if (++filled % placesTogether === 0) used = new Set()
    },
  }
}

/** How many of so many places these levels can fill without a second easier or harder book in five. */
export function placesFilledBy(fits: readonly (LevelFit | null)[], places: number): number {
  const room = Math.ceil(places / placesTogether)
  const aside = (fit: LevelFit): number => Math.min(room, fits.filter((one) => one === fit).length)
  const within = fits.filter((fit) => fit === null || fit === 'just-right').length
  return Math.min(places, within + aside('easier') + aside('harder'))
}
