import { type GateContext, gradeOf } from '../../../domain/lists/gates.ts'
import type { OpenShelf, SchoolRows } from '../../../ports/store.ts'
import { type LevelFit, levelBounds } from '../../../ranking/level-band.ts'
import { lastUsed } from './last-used.ts'
import type { ServedGraph } from './served-graphs.ts'
import { createShelfBooks, type ShelfBooks } from './shelf-books.ts'

/** Whether the gates let a book of the graph through, by its index. */
export type Admits = (index: number) => boolean

/** What the gates leave open, and what a librarian pinned for the grade. */
export interface Shelf {
  admits: Admits
  /** Numbers of pinned books; whether a gate keeps one back is not said. */
  pinned: readonly number[]
  /** The school's books, as they are in this version. */
  books: ShelfBooks
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
/** Versions whose books are remembered: of the schools that were asked for last. */
const maxVersions = 4

export function createOpenShelves(): OpenShelves {
  const shelves = new Map<string, Promise<Shelf>>()
  const books = new Map<string, ShelfBooks>()
  return {
    async find(rows, served, { school, version, shelf }) {
      const ofVersion = lastUsed(books, JSON.stringify([school, version]), maxVersions, createShelfBooks)
      const key = JSON.stringify([school, version, served.buildId, shelf])
      // Whoever comes while it is read waits for the same: after a change everybody comes at once.
      return lastUsed(shelves, key, maxShelves, () => {
        const read = readShelf(rows, served, { shelf, books: ofVersion })
        read.catch(() => shelves.delete(key))
        return read
      })
    },
  }
}

async function readShelf(
  rows: SchoolRows,
  served: ServedGraph,
  { shelf, books }: { shelf: OpenShelf; books: ShelfBooks },
): Promise<Shelf> {
  const [bookNos, pinned] = await Promise.all([
    rows.books.open(shelf),
    rows.overrides.pinned(String(shelf.grade)),
  ])
  const open = new Uint8Array(served.graph.bookCount)
  for (const bookNo of bookNos) {
    const index = served.indexOf(bookNo)
    if (index !== undefined) open[index] = 1
  }
  return { admits: (index) => open[index] === 1, pinned, books }
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
