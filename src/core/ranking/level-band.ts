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

/**
 * A soft band, never a cage: each five places have room for one easier and one harder book; more of them wait
 * behind the others, and still come when nothing else is left.
 */
export function inLevelBand<C>(
  candidates: readonly C[],
  fitOf: (candidate: C) => LevelFit | null,
  limit: number,
): C[] {
  const room = { easier: Math.max(1, Math.floor(limit / 5)), harder: Math.max(1, Math.floor(limit / 5)) }
  const first: C[] = []
  const later: C[] = []
  for (const candidate of candidates) {
    const fit = fitOf(candidate)
    if (fit === null || fit === 'just-right') first.push(candidate)
    else if (room[fit] > 0) {
      room[fit]--
      first.push(candidate)
    } else later.push(candidate)
  }
  return [...first, ...later].slice(0, limit)
}
