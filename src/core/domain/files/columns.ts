import { toIsbn13 } from '../lists/isbn.ts'
import { isProse } from '../text.ts'
import type { RefusalCode } from './refusal.ts'

/** A row of a CSV file as text, by lower-case column name. */
export type TextRow = Readonly<Record<string, string | undefined>>

/** A cell that cannot be read: which column, and what is wrong with it. */
export class CellProblem extends Error {
  readonly field: string
  readonly code: RefusalCode
  constructor(field: string, code: RefusalCode, reason: string) {
    super(reason)
    this.field = field
    this.code = code
  }
}

/** The cell's text without surrounding space, or null when it is empty or missing. */
export function text(row: TextRow, field: string): string | null {
  const value = row[field]?.trim()
  if (value === undefined || value === '') return null
  if (!isProse(value)) throw new CellProblem(field, 'bad_characters', 'must not contain control characters')
  return value
}

export function required(row: TextRow, field: string): string {
  const value = text(row, field)
  if (value === null) throw new CellProblem(field, 'missing', 'is required and is empty')
  return value
}

/** A decimal number with point or comma; never hexadecimal, never "1e9". */
export function number(row: TextRow, field: string): number | null {
  const value = text(row, field)
  if (value === null) return null
  if (!/^-?\d{1,15}([.,]\d{1,15})?$/.test(value))
    throw new CellProblem(field, 'not_a_number', 'must be a number')
  return Number(value.replace(',', '.'))
}

export function integer(row: TextRow, field: string): number | null {
  const value = number(row, field)
  if (value !== null && !Number.isInteger(value))
    throw new CellProblem(field, 'not_whole', 'must be a whole number')
  return value
}

/** Several values in one cell, separated by semicolons or vertical bars (commas stand inside names). */
export function list(row: TextRow, field: string): string[] {
  const parts = (text(row, field) ?? '').split(/[;|]/).map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== ''))]
}

/** The ISBN-13 of a cell; a spreadsheet's `="978..."` is understood; a wrong check digit is refused. */
export function isbn(row: TextRow, field: string): string | null {
  const value = text(row, field)?.replace(/^="?|"$/g, '')
  if (value === undefined || value === '' || value === null) return null
  const isbn13 = toIsbn13(value)
  if (isbn13 === null)
    throw new CellProblem(field, 'bad_isbn', 'is not a valid ISBN: its check digit or length is wrong')
  return isbn13
}

/** A date as YYYY-MM-DD or YYYY/MM/DD (a time after it is dropped). Other orders of day and month are ambiguous. */
export function date(row: TextRow, field: string): string | null {
  const value = text(row, field)
  if (value === null) return null
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/.exec(value)
  if (parts === null) throw new CellProblem(field, 'not_a_date', 'must be a date as YYYY-MM-DD')
  const iso = `${parts[1]}-${parts[2]?.padStart(2, '0')}-${parts[3]?.padStart(2, '0')}`
  const real = new Date(`${iso}T00:00:00Z`)
  if (parts[1] === '0000' || Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== iso) {
    throw new CellProblem(field, 'no_such_date', 'is a date that does not exist')
  }
  return iso
}
