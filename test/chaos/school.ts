import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ask, drained } from '../../bench/program.ts'

export const schoolId = 'default'
export const bookIds = Array.from({ length: 200 }, (_, at) => `book-${at}`)
export const titleOf = (bookId: string): string => `The ${bookId.replace('-', ' number ')}`
export const studentIds = Array.from({ length: 24 }, (_, at) => `student-${at}`)

const themes = ['animals', 'space', 'mystery', 'family']

/** A folder for one test, gone after it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shelftalk-chaos-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Fills an empty school with books and students, and waits until all of it is applied. */
export async function fillSchool(url: string): Promise<void> {
  const books = bookIds.map(
    (id, at) => `${id},${titleOf(id)},Author ${at % 50},${at % 12},${themes[at % themes.length]}`,
  )
  await importCsv(url, 'catalogue', ['book_id,title,author,reading_level,themes', ...books])
  await importCsv(url, 'students', [
    'student_id,grade_level',
    ...studentIds.map((id, at) => `${id},${at % 12}`),
  ])
  await drained(url, 120_000)
}

async function importCsv(url: string, kind: string, lines: readonly string[]): Promise<void> {
  const { status, text } = await ask(url, 'POST', `/imports/${kind}`, { csv: lines.join('\n') })
  if (status !== 202) throw new Error(`import of ${kind}: ${status} ${text}`)
}

/** What was measured, among the lines of the test run. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`)
