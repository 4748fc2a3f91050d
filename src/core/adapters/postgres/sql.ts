import type { Lastly } from '../../ports/lastly.ts'

/**
 * Runs one statement in the transaction it belongs to. Bulk values travel as one JSON parameter. Statements that need
 * nothing of each other may be asked for together: they run in that order, and over a network in one trip.
 */
export interface Sql {
  rows<T>(text: string, params?: readonly unknown[]): Promise<T[]>
}

/** One way to the database: PGlite in the process, or a pool of connections to PostgreSQL. */
export interface Driver {
  /** Runs `work` in one transaction, as `role`, seeing `schoolId` (none for the system role). */
  transaction<T>(scope: Scope, work: (sql: Sql) => Promise<T | Lastly<T>>): Promise<T>
  /** Runs statements as the owner of the schema, for migrations only. */
  asOwner<T>(work: (sql: Sql & { script(text: string): Promise<void> }) => Promise<T>): Promise<T>
  /** See `Store.rewrite`. Never inside a transaction. */
  rewrite(): Promise<boolean>
  close(): Promise<void>
}

export interface Scope {
  role: 'shelftalk_app' | 'shelftalk_system'
  schoolId: string | null
  background: boolean
}

/** The statement that makes a transaction see one school: role and school in one message. */
export function scopeStatement(scope: Scope): string {
  const school = (scope.schoolId ?? '').replaceAll("'", "''")
  return `set local role ${scope.role}; select set_config('shelftalk.school', '${school}', true)`
}

/** The first row of an answer that always has one. */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('the statement answered no row')
  return row
}

export const json = (value: unknown): string => JSON.stringify(value)
