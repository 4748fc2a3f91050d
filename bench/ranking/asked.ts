// A service asked over HTTP alone, as any other program would: it is sent what an evaluation learns from, works a night,
// and answers everybody's list.
import type { KnownBooks } from '../../src/roles/evaluate/books.ts'
import type { EvaluationData } from '../../src/roles/evaluate/data.ts'
import type { Answer, Body } from '../program.ts'

/** One request with the service's key. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: Body) => Promise<Answer>

/** A split with the names behind its indices. */
export type NamedSplit = Pick<EvaluationData, 'split' | 'readerIds' | 'bookIds'>

/** A list as it was shown, best first. */
export type ShownList = readonly { book: number; score: number }[]

/** Every loan is of this day: the split of an evaluation need not have dates. */
const loanDay = '2004-09-01'
const listsAtOnce = 4
const pollEveryMs = 200
const appliedWithinMs = 60 * 60_000
const jobEndsWithinMs = 40 * 60_000

/**
 * Sends the books, the readers and the training part as a school's files. A like without a rating is a loan and nothing
 * more, a dislike without one is a loan with the worst.
 */
export async function sendSchool(
  ask: Ask,
  { split, readerIds, bookIds }: NamedSplit,
  books?: Pick<KnownBooks, 'titles' | 'authors'>,
): Promise<void> {
  const titleOf = (book: number): string => books?.titles[book] || `Book ${bookIds[book]}`
  await importRows(ask, 'catalogue', [
    ['book_id', 'title', 'author'],
    ...bookIds.map((id, book) => [id, titleOf(book), books?.authors[book] ?? '']),
  ])
  await importRows(ask, 'students', [['student_id'], ...readerIds.map((id) => [id])])
  await importRows(ask, 'checkouts', [
    ['checkout_id', 'student_id', 'book_id', 'checkout_date', 'student_rating'],
    ...split.train.map(({ reader, book, liked, rating = liked ? null : 1 }, at) => [
      ...[`loan-${at}`, readerIds[reader] ?? '', bookIds[book] ?? '', loanDay],
      rating === null ? '' : String(Math.max(1, rating)),
    ]),
  ])
  await isTrueWithin(appliedWithinMs, 'everything is applied', async () => {
    const { json } = await ask('GET', '/health/ready')
    return (json as { pending_events?: number }).pending_events === 0
  })
}

async function importRows(ask: Ask, kind: string, rows: readonly (readonly string[])[]): Promise<void> {
  const csv = rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
  const { status, text, json } = await ask('POST', `/imports/${kind}`, { csv })
  const { refused_count } = json as { refused_count?: number }
  if (status !== 202 || refused_count !== 0)
    throw new Error(`import of ${kind}: ${status} ${text.slice(0, 500)}`)
}

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** Starts a job, waits for its end, and answers what it counted. */
export async function runJob(ask: Ask, name: string): Promise<Record<string, number>> {
  const { status, text, json } = await ask('POST', `/jobs/${name}/runs`)
  if (status !== 202) throw new Error(`start of ${name}: ${status} ${text}`)
  const { run_id } = json as { run_id: string }
  let run: { state?: string; counts?: Record<string, number> } = {}
  await isTrueWithin(jobEndsWithinMs, `the job ${name} ends`, async () => {
    run = (await ask('GET', `/jobs/runs/${run_id}`)).json as typeof run
    return run.state === 'finished' || run.state === 'failed'
  })
  if (run.state !== 'finished') throw new Error(`the job ${name} failed: ${JSON.stringify(run)}`)
  return run.counts ?? {}
}

async function isTrueWithin(ms: number, what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + ms
  while (!(await isTrue())) {
    if (performance.now() > until) throw new Error(`not within ${ms / 60_000} minutes: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs))
  }
}

/** The list of every reader of the split who is to be served, in its order. */
export async function askLists(
  ask: Ask,
  { split, readerIds, bookIds }: NamedSplit,
  limit: number,
): Promise<ShownList[]> {
  const indexOf = new Map(bookIds.map((id, book) => [id, book]))
  const readers = [...split.relevant.keys()]
  const lists: ShownList[] = []
  let begun = 0
  const lane = async (): Promise<void> => {
    for (let at = begun++; at < readers.length; at = begun++) {
      const id = readerIds[readers[at] ?? -1] ?? ''
      const path = `/recommendations/${encodeURIComponent(id)}?limit=${limit}&explanations=none`
      const { status, text, json } = await ask('GET', path)
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`)
      const { items } = json as { items: { book: { book_id: string }; score: number }[] }
      lists[at] = items.map(({ book, score }) => ({ book: indexOf.get(book.book_id) ?? -1, score }))
    }
  }
  await Promise.all(Array.from({ length: listsAtOnce }, lane))
  return lists
}

/** The books of a list by their scores alone, equal ones by book, as the ranking had them before the list was shaped. */
export const byScore = (list: ShownList): Int32Array =>
  Int32Array.from(
    [...list].sort((a, b) => b.score - a.score || a.book - b.book),
    ({ book }) => book,
  )

export const asShown = (list: ShownList): Int32Array => Int32Array.from(list, ({ book }) => book)
