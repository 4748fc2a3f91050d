import { type FieldProblem, ShelftalkError } from '../../core/domain/errors.ts'
import { shown } from '../../core/domain/shown.ts'
import type { z } from '../zod.ts'

export type Part = 'field' | 'query parameter' | 'part of the path'

/** Fields named in one problem; a body may hold thousands that are wrong. */
export const maxFieldsTold = 50

/** Parses one part of a request. Throws `invalid_input` that names every field that is wrong or unknown. */
export function parsePart<T extends z.ZodType>(schema: T, value: unknown, part: Part): z.output<T> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const fields = fieldProblems(read.error.issues, part)
  const names = [...new Set(fields.map((problem) => problem.field))].slice(0, 5).join(', ')
  throw new ShelftalkError(
    'invalid_input',
    `Look at ${names === '' ? 'the body' : names}: ${fields[0]?.reason ?? 'it is malformed'}.`,
    {
      fields,
    },
  )
}

/** What a schema says against a value, one entry a field. */
export function fieldProblems(issues: readonly z.core.$ZodIssue[], part: Part): FieldProblem[] {
  return issues.slice(0, maxFieldsTold).flatMap((issue) => {
    const path = issue.path.map((part) => shown(String(part)))
    if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), reason: issue.message }]
    return issue.keys.slice(0, maxFieldsTold).map((key) => ({
      field: [...path, shown(key)].join('.'),
      reason: `is not a ${part} that is known here`,
    }))
  })
}
