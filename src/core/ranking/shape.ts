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
  const { limit } = request
  const pins = request.pins.slice(0, Math.min(limit, settings.pins))
  const shelf = openShelf(pins, request, settings)
  const room = levelRoom()
  const list: Shaped<C>[] = []
  const put = (candidate: C, place: ShapedPlace): void => {
    shelf.take(candidate)
    room.fill(candidate.fit)
    list.push({ candidate, place })
  }
  const hasRoom = ({ fit }: C): boolean => room.has(fit)
  for (const pin of pins) put(pin, 'pin')
  while (list.length < limit) {
    const fresh = isKeptForNew(list, settings.placesPerNewBook)
      ? (shelf.best((one) => one.isNew && hasRoom(one)) ?? shelf.best((one) => one.isNew))
      : undefined
    const fitting = fresh ?? shelf.best(hasRoom)
    const chosen = fitting ?? shelf.best(() => true)
    if (chosen === undefined) break
    put(chosen, fresh !== undefined ? 'new' : fitting !== undefined ? slotOf(fitting.fit) : 'score')
  }
  return list
}

/** What is not on the list yet. */
interface Shelf<C> {
  /** The best that is `wanted`: by marginal relevance among the nearest to the top, else the first one beyond. */
  best(wanted: (candidate: C) => boolean): C | undefined
  take(candidate: C): void
}

function openShelf<C extends Shapeable>(
  pins: readonly C[],
  { candidates, vectorOf }: ShapeRequest<C>,
  settings: ShapeSettings,
): Shelf<C> {
  const speaking = candidates.filter((one) => one.worth > 0).length
  const nearTop = Math.min(settings.mmrCandidates, speaking)
  const nearest = [...pins, ...candidates.slice(0, nearTop)]
  const beyond = candidates.slice(nearTop)
  const places = new Map(nearest.map((candidate, at) => [candidate, at]))
  const worth = marginalRelevance(
    nearest.map((one) => one.worth),
    nearest.map(vectorOf),
    settings.mmrLambda,
  )
  const taken = new Set<C>()
  const mostPromising = (wanted: (candidate: C) => boolean): number => {
    let most = Number.NEGATIVE_INFINITY
    let found = -1
    for (let at = 0; at < nearest.length; at++) {
      const promised = worth.atMost(at)
      const candidate = nearest[at] as C
      if (promised <= most || taken.has(candidate) || !wanted(candidate)) continue
      most = promised
      found = at
    }
    return found
  }
  return {
    best(wanted) {
      for (;;) {
        const at = mostPromising(wanted)
        const candidate = nearest[at]
        if (candidate === undefined) return beyond.find((one) => !taken.has(one) && wanted(one))
        const promised = worth.atMost(at)
        // Else it promises less from here on: each candidate has at most one more turn, so that this ends.
        if (!(worth.of(at) < promised)) return candidate
      }
    },
    take(candidate) {
      taken.add(candidate)
      const at = places.get(candidate)
      if (at !== undefined) worth.choose(at)
    },
  }
}

const slotOf = (fit: LevelFit | null): ShapedPlace => (fit === 'easier' || fit === 'harder' ? fit : 'score')

/** Whether the next place is the last of its ten, and none of the others there has a new book. */
function isKeptForNew(list: readonly Shaped<Shapeable>[], places: number): boolean {
  const next = list.length + 1
  return next % places === 0 && !list.slice(next - places).some(({ candidate }) => candidate.isNew)
}
