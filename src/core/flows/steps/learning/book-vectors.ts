import { ShelftalkError } from '../../../domain/errors.ts'
import { embeddingText, type StoredBook } from '../../../domain/lists/book.ts'
import type { SchoolPolicy } from '../../../domain/school.ts'
import type { Core } from '../../../ports/core.ts'
import type { EmbeddingModel } from '../../../ports/runtime.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** Books that are embedded and written together: a third of a second of the local model's work. */
const booksAtOnce = 32

type Needs = Pick<Core, 'store' | 'modelFor'>

/**
 * Whether this model may be given books that only their reader knows of. Their titles are whatever somebody typed, and
 * may be personal: they go to somebody else's model only from a school that lets it make vectors of students.
 */
const mayEmbedOwn = (model: EmbeddingModel, policy: SchoolPolicy): boolean =>
  !model.leavesTheBuilding || policy.model_for_students

/** Some books of the school that lack a vector and may have one, by id; those after one if asked. */
export async function booksWithoutVector(
  core: Pick<Core, 'modelFor'>,
  rows: Pick<SchoolRows, 'school' | 'vectors'>,
  { limit, after = '' }: { limit: number; after?: string },
): Promise<string[]> {
  const { policy } = await rows.school.read()
  const model = core.modelFor(policy)
  return rows.vectors.anyMissingBooks(model.modelId, limit, after, mayEmbedOwn(model, policy))
}

/**
 * A function that makes the vectors that books lack, outside any transaction, stores them, and answers how many
 * were made. A school's batches go one after the other, taking turns between callers: what one caller made, the
 * next finds made. While a model elsewhere is away, or the school's budget is spent, books stay without a vector:
 * events must not pile up behind it, and the schedule makes what is missing.
 */
export function createVectorMaker(
  core: Needs,
): (schoolId: string, bookIds: readonly string[]) => Promise<number> {
  const tails = new Map<string, Promise<unknown>>()

  const inTurn = <T>(schoolId: string, work: () => Promise<T>): Promise<T> => {
    const turn = (tails.get(schoolId) ?? Promise.resolve()).then(work)
    const tail = turn.catch(() => {})
    tails.set(schoolId, tail)
    void tail.then(() => tails.get(schoolId) === tail && tails.delete(schoolId))
    return turn
  }

  return async (schoolId, bookIds) => {
    let made = 0
    for (let start = 0; start < bookIds.length; start += booksAtOnce) {
      const some = bookIds.slice(start, start + booksAtOnce)
      const now = await inTurn(schoolId, () => makeMissing(core, schoolId, some))
      if (now === 'away') break
      made += now
    }
    return made
  }
}

async function makeMissing(
  core: Needs,
  schoolId: string,
  bookIds: readonly string[],
): Promise<number | 'away'> {
  const { store } = core
  const { model, missing } = await store.background.school(schoolId, async (rows) => {
    const { policy } = await rows.school.read()
    const model = core.modelFor(policy)
    const books = await rows.vectors.missingBooks(model.modelId, bookIds)
    const own = mayEmbedOwn(model, policy)
    return { model, missing: books.filter((book) => own || book.owner_reader_id === null) }
  })
  if (missing.length === 0) return 0
  const vectors = await embed(model, missing, schoolId)
  if (vectors === null) return 'away'
  const byWords = new Map(missing.map((book, at) => [`${book.book_id}\n${embeddingText(book)}`, vectors[at]]))
  return store.background.school(schoolId, async (rows) => {
    // A book whose words changed meanwhile has an event of its own on the way: this vector would hide it.
    const unchanged = await rows.books.byIds(missing.map((book) => book.book_id))
    const filled = unchanged.flatMap((book) => {
      const vector = byWords.get(`${book.book_id}\n${embeddingText(book)}`)
      return vector === undefined ? [] : [{ book_id: book.book_id, vector }]
    })
    await rows.vectors.putBooks(model.modelId, filled)
    return filled.length
  })
}

/** One vector a book, or null when a model elsewhere is away. */
async function embed(
  model: EmbeddingModel,
  books: readonly StoredBook[],
  schoolId: string,
): Promise<Float32Array[] | null> {
  try {
    return await model.embed(books.map(embeddingText), schoolId)
  } catch (error) {
    const isAway = error instanceof ShelftalkError && error.code === 'unavailable'
    if (isAway && model.leavesTheBuilding) return null
    throw error
  }
}
