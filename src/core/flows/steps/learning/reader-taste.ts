import { ShelftalkError } from '../../../domain/errors.ts'
import type { ShelftalkEvent } from '../../../domain/events.ts'
import type { StoredBook } from '../../../domain/lists/book.ts'
import { type HistoryRows, ownVoter } from '../../../domain/lists/interaction.ts'
import { derivePreferences, type Preferences } from '../../../domain/lists/preferences.ts'
import { profileText } from '../../../domain/model/model-messages.ts'
import type { Core } from '../../../ports/core.ts'
import type { ReaderVersion, SchoolRows } from '../../../ports/store.ts'
import { type HistoryEntry, historyFrom, type Signal } from '../../../ranking/history.ts'
import { defaultSettings, type HistorySettings, settingsFrom } from '../../../ranking/settings.ts'
import { newEvent } from '../work/announce.ts'
import { modelOf } from './school-model.ts'

export type WeighedHistory = HistoryEntry<string>[]

const noHistory: HistoryRows = { loans: [], votes: [], listed: [] }

/** A reader's stored rows as signals for the ranking, by book id. */
export function weigh(
  rows: HistoryRows,
  settings: HistorySettings = defaultSettings.history,
): WeighedHistory {
  return historyFrom<string>(
    [
      ...rows.loans.map(
        (loan): Signal<string> => ({
          kind: 'loan',
          book: loan.book_id,
          checkedOutOn: loan.checkout_date,
          ...(loan.return_date === null ? {} : { returnedOn: loan.return_date }),
          ...(loan.student_rating === null ? {} : { rating: loan.student_rating }),
        }),
      ),
      ...rows.votes.map(
        (vote): Signal<string> => ({
          kind: 'vote',
          book: vote.book_id,
          vote: vote.vote,
          by: vote.voter === ownVoter ? 'student' : 'teacher',
        }),
      ),
      ...rows.listed.map(
        (listed): Signal<string> => ({
          kind: 'listed',
          book: listed.book_id,
          ...(listed.rating === null ? {} : { rating: listed.rating }),
        }),
      ),
    ],
    settings,
  )
}

/**
 * After a change of what was read: the reader's version is raised, and preferences and vector are made anew. The
 * version comes first because it locks the reader: nobody else derives anything from an older history meanwhile.
 */
export async function refreshTaste(
  core: Pick<Core, 'modelFor' | 'newId' | 'clock'>,
  rows: SchoolRows,
  of: { school: string; reader_id: string; profile: Float32Array | null },
): Promise<{ versions: ReaderVersion[]; events: ShelftalkEvent[] }> {
  const versions = await rows.readers.raiseVersions([of.reader_id])
  const [history = noHistory] = await refreshPreferences(rows, [of.reader_id])
  return { versions, events: await refreshEmbedding(core, rows, { ...of, history }) }
}

/**
 * Derives readers' preferences from their whole histories and stores them; answers the rows they came from, by position.
 * Weighed as the build in service weighs them. The readers' versions must have been raised in the same transaction.
 */
export async function refreshPreferences(
  rows: SchoolRows,
  readerIds: readonly string[],
): Promise<HistoryRows[]> {
  const [read, live] = await Promise.all([rows.history.ofAll(readerIds), rows.graphs.liveBuild()])
  const histories = read.map((one) => weigh(one, settingsFrom(live?.settings).history))
  const ids = new Set(histories.flatMap((history) => history.map((entry) => entry.book)))
  const facts = new Map((await rows.books.byIds([...ids])).map((book) => [book.book_id, book]))
  await rows.vectors.putPreferences(
    histories.map((history, at) => ({ reader_id: readerIds[at] ?? '', ...preferencesFrom(history, facts) })),
  )
  return read
}

export const preferencesFrom = (
  history: WeighedHistory,
  facts: ReadonlyMap<string, StoredBook>,
): Preferences =>
  derivePreferences(
    history.flatMap(({ book: id, weight, read, evidence }) => {
      const book = facts.get(id)
      return book === undefined ? [] : [{ ...book, weight, read, disliked: evidence === 'disliked' }]
    }),
  )

/** Books whose vectors make the reader's; the newest weigh no more than the oldest. */
const maxBooksAVector = 1000

/** Votes stay out, and the weights are the same everywhere: neither a vote nor a new build makes the vector anew. */
const borrowedAndListed = (history: HistoryRows): WeighedHistory =>
  weigh({ ...history, votes: [] })
    .filter((entry) => entry.weight !== 0)
    .slice(0, maxBooksAVector)

/**
 * The reader's vector as the school's model makes it from a bare list of titles and themes; null unless the school
 * switched that on, and when the model is away: then the books' own vectors stand in. Never inside a transaction.
 */
export async function profileVector(
  core: Pick<Core, 'store' | 'modelFor'>,
  schoolId: string,
  readerId: string,
): Promise<Float32Array | null> {
  const known = await core.store.background.school(schoolId, async (rows) => {
    const { policy } = await rows.school.read()
    if (!policy.model_for_students) return null
    const liked = borrowedAndListed(await rows.history.of(readerId)).filter((entry) => entry.weight > 0)
    const books = new Map(
      (await rows.books.byIds(liked.map((entry) => entry.book))).map((book) => [book.book_id, book]),
    )
    // What a reader typed is the reader's own words, not a fact about a book.
    const known = liked
      .flatMap((entry) => books.get(entry.book) ?? [])
      .filter((book) => book.owner_reader_id === null)
    return known.length === 0 ? null : { policy, text: profileText(known) }
  })
  if (known === null) return null
  const made = await core
    .modelFor(known.policy)
    .embed([known.text], schoolId)
    .catch((error: unknown) => {
      if (error instanceof ShelftalkError && error.code === 'unavailable') return []
      throw error
    })
  return made[0] ?? null
}

/**
 * The reader's vector: `profile`, where the school has it made by its model, else the sum of weight times vector over
 * what was borrowed and listed, at unit length, made inside the database's own machine. Answers the event to announce,
 * already in the outbox.
 */
async function refreshEmbedding(
  core: Pick<Core, 'modelFor' | 'newId' | 'clock'>,
  rows: SchoolRows,
  of: { school: string; reader_id: string; history: HistoryRows; profile: Float32Array | null },
): Promise<ShelftalkEvent[]> {
  const { reader_id } = of
  const { modelId } = await modelOf(core, rows)
  const weighted = borrowedAndListed(of.history)
  const vector =
    of.profile ??
    (await rows.vectors.weightedSum(
      modelId,
      weighted.map((h) => ({ book_id: h.book, weight: h.weight })),
    ))
  const length = vector === null ? 0 : Math.hypot(...vector)
  if (vector === null || length === 0) {
    if (!(await rows.vectors.removeReader(reader_id))) return []
  } else {
    const unit = vector.map((x) => x / length)
    await rows.vectors.putReader(reader_id, modelId, unit)
  }
  const changed = newEvent(
    core,
    'shelftalk.reader_embedding.changed',
    { school: of.school, subject: reader_id },
    { reader_id, model_id: modelId },
  )
  await rows.outbox.add([changed])
  return [changed]
}
