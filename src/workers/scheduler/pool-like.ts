import type { ScheduleDatabase } from '../../core/ports/work/schedule-database.ts'

interface Result {
  rows: Record<string, unknown>[]
  rowCount: number
}

/** As much of a pool of `pg` as agenda's PostgreSQL backend uses, its notifications and its own making of tables aside. */
export interface PoolLike {
  query(text: string, params?: readonly unknown[]): Promise<Result>
  connect(): Promise<{ query(): Promise<Result>; release(): void }>
  /** Resolves when every statement under way is answered. */
  idle(): Promise<void>
}

const changes = /^\s*(update|delete)\b/i
const answersRows = /\breturning\b/i
const unlocks = /\bset\s+locked_at = null\b/i
const nothing: Result = { rows: [], rowCount: 0 }

/** One way for the embedded database and the real one, so that agenda never holds a connection of its own. */
export function poolLike(database: Pick<ScheduleDatabase, 'rows'>): PoolLike {
  const underway = new Set<Promise<unknown>>()

  /** Agenda counts the rows that a statement changed. A statement says so only through what it answers. */
  const run = async (text: string, params: readonly unknown[]): Promise<Result> => {
    const counted = changes.test(text) && !answersRows.test(text) ? `${text} returning id` : text
    const rows = await database.rows(counted, params)
    return { rows, rowCount: rows.length }
  }

  return {
    query(text, params = []) {
      const answer = run(text, params)
      const settled = answer.catch(() => {}).finally(() => underway.delete(settled))
      underway.add(settled)
      // Locks are given back without anybody waiting for it: a failure would end the process. They end by themselves.
      return unlocks.test(text) ? answer.catch(() => nothing) : answer
    },
    // Asked once, when it is made, to see whether the database is there; nobody would catch it when it is not.
    connect: async () => ({ query: async () => nothing, release: () => {} }),
    async idle() {
      while (underway.size > 0) await Promise.all(underway)
    },
  }
}
