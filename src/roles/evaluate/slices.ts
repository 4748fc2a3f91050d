import type { RankingSettings } from '../../core/ranking/settings.ts'
import { newBookSlice } from '../../core/ranking/slices/new-books.ts'
import { newReaderSlice } from '../../core/ranking/slices/new-readers.ts'
import { type KnownBooks, vectorsOf } from './books.ts'
import type { EvaluationData } from './data.ts'
import type { Table } from './table.ts'
import { newBookTable, newReaderTable } from './tables.ts'

/** New readers, and new books where titles and authors are known. */
export async function sliceTables(
  { split }: EvaluationData,
  settings: RankingSettings,
  seed: number,
  books: KnownBooks | undefined,
): Promise<Table[]> {
  const readers = newReaderTable(newReaderSlice(split, settings, seed))
  if (books === undefined) return [readers]
  const knowledge = { vectors: await vectorsOf(books), authorOf: books.authorOf }
  return [readers, newBookTable(newBookSlice(split, settings, knowledge, seed))]
}
