import { setTimeout as rest } from 'node:timers/promises'
import { noted, type Records, send } from '../clients.ts'
import { bookIds } from '../school.ts'
import { backlogAt, type Installation, listOf } from './installation.ts'

const everyMs = 50
const recoveredWithinMs = 240_000

export interface Recovery {
  /** Until each api answered a list and acknowledged a vote. */
  answersMs: number
  /** Until all that had been acknowledged before `startedAt` was applied, under load as it is. */
  caughtUpMs: number
}

/** Asks until all is well again, and tells how long each took from `startedAt`. Throws when it takes minutes. */
export async function recovered(
  installation: Installation,
  { startedAt, student_id, records }: { startedAt: number; student_id: string; records: Records },
): Promise<Recovery> {
  await Promise.all(
    installation.apis.map((api) => until('an answer', startedAt, () => answers(api, student_id, records))),
  )
  const answersMs = performance.now() - startedAt
  await until('the backlog', startedAt, () => hasCaughtUp(installation, startedAt))
  return { answersMs, caughtUpMs: performance.now() - startedAt }
}

async function answers(api: { url: string | null }, student_id: string, records: Records): Promise<boolean> {
  const { url } = api
  if (url === null) return false
  const list = await listOf(url, student_id).catch(() => null)
  if (list?.status !== 200) return false
  const book_id = bookIds[records.entries.length % bookIds.length] ?? ''
  const entry = noted(records, { kind: 'vote', student_id, book_id, vote: 'up' })
  await send({ url }, entry, { key: `recovery-${records.entries.length}`, records })
  return entry.state === 'acknowledged'
}

async function hasCaughtUp({ apis }: Installation, startedAt: number): Promise<boolean> {
  const url = apis.find((api) => api.url !== null)?.url ?? null
  const backlog = url === null ? null : await backlogAt(url).catch(() => null)
  return backlog !== null && backlog.oldest_pending_ms < performance.now() - startedAt
}

async function until(what: string, startedAt: number, isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    const ms = performance.now() - startedAt
    if (ms > recoveredWithinMs) throw new Error(`waited ${ms.toFixed(0)} ms for ${what}`)
    await rest(everyMs)
  }
}
