import { type GateContext, gradeOf } from '../../domain/gates.ts'
import type { OpenShelf, SchoolRows } from '../../ports/store.ts'
import { type LevelFit, levelBounds } from '../../ranking/level-band.ts'
import type { ServedGraph } from './served-graphs.ts'

/** Whether the gates let a book of the graph through, by its index. */
export type Admits = (index: number) => boolean

/** What the gates leave open, and what a librarian pinned for the grade. */
export interface Shelf {
  admits: Admits
  /** Numbers of pinned books; whether a gate keeps one back is not said. */
  pinned: readonly number[]
}

/**
 * Shelves, remembered while the school's version stays: it changes with every book, policy and word of a librarian.
 */
export interface OpenShelves {
  find(
    rows: SchoolRows,
    served: ServedGraph,
    at: { school: string; version: number; shelf: OpenShelf },
  ): Promise<Shelf>
}

/** Shelves remembered: grades and filters that were asked for last. */
const maxShelves = 64

export function createOpenShelves(): OpenShelves {
  const shelves = new Map<string, Shelf>()
  return {
    async find(rows, served, { school, version, shelf }) {
      const key = JSON.stringify([school, version, served.buildId, shelf])
      const known = shelves.get(key) ?? (await readShelf(rows, served, shelf))
      shelves.delete(key)
      shelves.set(key, known)
      const [longestUnused] = shelves.keys()
      if (shelves.size > maxShelves && longestUnused !== undefined) shelves.delete(longestUnused)
      return known
    },
  }
}

async function readShelf(rows: SchoolRows, served: ServedGraph, shelf: OpenShelf): Promise<Shelf> {
  const [bookNos, pinned] = await Promise.all([
    rows.books.open(shelf),
    rows.overrides.pinned(String(shelf.grade)),
  ])
  const open = new Uint8Array(served.graph.bookCount)
  for (const bookNo of bookNos) {
    const index = served.indexOf(bookNo)
    if (index !== undefined) open[index] = 1
  }
  return { admits: (index) => open[index] === 1, pinned }
}

/** What decides which books may come: the gates for one reader, and the filters of the request. */
export interface ShelfAsk {
  gates: GateContext
  comfort: number | null
  level: LevelFit | null
  theme: string | null
}

/** What the gates and the filters of a request leave, in the catalogue's words. */
export function shelfFor(ask: ShelfAsk): OpenShelf {
  const { reader, policy } = ask.gates
  return {
    grade: gradeOf(reader, policy),
    availableOnly: policy.available_only,
    languages: policy.languages.map((language) => language.toLowerCase()),
    theme: ask.theme,
    levels: ask.level === null ? null : levelBounds(ask.level, ask.comfort),
  }
}
