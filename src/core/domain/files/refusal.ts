import type { z } from 'zod'

/** Why a line, or a cell of it, is refused: a closed set, so that each can be said in every language. */
export const refusalCodes = [
  ...['missing', 'bad_characters', 'not_a_number', 'not_whole', 'not_a_date', 'no_such_date', 'bad_isbn'],
  ...['bad_form', 'too_long', 'too_short', 'too_low', 'too_high', 'too_many', 'unknown_field', 'reserved'],
  ...['taken', 'other_role', 'unknown_student', 'unknown_book', 'before_checkout', 'only_wished', 'erased'],
  ...['unreadable', 'not_utf8', 'open_quote', 'cell_count', 'line_too_long', 'too_many_lines', 'wrong'],
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** What is wrong with one field of a line (an empty one: with the whole line). `reason` is English, for programs. */
export interface RowRefusal {
  field: string
  code: RefusalCode
  /** The bound that was passed, where there is one. */
  bound?: number | undefined
  reason: string
}

type Issue = z.core.$ZodIssue
type Meaning = Pick<RowRefusal, 'code' | 'bound'>

/** The code of what a schema says against a value. */
export function meaningOf(issue: Issue): Meaning {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return { code: tooBig[issue.origin] ?? 'too_high', bound: Number(issue.maximum) }
    case 'invalid_format':
      return { code: issue.format === 'date' ? 'no_such_date' : 'bad_form' }
    case 'unrecognized_keys':
      return { code: 'unknown_field' }
    case 'invalid_type':
      return { code: expected[issue.expected] ?? 'wrong' }
    case 'custom':
      return { code: refusalCodes.find((code) => code === issue.params?.refusal) ?? 'wrong' }
    default:
      return { code: 'wrong' }
  }
}

const tooBig: Readonly<Record<string, RefusalCode>> = { string: 'too_long', array: 'too_many' }
const expected: Readonly<Record<string, RefusalCode>> = { number: 'not_a_number', int: 'not_whole' }

function tooSmall(origin: string, bound: number): Meaning {
  if (origin !== 'string') return { code: 'too_low', bound }
  return bound === 1 ? { code: 'missing' } : { code: 'too_short', bound }
}

/** What a schema says against a row. */
export const refusalOf = (issue: Issue): RowRefusal => ({
  ...{ field: String(issue.path[0] ?? ''), ...meaningOf(issue), reason: issue.message },
})
