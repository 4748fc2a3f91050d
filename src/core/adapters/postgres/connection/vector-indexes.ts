import type { Driver } from '../sql.ts'
import { migrationLock } from './migrate.ts'

/** Tables of vectors, and how the index of each is called. */
export const vectorIndexes = {
  book_embedding: 'book_embedding_near',
  reader_embedding: 'reader_embedding_near',
} as const
export type VectorTable = keyof typeof vectorIndexes

/**
 * Denser than the default (16 and 64), with which one in five of the nearest 200 was missed; two bytes a dimension make it
 * half as large and change no order that matters.
 */
const build = 'hnsw ((embedding::halfvec(1536)) halfvec_cosine_ops) with (m = 24, ef_construction = 128)'
/** What does not fit is built ten times more slowly. */
const buildMemory = '512MB'

/**
 * Makes the indexes by which near vectors are found without looking at all of them, where they are missing. For PostgreSQL
 * only: in the embedded database building one takes a minute and a half. Nobody waits meanwhile but who migrates.
 */
export async function ensureVectorIndexes(driver: Driver): Promise<void> {
  await driver.asOwner(async (sql) => {
    await sql.script(`set statement_timeout = 0; select pg_advisory_lock(${migrationLock})`)
    await sql.script(`set maintenance_work_mem = '${buildMemory}'`)
    try {
      for (const [table, index] of Object.entries(vectorIndexes)) {
        const [known] = await sql.rows<{ isValid: boolean }>(
          'select indisvalid as "isValid" from pg_index where indexrelid = to_regclass($1)',
          [index],
        )
        if (known?.isValid === true) continue
        // One whose building was broken off.
        await sql.script(`drop index if exists ${index}`)
        await sql.script(`create index concurrently ${index} on ${table} using ${build}`)
      }
    } finally {
      await sql
        .script(
          `select pg_advisory_unlock(${migrationLock}); reset statement_timeout; reset maintenance_work_mem`,
        )
        .catch(() => {})
    }
  })
}
