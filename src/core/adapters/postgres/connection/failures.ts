import { ShelftalkError } from '../../../domain/errors.ts'

/** SQLSTATE classes of what passes by itself or by an operator's hand: 53 no room or memory left, 58 the disk failed. */
const passing = /^(53|58)/
/** A transaction that may not write (25006): the server is a standby, or was made read-only. */
const readOnly = '25006'
/** Transactions that got in each other's way, of which this one was undone: a deadlock, a serialization failure. */
const undone = new Set(['40P01', '40001'])

/** The same error, but `unavailable` when the database could not do its work for now; nothing was stored then. */
export function asUnavailable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof ShelftalkError) return error
  if (undone.has(code)) {
    return new ShelftalkError(
      'unavailable',
      'Two changes got in each other’s way. Nothing of this one was stored; send it again.',
      { retryAfterSeconds: 1, cause: error },
    )
  }
  if (!(passing.test(code) || code === readOnly)) return error
  return new ShelftalkError(
    'unavailable',
    'The database cannot write now: its disk is full, or it is read-only. Nothing was stored; try again later.',
    { retryAfterSeconds: 10, cause: error },
  )
}
