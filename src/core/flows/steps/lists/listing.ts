import type { Core } from '../../../ports/core.ts'
import { createOpenShelves, type OpenShelves } from './open-shelf.ts'
import { createSnapshots, type ReadSnapshot } from './reader-snapshot.ts'
import { createServedGraphs, type ServedGraphs } from './served-graphs.ts'
import { createSlateKeeper, type KeepSlate } from './slates-together.ts'

/** What lists are made with, of one process: what it remembers of schools, and what it reads and writes for several at once. */
export interface Listing {
  readSnapshot: ReadSnapshot
  graphs: ServedGraphs
  shelves: OpenShelves
  keepSlate: KeepSlate
}

export const createListing = (core: Pick<Core, 'store' | 'clock'>): Listing => ({
  readSnapshot: createSnapshots(core),
  graphs: createServedGraphs(core.store),
  shelves: createOpenShelves(),
  keepSlate: createSlateKeeper(core),
})
