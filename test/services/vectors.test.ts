import { beforeAll, describe, expect, test } from 'vitest'
import {
  ensureVectorIndexes,
  type VectorTable,
  vectorIndexes,
} from '../../src/core/adapters/postgres/connection/vector-indexes.ts'
import { vectors } from '../../src/core/adapters/postgres/lists/vectors.ts'
import type { Sql } from '../../src/core/adapters/postgres/sql.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { SchoolRows } from '../../src/core/ports/store.ts'
import { type Random, seededRandom } from '../../src/demo/random.ts'
import { ground } from '../support/a-school.ts'
import { aBook, aStudent } from '../support/builders.ts'

const on = ground()
const modelId = 'model'
/** The index pays for the large school; for the small one beside it, it does not. */
const large = { id: 'large', size: 5_200 }
const small = { id: 'small', size: 300 }
const asked = [1, 700, 1_400, 2_100, 5_199]
/** As the model in the program fills them; the others are zeros. */
const filledDimensions = 512

const at = <T>(school: { id: string }, work: (rows: SchoolRows) => Promise<T>): Promise<T> =>
  createStore(on.driver).school(school.id, work)
const inSql = <T>(school: { id: string }, work: (sql: Sql) => Promise<T>): Promise<T> =>
  on.driver.transaction({ role: 'shelftalk_app', schoolId: school.id, background: false }, work)

/** What is nearest to a row's vector, by looking at all of the school's. */
const exactly = (table: VectorTable, id: string, limit: number): Promise<string[]> =>
  inSql(large, async (sql) => {
    const key = table === 'book_embedding' ? 'book_id' : 'reader_id'
    const rows = await sql.rows<{ id: string }>(
      `select ${key} as id from ${table} where ${key} <> $1
       order by embedding <=> (select embedding from ${table} where ${key} = $1), ${key} limit $2`,
      [id, limit],
    )
    return rows.map((row) => row.id)
  })

/** How often the index was asked, counted by the server, which tells it a moment later. */
async function scansOf(table: VectorTable): Promise<number> {
  const [row] = await on.driver.asOwner(async (sql) => {
    await sql.rows('select pg_stat_force_next_flush()')
    return sql.rows<{ scans: number }>(
      'select idx_scan::int as scans from pg_stat_user_indexes where indexrelname = $1',
      [vectorIndexes[table]],
    )
  })
  return row?.scans ?? 0
}

describe('what is near, on PostgreSQL', () => {
  beforeAll(async () => {
    for (const { id, size } of [large, small]) {
      await createStore(on.driver).system((rows) =>
        rows.schools.create({ school_id: id, name: id, invented: true, time_zone: 'UTC' }),
      )
      await fill({ id }, size)
    }
    await ensureVectorIndexes(on.driver)
    await on.driver.asOwner((sql) => sql.script('analyze book_embedding, reader_embedding'))
  }, 240_000)

  test('of books, a large school finds at least 95 in 100 by the index, nearest first', async () => {
    const before = await scansOf('book_embedding')
    let found = 0
    for (const one of asked) {
      const near = await at(large, (rows) => rows.vectors.nearestBooks(modelId, `b${one}`, 100))
      const ids = await at(large, (rows) => rows.books.byNumbers(near.map(({ book_no }) => book_no)))
      const exact = await exactly('book_embedding', `b${one}`, 100)
      expect(near).toHaveLength(100)
      expect([...near].sort((a, b) => b.similarity - a.similarity)).toEqual(near)
      found += ids.filter(({ book_id }) => exact.includes(book_id)).length
    }
    expect(found / (asked.length * 100)).toBeGreaterThanOrEqual(0.95)
    await expect.poll(() => scansOf('book_embedding')).toBeGreaterThan(before)
  })

  test('of readers, likewise', async () => {
    const before = await scansOf('reader_embedding')
    let found = 0
    for (const one of asked) {
      const near = await at(large, (rows) => rows.vectors.nearestReaders(`r${one}`, modelId, 20))
      const exact = await exactly('reader_embedding', `r${one}`, 20)
      expect(near).toHaveLength(20)
      found += near.filter(({ other_id }) => exact.includes(other_id)).length
    }
    expect(found / (asked.length * 20)).toBeGreaterThanOrEqual(0.95)
    await expect.poll(() => scansOf('reader_embedding')).toBeGreaterThan(before)
  })

  test('a small school beside it looks at all of its own, and finds nobody else’s', async () => {
    const near = await at(small, (rows) => rows.vectors.nearestBooks(modelId, 'b7', 1_000))
    expect(near).toHaveLength(small.size - 1)
    expect(await at(small, (rows) => rows.vectors.nearestReaders('r7', modelId, 1_000))).toHaveLength(
      small.size - 1,
    )
  })

  test('the search leaves the settings of its transaction as they were', async () => {
    const steering = ['enable_bitmapscan', 'enable_seqscan', 'enable_sort']
    const settings = await inSql(large, async (sql) => {
      await vectors(sql).nearestBooks(modelId, 'b1', 10)
      return sql.rows('select name, setting from pg_settings where name = any($1::text[]) order by 1', [
        steering,
      ])
    })
    expect(settings).toEqual(steering.map((name) => ({ name, setting: 'on' })))
  })

  test('making the indexes again changes nothing; one whose making was broken off is made anew', async () => {
    const indexes = () =>
      on.driver.asOwner((sql) =>
        sql.rows<{ name: string; file: string; valid: boolean }>(
          `select c.relname as name, c.relfilenode::text as file, i.indisvalid as valid
           from pg_class c join pg_index i on i.indexrelid = c.oid where c.relname = any($1::text[]) order by 1`,
          [Object.values(vectorIndexes)],
        ),
      )
    const before = await indexes()
    expect(before.map(({ valid }) => valid)).toEqual([true, true])
    await ensureVectorIndexes(on.driver)
    expect(await indexes()).toEqual(before)
    // What is left when the server is killed in the middle.
    const breaking = { table: 'reader_embedding', index: vectorIndexes.reader_embedding }
    await on.driver.asOwner(async (sql) => {
      await sql.script(`drop index ${breaking.index}`)
      await sql
        .script(
          `set statement_timeout = 1; create index concurrently ${breaking.index} on ${breaking.table}
             using hnsw ((embedding::halfvec(1536)) halfvec_cosine_ops)`,
        )
        .catch(() => {})
      await sql.script('reset statement_timeout')
    })
    await ensureVectorIndexes(on.driver)
    expect((await indexes()).map(({ valid }) => valid)).toEqual([true, true])
  }, 120_000)
})

/** Forty directions, and around each of them vectors at a cosine of about 0.7 to it. */
async function fill(school: { id: string }, size: number): Promise<void> {
  const random = seededRandom(size)
  const directions = Array.from({ length: 40 }, () => noise(random))
  const oneNear = (n: number): Float32Array => {
    const vector = noise(random).map((x, d) => x + (directions[n % directions.length]?.[d] ?? 0))
    const length = Math.hypot(...vector)
    return vector.map((x) => x / length)
  }
  for (let start = 0; start < size; start += 300) {
    const some = Array.from({ length: Math.min(300, size - start) }, (_, n) => start + n)
    await at(school, async (rows) => {
      await rows.books.upsert(
        some.map((n) => aBook({ book_id: `b${n}` })),
        some.map((n) => `${n}|`),
      )
      await rows.readers.upsertStudents(
        some.map((n) => aStudent({ student_id: `r${n}` })),
        true,
      )
      await rows.vectors.putBooks(
        modelId,
        some.map((n) => ({ book_id: `b${n}`, vector: oneNear(n) })),
      )
      for (const n of some) await rows.vectors.putReader(`r${n}`, modelId, oneNear(n))
    })
  }
}

const noise = (random: Random): Float32Array =>
  new Float32Array(1536).map((_, d) => (d < filledDimensions ? random.normal(0, 1) : 0))
