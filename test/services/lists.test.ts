import { expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { Place } from '../../src/core/domain/lists/slate.ts'
import type { SchoolRows } from '../../src/core/ports/store.ts'
import { ground } from '../support/a-school.ts'
import { aBook, aLoan, aStudent } from '../support/builders.ts'

const on = ground()
const school = 'many-loans'
const [readerCount, loansEach] = [1_000, 25]
const reader = (at: number): string => `r${at}`
const books = Array.from({ length: loansEach }, (_, at) => `b${at}`)
const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> =>
  createStore(on.driver).school(school, work)

/** How loans were read, counted by the server, which tells it a moment later. */
async function readsOfLoans(): Promise<{ withoutIndex: number; byIndex: number }> {
  const [row] = await on.driver.asOwner(async (sql) => {
    await sql.rows('select pg_stat_force_next_flush()')
    return sql.rows<{ seq_tup_read: number; idx_scan: number }>(
      "select seq_tup_read, idx_scan from pg_stat_user_tables where relname = 'loan'",
    )
  })
  return { withoutIndex: Number(row?.seq_tup_read), byIndex: Number(row?.idx_scan) }
}

test('what a few readers passed over is found without reading the loans of the school', async () => {
  await createStore(on.driver).system((rows) =>
    rows.schools.create({ school_id: school, name: school, invented: true, time_zone: 'UTC' }),
  )
  const readers = Array.from({ length: readerCount }, (_, at) => reader(at))
  await inSchool(async (rows) => {
    await rows.books.upsert(
      books.map((book_id) => aBook({ book_id })),
      books,
    )
    await rows.readers.upsertStudents(
      readers.map((student_id) => aStudent({ student_id })),
      true,
    )
    const loans = readers.flatMap((student_id) =>
      books.map((book_id) => aLoan({ checkout_id: `${student_id} ${book_id}`, student_id, book_id })),
    )
    await rows.history.addLoans(loans)
    await rows.slates.put(
      readers.map((reader_id, at) => ({
        ...{ slate_id: `s${at}`, reader_id, policy: 'p', build_id: null, shown: true, made_at: new Date() },
        items: books.map((book_id, rank) => ({ book_id, rank, score: 1, place: 'score' as Place })),
      })),
    )
  })
  await on.driver.asOwner((sql) => sql.script('analyze'))
  const before = await readsOfLoans()
  const since = new Date(Date.now() - 86_400_000)
  const ignored = await inSchool((rows) => rows.slates.ignored(readers.slice(0, 25), since))
  expect(ignored).toHaveLength(25 * loansEach)
  const byIndex = async (): Promise<number> => (await readsOfLoans()).byIndex
  await expect.poll(byIndex, { timeout: 10_000 }).toBeGreaterThan(before.byIndex)
  expect((await readsOfLoans()).withoutIndex).toBe(before.withoutIndex)
})
