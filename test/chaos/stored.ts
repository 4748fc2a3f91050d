import { openEmbedded } from '../../src/core/adapters/postgres/connection/pglite.ts'
import { openPool } from '../../src/core/adapters/postgres/connection/pool.ts'
import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { Preferences } from '../../src/core/domain/lists/preferences.ts'
import { preferencesFrom, weigh } from '../../src/core/flows/steps/learning/reader-taste.ts'
import { schoolId, studentIds } from './school.ts'

/** What stopped processes left behind. */
export interface Stored {
  votes: { student_id: string; book_id: string; vote: string }[]
  loans: { checkout_id: string; student_id: string; book_id: string; checkout_date: string }[]
  listed: { student_id: string; title: string }[]
  /** Ids of the events applied, by consumer. */
  applied: ReadonlyMap<string, ReadonlySet<string>>
  waitingEvents: number
  deadLetters: number
  booksWithoutVector: number
  readers: { student_id: string; kept: Preferences | null; derived: Preferences; hasVector: boolean }[]
}

/** What lies in the folder of an embedded database. */
export const readFolder = async (dataFolder: string): Promise<Stored> =>
  readStored(await openEmbedded({ folder: dataFolder, templateFile: null }))

/** What lies in a database on a server. */
export const readDatabase = async (databaseUrl: string): Promise<Stored> =>
  readStored(await openPool(databaseUrl))

/** Reads all that the school has, then closes the driver. */
async function readStored(driver: Driver): Promise<Stored> {
  const inSchool = { role: 'shelftalk_app', schoolId, background: false } as const
  const rows = <T>(text: string): Promise<T[]> => driver.transaction(inSchool, (sql) => sql.rows<T>(text))
  const count = async (text: string): Promise<number> => (await rows<{ count: number }>(text))[0]?.count ?? -1
  try {
    const inbox = await rows<{ consumer: string; event_id: string }>('select consumer, event_id from inbox')
    return {
      votes: await rows('select reader_id as student_id, book_id, vote from vote'),
      loans: await rows('select checkout_id, reader_id as student_id, book_id, checkout_date from loan'),
      listed: await rows(
        'select l.reader_id as student_id, b.title from listed_book l join book b using (school_id, book_id)',
      ),
      applied: new Map(
        [...new Set(inbox.map((row) => row.consumer))].map((consumer) => [
          consumer,
          new Set(inbox.filter((row) => row.consumer === consumer).map((row) => row.event_id)),
        ]),
      ),
      waitingEvents: await count('select count(*)::int as count from outbox'),
      deadLetters: await count('select count(*)::int as count from dead_letter'),
      booksWithoutVector: await count(
        'select count(*)::int as count from book b where not exists (select from book_embedding e where e.book_id = b.book_id)',
      ),
      readers: await readReaders(createStore(driver), await rows('select reader_id from reader_embedding')),
    }
  } finally {
    await driver.close()
  }
}

async function readReaders(
  store: ReturnType<typeof createStore>,
  vectors: readonly { reader_id: string }[],
): Promise<Stored['readers']> {
  const withVector = new Set(vectors.map((row) => row.reader_id))
  const readers: Stored['readers'] = []
  for (const student_id of studentIds) {
    const taste = await store.school(schoolId, async (rows) => {
      const history = weigh(await rows.history.of(student_id))
      const books = new Map((await rows.books.byIds(history.map((h) => h.book))).map((b) => [b.book_id, b]))
      return {
        kept: await rows.vectors.preferences(student_id),
        derived: preferencesFrom(history, books),
      }
    })
    readers.push({ student_id, ...taste, hasVector: withVector.has(student_id) })
  }
  return readers
}
