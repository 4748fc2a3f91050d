import { z } from 'zod'
import { shown } from './shown.ts'

type Issue = z.core.$ZodRawIssue

const kinds: ReadonlyMap<string, string> = new Map([
  ['string', 'must be text'],
  ['number', 'must be a number'],
  ['int', 'must be a whole number'],
  ['boolean', 'must be true or false'],
  ['array', 'must be a list'],
  ['object', 'must be an object'],
  ['record', 'must be an object'],
  ['never', 'must not be there'],
])
const maxNamesTold = 5

/** What is wrong with a value, in words that follow the name of its field: "title", "is too long". */
function inPlainWords(issue: Issue): string | undefined {
  if (issue.input === undefined && ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code))
    return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return kinds.get(issue.expected) ?? 'is not of the right kind'
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum)
    case 'too_big':
      return tooBig(issue.origin, issue.maximum)
    case 'unrecognized_keys':
      return unknownFields(issue.keys)
    case 'invalid_union':
      return 'has none of the forms that are taken here'
    case 'invalid_format':
      return 'is not in the right form'
    default:
      return undefined
  }
}

function tooSmall(origin: string, minimum: number | bigint): string {
  if (origin === 'string')
    return minimum === 1 ? 'must not be empty' : `is too short (at least ${minimum} characters)`
  if (origin === 'array') return `has too few entries (at least ${minimum})`
  return `must be at least ${minimum}`
}

function tooBig(origin: string, maximum: number | bigint): string {
  if (origin === 'string') return `is too long (at most ${maximum} characters)`
  if (origin === 'array') return `has too many entries (at most ${maximum})`
  return `must be at most ${maximum}`
}

function unknownFields(keys: readonly string[]): string {
  const names = keys.slice(0, maxNamesTold).map((key) => `"${shown(key)}"`)
  const more = keys.length > maxNamesTold ? ' and others' : ''
  return names.length === 1
    ? `${names[0]} is not a known field`
    : `${names.join(', ')}${more} are not known fields`
}

// Zod's own words ("Too small: expected string to have >=1 characters") are for programmers. A schema's own still win.
z.config({ customError: inPlainWords })
