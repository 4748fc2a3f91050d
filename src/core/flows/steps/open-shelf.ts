import { type GateContext, gradeOf } from '../../domain/gates.ts'
import type { OpenShelf, SchoolRows } from '../../ports/store.ts'
import { type LevelFit, levelBounds } from '../../ranking/level-band.ts'
import type { ServedGraph } from './served-graphs.ts'

/** Whether the gates let a book of the graph through, by its index. */
export type Admits = (index: number) => boolean

/** Which books the gates leave open, remembered while the school's version stays: it changes with every book and policy. */
export interface OpenShelves {
  admits(
    rows: SchoolRows,
    served: ServedGraph,
    at: { school: string; version: number; shelf: OpenShelf },
  ): Promise<Admits>
}

/** Shelves remembered: grades and filters that were asked for last. */
const maxShelves = 64

export function createOpenShelves(): OpenShelves {
  const shelves = new Map<string, Uint8Array>()
  return {
    async admits(rows, served, { school, version, shelf }) {
      const key = JSON.stringify([school, version, served.buildId, shelf])
      const known = shelves.get(key) ?? (await readShelf(rows, served, shelf))
      shelves.delete(key)
      shelves.set(key, known)
      const [longestUnused] = shelves.keys()
      if (shelves.size > maxShelves && longestUnused !== undefined) shelves.delete(longestUnused)
      return (index) => known[index] === 1
    },
  }
}

async function readShelf(rows: SchoolRows, served: ServedGraph, shelf: OpenShelf): Promise<Uint8Array> {
  const open = new Uint8Array(served.graph.bookCount)
  for (const bookNo of await rows.books.open(shelf)) {
    const index = served.indexOf(bookNo)
    if (index !== undefined) open[index] = 1
  }
  return open
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
