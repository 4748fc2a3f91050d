import { limits } from './limits.ts'
import { ask, type Service } from './program.ts'
import type { Result } from './results.ts'
import { median, percentile } from './statistics.ts'

interface Slate {
  items: { book: { book_id: string } }[]
}

export interface Plan {
  rounds: number
  /** Lists, or votes, in each round. */
  each: number
}

/** Students of the school, by id, at most `limit`. */
export async function studentsOf(service: Service, limit: number): Promise<string[]> {
  const found: string[] = []
  for (let after = ''; found.length < limit; ) {
    const page = await ask(service.url, 'GET', `/students?limit=200${after}`)
    const { items, next } = page.json as { items: { student_id: string }[]; next?: string }
    found.push(...items.map((student) => student.student_id))
    if (next === undefined) break
    after = `&after=${encodeURIComponent(next)}`
  }
  return found.slice(0, limit)
}

/** Lists that nobody asked for before: each reader in turn, then again with another length. */
export function* unseenLists(students: readonly string[]): Generator<string> {
  for (let longer = 0; longer < 40; longer++)
    for (const student of students) yield `/recommendations/${student}?limit=${10 + longer}`
}

/** Lists made anew: one after the other, then from eight connections at once. */
export async function measureFreshList(
  service: Service,
  paths: Iterator<string>,
  plan: Plan & { school: string; atMostMs: number },
): Promise<Result[]> {
  for (let warm = 0; warm < plan.each / 2; warm++) await freshList(service, paths)
  const alone: number[][] = []
  const together: number[][] = []
  for (let round = 0; round < plan.rounds; round++) {
    alone.push(await fromLanes(1, plan.each, () => freshList(service, paths)))
    together.push(await fromLanes(8, plan.each, () => freshList(service, paths)))
  }
  const p = (rounds: number[][], share: number): number => median(rounds.map((ms) => percentile(ms, share)))
  const { school, atMostMs } = plan
  return [
    { what: `fresh list, ${school}, p50`, value: p(alone, 0.5), unit: 'ms' },
    { what: `fresh list, ${school}, p95`, value: p(alone, 0.95), unit: 'ms', limit: { atMost: atMostMs } },
    { what: `fresh list, ${school}, 8 connections, p50`, value: p(together, 0.5), unit: 'ms' },
    { what: `fresh list, ${school}, 8 connections, p95`, value: p(together, 0.95), unit: 'ms' },
  ]
}

/** Asks for a list that nobody asked for before; milliseconds. */
export async function freshList(service: Service, paths: Iterator<string>): Promise<number> {
  const path = paths.next().value as string | undefined
  if (path === undefined) throw new Error('there are not enough lists that nobody asked for')
  const startedAt = performance.now()
  const answer = await ask(service.url, 'GET', path)
  const ms = performance.now() - startedAt
  if (answer.status !== 200 || answer.headers['x-cache'] !== 'MISS')
    throw new Error(`${path}: ${answer.status}, X-Cache ${answer.headers['x-cache']}`)
  return ms
}

/** The milliseconds of so many pieces of work, from so many lanes at once. */
export async function fromLanes(
  lanes: number,
  count: number,
  work: () => Promise<number>,
): Promise<number[]> {
  const done: number[] = []
  let begun = 0
  const lane = async (): Promise<void> => {
    while (begun++ < count) done.push(await work())
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return done
}

/** From a thumb down until the answer with the next list, which must be a new one without the book. */
export async function measureFeedback(
  service: Service,
  students: readonly string[],
  plan: Plan,
): Promise<Result[]> {
  const rounds: number[][] = []
  let turn = 0
  for (let round = 0; round < plan.rounds; round++) {
    const ms: number[] = []
    for (let vote = 0; vote < plan.each; vote++)
      ms.push(await voteDown(service, students[turn++ % students.length] ?? ''))
    rounds.push(ms)
  }
  const p = (share: number): number => median(rounds.map((ms) => percentile(ms, share)))
  return [
    { what: 'feedback to changed list, p50', value: p(0.5), unit: 'ms' },
    {
      what: 'feedback to changed list, p95',
      value: p(0.95),
      unit: 'ms',
      limit: { atMost: limits.feedbackToChangedListP95Ms },
    },
  ]
}

async function voteDown(service: Service, student_id: string): Promise<number> {
  const path = `/recommendations/${student_id}?limit=10`
  const before = (await ask(service.url, 'GET', path)).json as Slate
  const book_id = before.items[0]?.book.book_id
  if (book_id === undefined) throw new Error(`${student_id} has no list`)
  const startedAt = performance.now()
  const vote = await ask(service.url, 'POST', '/feedback', { json: { student_id, book_id, vote: 'down' } })
  const after = await ask(service.url, 'GET', path)
  const ms = performance.now() - startedAt
  const stays = (after.json as Slate).items.some((item) => item.book.book_id === book_id)
  if (vote.status !== 202 || after.headers['x-cache'] !== 'MISS' || stays)
    throw new Error(
      `vote ${vote.status}, list ${after.status} ${after.headers['x-cache']}, book ${stays ? 'stays' : 'gone'}`,
    )
  return ms
}
