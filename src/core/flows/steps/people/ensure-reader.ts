import { notFound } from '../../../domain/errors.ts'
import type { Core } from '../../../ports/core.ts'
import type { SchoolRows } from '../../../ports/store.ts'

type Needs = Pick<Core, 'erasedIds'>
type Rows = Pick<SchoolRows, 'readers' | 'erasures'>
interface Wanted {
  school: string
  reader_id: string
}

/**
 * The reader, made as one without a class if new. False for who was erased: whatever still comes of them brings nobody back.
 * Throws, so that the transaction undoes what it made, when an erasure ended meanwhile.
 */
export async function ensureReader(core: Needs, rows: Rows, wanted: Wanted): Promise<boolean> {
  if (await isErased(core, rows, wanted)) return false
  // Who was still there a moment ago is made anew once the erasure that this waits for has ended.
  if ((await rows.readers.ensure(wanted.reader_id)) && (await isErasedId(core, rows, wanted)))
    throw notFound('student')
  return true
}

/** Whether the reader was erased, and was not taken up again by the school. */
export const isErased = async (core: Needs, rows: Rows, wanted: Wanted): Promise<boolean> =>
  !(await rows.readers.known([wanted.reader_id])).has(wanted.reader_id) &&
  (await isErasedId(core, rows, wanted))

const isErasedId = async (
  { erasedIds }: Needs,
  rows: Rows,
  { school, reader_id }: Wanted,
): Promise<boolean> => (await erasedIds.among(rows, school, [reader_id])).has(reader_id)
