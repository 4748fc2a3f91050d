import {
  ensureVectorIndexes,
  vectorIndexes,
} from '../../src/core/adapters/postgres/connection/vector-indexes.ts'
import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { Result } from '../results.ts'
import { percentile } from '../statistics.ts'
import { bookId, modelId, schoolId } from './school.ts'

const searches = 40
/** As many as a page about one book looks at. */
const near = 200

/** Loads vectors without the indexes, which then are built in one go; searches before and after. */
export async function measureVectorSearch(
  driver: Driver,
  load: () => Promise<void>,
  books: number,
): Promise<Result[]> {
  await driver.asOwner((sql) => sql.script(`drop index if exists ${Object.values(vectorIndexes).join(', ')}`))
  await load()
  await driver.asOwner((sql) => sql.script('analyze'))
  const exact = await searchMs(driver, books)
  const startedAt = performance.now()
  await ensureVectorIndexes(driver)
  const builtSeconds = (performance.now() - startedAt) / 1000
  const what = `nearest ${near} of ${books} books`
  return [
    { what: `${what}, looking at all, p50`, value: exact, unit: 'ms' },
    { what: `${what}, with the index there, p50`, value: await searchMs(driver, books), unit: 'ms' },
    { what: 'indexes over books and readers built', value: builtSeconds, unit: 's' },
  ]
}

async function searchMs(driver: Driver, books: number): Promise<number> {
  const store = createStore(driver)
  const tookMs: number[] = []
  for (let search = 0; search < searches; search++) {
    const book = bookId((search * 97) % books)
    const startedAt = performance.now()
    await store.school(schoolId, (rows) => rows.vectors.nearestBooks(modelId, book, near))
    tookMs.push(performance.now() - startedAt)
  }
  return percentile(tookMs, 0.5)
}
