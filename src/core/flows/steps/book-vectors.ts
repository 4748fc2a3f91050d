import { embeddingText } from '../../domain/book.ts'
import type { Core } from '../../ports/core.ts'

/** Books that are embedded and written together: a third of a second of the local model's work. */
const booksAtOnce = 32

/**
 * A function that makes the vectors that books lack, outside any transaction, stores them, and answers how many
 * were made. A school's batches go one after the other, taking turns between callers: what one caller made, the
 * next finds made.
 */
export function createVectorMaker(
  core: Pick<Core, 'store' | 'model'>,
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
      made += await inTurn(schoolId, () =>
        makeMissing(core, schoolId, bookIds.slice(start, start + booksAtOnce)),
      )
    }
    return made
  }
}

async function makeMissing(
  { store, model }: Pick<Core, 'store' | 'model'>,
  schoolId: string,
  bookIds: readonly string[],
): Promise<number> {
  const missing = await store.background.school(schoolId, (rows) =>
    rows.vectors.missingBooks(model.modelId, bookIds),
  )
  if (missing.length === 0) return 0
  const vectors = await model.embed(missing.map(embeddingText))
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
