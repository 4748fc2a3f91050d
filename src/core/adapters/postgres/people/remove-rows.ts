import { anonymousReaderOf } from '../../../domain/courses/lti.ts'
import type { Account } from '../../../domain/people/account.ts'
import type { ErasedSubject } from '../../../domain/people/erasure.ts'
import { only, type Sql } from '../sql.ts'
import { type PersonRows, personRows } from './person-rows.ts'

/** The readers without a name that these accounts were in courses, before they were linked. */
export const namelessOf = (accounts: readonly Account[]): string[] =>
  accounts.flatMap(({ platform, account_id }) => (platform === 'lti' ? [anonymousReaderOf(account_id)] : []))

/**
 * Locks those that there are, and answers them. In the order in which others lock: who reads alike, then the readers. What is
 * on its way comes before or after all of the transaction.
 */
export async function lockReaders(sql: Sql, readerIds: readonly string[]): Promise<string[]> {
  await sql.rows(
    "select pg_advisory_xact_lock(hashtextextended('similar readers of ' || current_setting('shelftalk.school'), 0))",
  )
  const found = await sql.rows<{ reader_id: string }>(
    'select reader_id from reader where reader_id = any($1::text[]) order by reader_id for update',
    [readerIds],
  )
  return found.map(({ reader_id }) => reader_id)
}

/** Deletes every row of the school's that is of the person or names the person; answers how many, by table. */
export async function removeRows(sql: Sql, subject: ErasedSubject): Promise<Record<string, number>> {
  const removed: Record<string, number> = {}
  for (const rows of personRows) {
    const count = await remove(sql, rows, subject)
    if (count > 0) removed[rows.table] = (removed[rows.table] ?? 0) + count
  }
  return removed
}

/**
 * Ends links, `l` of people `p` and their readers `r`; answers how many. What is kept under a student's account alone goes
 * with its link: nothing would tell any more whose it is, and an erasure would not find it.
 */
export async function endLinks(sql: Sql, where: string, params: readonly unknown[]): Promise<number> {
  const ended = await sql.rows<Account & { is_student: boolean }>(
    `delete from chat_link l using person p
       left join reader r on r.school_id = p.school_id and r.reader_id = p.reader_id
     where p.school_id = l.school_id and p.person_id = l.person_id and ${where}
     returning l.platform, l.tenant, l.account_id, l.state = 'confirmed' and p.role = 'student' as is_student`,
    params,
  )
  const accounts = ended.filter(({ is_student }) => is_student)
  const reader_ids = namelessOf(accounts)
  if (reader_ids.length > 0) await lockReaders(sql, reader_ids)
  if (accounts.length > 0) await removeRows(sql, { reader_ids, accounts })
  return ended.length
}

async function remove(
  sql: Sql,
  { table, where, empties }: PersonRows,
  subject: ErasedSubject,
): Promise<number> {
  const who = `(select $1::text[] as readers, $2::text[] as accounts, $3::text[] as courses) who`
  const change =
    empties === undefined
      ? `delete from ${table} t using ${who} where`
      : `update ${table} t set ${empties} = null from ${who} where`
  const { reader_ids, accounts } = subject
  const courses = accounts.filter(({ platform }) => platform === 'lti').map(({ account_id }) => account_id)
  const { count } = only(
    await sql.rows<{ count: number }>(
      `with gone as (${change} (${where}) returning 1) select count(*)::int as count from gone`,
      [reader_ids, accounts.map(accountText), courses],
    ),
  )
  return count
}

const accountText = ({ platform, tenant, account_id }: Account): string =>
  [platform, tenant, account_id].join(' ')
