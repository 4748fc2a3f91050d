import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'

type Needs = Pick<Core, 'erasedIds'>
type Rows = Pick<SchoolRows, 'readers' | 'erasures'>
interface Wanted {
  school: string
  reader_id: string
}

/** The reader, made as one without a class if new. False for who was erased: whatever still comes of them brings nobody back. */
export async function ensureReader(core: Needs, rows: Rows, wanted: Wanted): Promise<boolean> {
  if (await isErased(core, rows, wanted)) return false
  await rows.readers.ensure(wanted.reader_id)
  return true
}

/** Whether the reader was erased, and was not taken up again by the school. */
export const isErased = async (
  { erasedIds }: Needs,
  rows: Rows,
  { school, reader_id }: Wanted,
): Promise<boolean> =>
  !(await rows.readers.known([reader_id])).has(reader_id) &&
  (await erasedIds.among(rows, school, [reader_id])).has(reader_id)
