import { createHash } from 'node:crypto'
import type { StoredBook } from '../src/core/domain/lists/book.ts'
import type { Caller } from '../src/core/domain/people/permissions.ts'
import { recommend } from '../src/core/flows/lists/recommend.ts'
import { createListing } from '../src/core/flows/steps/lists/listing.ts'
import { createModelWording } from '../src/core/flows/steps/lists/model-wording.ts'
import type { Core } from '../src/core/ports/core.ts'
import { type Lastly, statementsOf } from '../src/core/ports/lastly.ts'
import type { SchoolRows, Store } from '../src/core/ports/store.ts'
import { createWords } from '../src/spoken.ts'
import { type Case, closedBooks, gateOf, holdsIn, type Kept, type Slate, violations } from './slate-rules.ts'
import {
  buildId,
  type Draw,
  drawing,
  randomHistory,
  randomIgnored,
  randomReader,
  randomTheme,
  randomWorld,
  type World,
} from './world.ts'

/** Slates of one random school before the next is drawn. */
const slatesAWorld = 50
const caller: Caller = {
  caller_id: 'soak',
  school_id: 's',
  role: 'service',
  reader_id: null,
  person_id: null,
}

export interface SlateRun {
  slates: number
  books: number
  violations: string[]
}

/** Makes `count` random slates with the product's own flow over rows in memory, and holds each against the rules. */
export async function runSlates(seed: number, count: number): Promise<SlateRun> {
  const draw = drawing(seed)
  const run: SlateRun = { slates: 0, books: 0, violations: [] }
  while (run.slates < count) {
    const world = randomWorld(draw)
    const now: Now = { case: null, kept: [] }
    const core = coreOver(world, now)
    for (let k = 0; k < slatesAWorld && run.slates < count; k++) {
      now.case = {
        world,
        reader: randomReader(draw),
        history: randomHistory(draw, world.books),
        ignored: randomIgnored(draw, world.books),
        wanted: wanted(draw),
      }
      const { body } = await recommend(core, caller, now.case.wanted)
      const slate = JSON.parse(body.toString('utf8')) as Slate
      run.slates++
      run.books += slate.items.length
      for (const wrong of violations(now.case, slate, now.kept))
        run.violations.push(`seed ${seed}, slate ${run.slates}: ${wrong}`)
    }
  }
  return run
}

/** The case at hand, and what was stored of its slate. */
interface Now {
  case: Case | null
  kept: Kept
}

const wanted = (draw: Draw): Case['wanted'] => ({
  student_id: 'r',
  limit: draw.chance(0.5) ? 10 : draw.between(1, 50),
  explanations: 'none',
  level: draw.chance(0.15) ? draw.one(['easier', 'just-right', 'harder'] as const) : null,
  theme: draw.chance(0.15) ? randomTheme(draw) : null,
})

/** What the flow asks for, and nothing else: a question that is not listed here fails the run. */
function coreOver(world: World, now: Now): Parameters<typeof recommend>[0] {
  const rows = rowsOver(world, now) as unknown as SchoolRows
  const lane = {
    school: async <T>(_school: string, work: (rows: SchoolRows) => Promise<T | Lastly<T>>) =>
      statementsOf(await work(rows)),
    system: () => Promise.reject(new Error('a list needs no system rows')),
    rewrite: async () => false,
    ready: async () => {},
  }
  const store: Store = {
    ...lane,
    get background() {
      return store
    },
  }
  const cache: Pick<Core['cache'], 'get' | 'put'> = { get: async () => null, put: async () => true }
  const modelFor = () => ({ modelId: 'm' })
  const core = {
    store,
    cache,
    modelFor,
    newId: () => 'slate',
    clock: () => new Date(0),
    digest,
    language: null,
    words,
  }
  return {
    ...core,
    ...createListing(core),
    wording: createModelWording(core as unknown as Core),
  } as unknown as Parameters<typeof recommend>[0]
}

const words = createWords()
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

function rowsOver(world: World, now: Now) {
  const current = (): Case => {
    if (now.case === null) throw new Error('there is no case')
    return now.case
  }
  const { school, books, graph, rows, texts, isLeaky } = world
  const onShelf = (book: StoredBook): boolean => {
    const { reader, wanted } = current()
    const isWanted = wanted.theme === null || book.themes.includes(wanted.theme)
    return isWanted && gateOf(book, world, reader) === null
  }
  const catalogue = books
    .filter((book) => book.owner_reader_id === null && !book.hidden)
    .sort((a, b) => (b.average_rating ?? -1) - (a.average_rating ?? -1))
  const byId = new Map(books.map((book) => [book.book_id, book]))
  const textOf = new Map(texts.map((text) => [text.book_id, text]))
  return {
    school: { read: async () => school },
    readers: { byIds: async () => [current().reader] },
    history: {
      ofAll: async () => [current().history],
      closedAmong: async (_reader: string, ids: string[]) => {
        const closed = closedBooks(current().history)
        return new Set(ids.filter((id) => closed.has(id)))
      },
    },
    slates: {
      ignored: async ([reader_id]: string[]) => current().ignored.map((row) => ({ reader_id, ...row })),
      put: async (slates: { slate_id: string; items: Kept }[]) => {
        now.kept = slates[0]?.items ?? []
        return new Set(slates.map(({ slate_id }) => slate_id))
      },
    },
    overrides: {
      pinned: async (grade: string) =>
        [...world.pins].filter(([, grades]) => holdsIn(grades, Number(grade))).map(([book_no]) => book_no),
    },
    books: {
      byIds: async (ids: string[]) => ids.flatMap((id) => byId.get(id) ?? []),
      byNumbers: async (numbers: number[]) => numbers.flatMap((book_no) => books[book_no] ?? []),
      open: async () => (isLeaky ? books : catalogue.filter(onShelf)).map((book) => book.book_no),
      wellRated: async (_shelf: unknown, { but, limit }: { but: number[]; limit: number }) =>
        catalogue.filter((book) => onShelf(book) && !but.includes(book.book_no)).slice(0, limit),
      inSeries: async (names: string[]) =>
        books.filter(
          (book) => book.owner_reader_id === null && book.series !== null && names.includes(book.series),
        ),
    },
    vectors: {
      preferencesOf: async () => [],
      ofBooks: async (_model: string, ids: string[]) =>
        world.vectors.filter(({ book_id }) => ids.includes(book_id)),
      textNeighbours: async (ids: string[]) => ids.flatMap((id) => textOf.get(id) ?? []),
    },
    graphs: {
      head: async () => ({
        build_id: buildId,
        book_nos: Int32Array.from(graph.book_nos),
        readers_per_book: Int32Array.from(graph.readers_per_book),
        grade_prior: graph.grade_prior,
      }),
      rowsAfter: async (_build: number, after: number, limit: number) =>
        rows.filter((row) => row.book_no > after).slice(0, limit),
    },
  }
}
