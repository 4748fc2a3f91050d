import { type LevelFit, levelRoom } from './level-band.ts'
import { type CompactVector, marginalRelevance } from './mmr.ts'
import type { ShapeSettings } from './settings.ts'

/** A candidate as the shape of a list sees it. */
export interface Shapeable {
  /** What it is chosen by, 0 or more. */
  worth: number
  fit: LevelFit | null
  /** A book that hardly anybody read yet, and that the history speaks for all the same. */
  isNew: boolean
}

/** By which way a book came to its place. */
export type ShapedPlace = 'pin' | 'score' | 'easier' | 'harder' | 'new'

export interface Shaped<C> {
  candidate: C
  place: ShapedPlace
}

export interface ShapeRequest<C> {
  /** Stand first, whatever their worth. */
  pins: readonly C[]
  /** The others, by falling worth. */
  candidates: readonly C[]
  vectorOf(candidate: C): CompactVector | undefined
  /** Places of the list. */
  limit: number
}

/**
 * Fills a list place by place: pins first; then who is worth most beside those chosen (mmr.ts) among the best few that
 * the level band has room for (level-band.ts), else the best with room further down, else the best of all; what is worth
 * nothing comes in its own order. The last of each ten places is for a new book, when the nine before it have none and there is one. Ties go to who stands first.
 */
export function shapeList<C extends Shapeable>(
  request: ShapeRequest<C>,
  settings: ShapeSettings,
): Shaped<C>[] {
  const { limit, vectorOf } = request
  const pins = request.pins.slice(0, Math.min(limit, settings.pins))
  const all = [...pins, ...request.candidates]
  const speaking = request.candidates.filter((one) => one.worth > 0).length
  const nearest = all.slice(0, pins.length + Math.min(settings.mmrCandidates, speaking))
  const worth = marginalRelevance(
    nearest.map((one) => one.worth),
    nearest.map(vectorOf),
    settings.mmrLambda,
  )
  const isOpen = all.map(() => true)
  const room = levelRoom()
  const list: Shaped<C>[] = []

  /** The best open one that is `wanted`: by marginal relevance among the nearest, else the first one beyond. */
  const best = (wanted: (candidate: C) => boolean): number | undefined => {
    let found: number | undefined
    for (const [at, candidate] of nearest.entries()) {
      if (!isOpen[at] || !wanted(candidate)) continue
      if (found === undefined || worth.of(at) > worth.of(found)) found = at
    }
    if (found !== undefined) return found
    const beyond = all.findIndex((one, at) => at >= nearest.length && isOpen[at] && wanted(one))
    return beyond === -1 ? undefined : beyond
  }
  const put = (at: number, place: ShapedPlace): void => {
    const candidate = all[at] as C
    isOpen[at] = false
    if (at < nearest.length) worth.choose(at)
    room.fill(candidate.fit)
    list.push({ candidate, place })
  }

  for (const at of pins.keys()) put(at, 'pin')
  while (list.length < limit) {
    const wantsNew = isKeptForNew(list, settings.placesPerNewBook)
    const isNew = (one: C): boolean => one.isNew && room.has(one.fit)
    const fresh = wantsNew ? (best(isNew) ?? best((one) => one.isNew)) : undefined
    if (fresh !== undefined) {
      put(fresh, 'new')
      continue
    }
    const fitting = best((one) => room.has(one.fit))
    const chosen = fitting ?? best(() => true)
    if (chosen === undefined) break
    put(chosen, fitting === undefined ? 'score' : slotOf((all[chosen] as C).fit))
  }
  return list
}

const slotOf = (fit: LevelFit | null): ShapedPlace => (fit === 'easier' || fit === 'harder' ? fit : 'score')

/** Whether the next place is the last of its ten, and none of the others there has a new book. */
function isKeptForNew(list: readonly Shaped<Shapeable>[], places: number): boolean {
  const next = list.length + 1
  return next % places === 0 && !list.slice(next - places).some(({ candidate }) => candidate.isNew)
}
