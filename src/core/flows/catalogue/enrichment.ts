import { ShelftalkError } from '../../domain/errors.ts'
import type { StoredBook } from '../../domain/lists/book.ts'
import { factsToKeep, type ModelAnswer } from '../../domain/lists/enrichment.ts'
import { sentBook } from '../../domain/model/sent-book.ts'
import type { Core } from '../../ports/core.ts'
import type { LanguageModel } from '../../ports/lists/language-model.ts'
import { makeMissingVectors } from '../steps/learning/missing-vectors.ts'
import type { JobCounts, JobProgress } from '../steps/work/job.ts'
import { announceSchool, raiseSchool } from '../steps/work/school-version.ts'

/** Books in one request to the model. */
const booksAtOnce = 10
/** What one run asks about and makes at most: the next one is minutes away. */
const booksARun = 100
const vectorsARun = 500

/**
 * Completes the catalogue: pages, reading level and themes that the school does not tell are asked from the model,
 * beside the school's own values and never over them; then the vectors that are missing, whatever they were missing
 * for. Readers' own books are not asked about.
 */
export async function enrich(core: Core, schoolId: string, run: JobProgress): Promise<JobCounts> {
  await run.step('facts', () => completeBooks(core, schoolId))
  await run.step('vectors', async () => {
    const vectors = await makeMissingVectors(core, schoolId, vectorsARun)
    return vectors === 0 ? {} : { vectors }
  })
  return {}
}

async function completeBooks(core: Core, schoolId: string): Promise<JobCounts> {
  const { language } = core
  if (language === null) return { not_connected: 1 }
  const { policy } = await core.store.background.school(schoolId, (rows) => rows.school.read())
  if (!policy.model_for_books) return { switched_off: 1 }
  const counts = { asked: 0, unanswered: 0, completed: 0 }
  while (counts.asked < booksARun) {
    const books = await core.store.background.school(schoolId, (rows) =>
      rows.enrichment.due(core.clock(), booksAtOnce),
    )
    if (books.length === 0) return counts
    const answers = await ask(language, schoolId, books)
    if (answers === 'away') return { ...counts, model_away: 1 }
    counts.asked += books.length
    counts.unanswered += answers.filter((answer) => answer === null).length
    counts.completed += await keep(core, schoolId, { language, books, answers })
  }
  return counts
}

type Answers = readonly (ModelAnswer | null)[]

/** By position. A model that is away, or a budget that is spent, is no fault of the books: none of them was tried. */
async function ask(
  language: LanguageModel,
  schoolId: string,
  books: readonly StoredBook[],
): Promise<Answers | 'away'> {
  try {
    return await language.complete(
      schoolId,
      books.flatMap((book) => sentBook(book) ?? []),
    )
  } catch (error) {
    if (error instanceof ShelftalkError && error.code === 'unavailable') return 'away'
    // Whatever it was, these books had their try: else the same ones would be in the way for ever.
    return books.map(() => null)
  }
}

/**
 * Stores what was told, in one transaction. A book with new themes has other words, so that its vector is made anew;
 * every list of the school is stale when anything is known that was not. Answers how many books know more.
 */
async function keep(
  core: Core,
  schoolId: string,
  told: { language: LanguageModel; books: readonly StoredBook[]; answers: Answers },
): Promise<number> {
  const rowsToKeep = told.books.map((book, at) => ({
    book_id: book.book_id,
    title: book.title,
    facts: factsToKeep(book, told.answers[at] ?? null),
  }))
  const themed = new Set(rowsToKeep.flatMap((row) => (row.facts.themes?.isUsed ? [row.book_id] : [])))
  const { changed, version } = await core.store.background.school(schoolId, async (rows) => {
    const by = { model: told.language.modelId, at: core.clock() }
    const changed = await rows.enrichment.keep(rowsToKeep, by)
    await rows.vectors.forgetBooks(changed.filter((bookId) => themed.has(bookId)))
    return { changed, version: changed.length === 0 ? null : await raiseSchool(core, rows, schoolId) }
  })
  if (version !== null) await announceSchool(core, schoolId, version)
  await core.ensureBookVectors(schoolId, changed)
  return changed.length
}
