import type { ShelftalkEvent } from '../../domain/events.ts'
import type { HistoryRows } from '../../domain/interaction.ts'
import { derivePreferences } from '../../domain/preferences.ts'
import type { Core } from '../../ports/core.ts'
import type { ReaderVersion, SchoolRows } from '../../ports/store.ts'
import { type HistoryEntry, historyFrom, type Signal } from '../../ranking/history.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import { newEvent } from './announce.ts'

export type WeighedHistory = HistoryEntry<string>[]

/** A reader's stored rows as signals for the ranking, by book id. */
export function weigh(rows: HistoryRows): WeighedHistory {
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
          by: vote.voter === 'self' ? 'student' : 'teacher',
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
    defaultSettings.history,
  )
}

/**
 * After a change of what was read: the reader's version is raised, and preferences and vector are made anew. The
 * version comes first because it locks the reader: nobody else derives anything from an older history meanwhile.
 */
export async function refreshTaste(
  core: Pick<Core, 'model' | 'newId' | 'clock'>,
  rows: SchoolRows,
  of: { school: string; reader_id: string },
): Promise<{ versions: ReaderVersion[]; events: ShelftalkEvent[] }> {
  const versions = await rows.readers.raiseVersions([of.reader_id])
  const history = await refreshPreferences(rows, of.reader_id)
  return { versions, events: await refreshEmbedding(core, rows, { ...of, history }) }
}

/**
 * Derives the reader's preferences from the whole history and stores them; answers the rows they came from.
 * The reader's version must have been raised in the same transaction.
 */
export async function refreshPreferences(rows: SchoolRows, readerId: string): Promise<HistoryRows> {
  const read = await rows.history.of(readerId)
  const history = weigh(read)
  const facts = new Map(
    (await rows.books.byIds(history.map((h) => h.book))).map((book) => [book.book_id, book]),
  )
  const known = history.flatMap((h) => {
    const book = facts.get(h.book)
    return book === undefined ? [] : [{ ...book, weight: h.weight, read: h.read }]
  })
  await rows.vectors.putPreferences(readerId, derivePreferences(known))
  return read
}

/** Books whose vectors make the reader's; the newest weigh no more than the oldest. */
const maxBooksAVector = 1000

/**
 * The reader's vector: the sum of weight times vector over what was borrowed and listed, at unit length. Votes stay
 * out: no vote makes it anew, so it would depend on which vote came before which loan. Made inside the database's own
 * machine; nothing about the reader leaves it. Answers the event to announce, already in the outbox.
 */
async function refreshEmbedding(
  core: Pick<Core, 'model' | 'newId' | 'clock'>,
  rows: SchoolRows,
  of: { school: string; reader_id: string; history: HistoryRows },
): Promise<ShelftalkEvent[]> {
  const { reader_id } = of
  const weighted = weigh({ ...of.history, votes: [] })
    .filter((h) => h.weight !== 0)
    .slice(0, maxBooksAVector)
  const sum = await rows.vectors.weightedSum(
    core.model.modelId,
    weighted.map((h) => ({ book_id: h.book, weight: h.weight })),
  )
  const length = sum === null ? 0 : Math.hypot(...sum)
  if (sum === null || length === 0) {
    if (!(await rows.vectors.removeReader(reader_id))) return []
  } else {
    const unit = sum.map((x) => x / length)
    await rows.vectors.putReader(reader_id, core.model.modelId, unit)
  }
  const changed = newEvent(
    core,
    'shelftalk.reader_embedding.changed',
    { school: of.school, subject: reader_id },
    { reader_id, model_id: core.model.modelId },
  )
  await rows.outbox.add([changed])
  return [changed]
}
