import { anonymousPrefix } from '../../../domain/courses/lti.ts'
import type { Account } from '../../../domain/people/account.ts'
import type { ErasedSubject, ErasureReceipt } from '../../../domain/people/erasure.ts'
import type { Erasures } from '../../../ports/people/erasures.ts'
import { json, only, type Sql } from '../sql.ts'
import { lockReaders, namelessOf, removeRows } from './remove-rows.ts'

const time = (column: string): string =>
  `to_char(e.${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`
const receipt = `select e.erasure_id, e.id_hashes[1] as student_hash, e.asked_by, ${time('asked_at')},
  ${time('finished_at')}, e.removed, e.rewritten from erasure e`

export function erasures(sql: Sql): Erasures {
  const first = async <T>(rows: Promise<T[]>): Promise<T | null> => (await rows)[0] ?? null
  return {
    key: async () =>
      only(await sql.rows<{ key: string | null }>('select erasure_key as key from school')).key,
    makeKey: async (fresh) =>
      only(
        await sql.rows<{ key: string }>(
          'update school set erasure_key = coalesce(erasure_key, $1) returning erasure_key as key',
          [fresh],
        ),
      ).key,
    sealAnew: async ({ from, to }) =>
      (
        await sql.rows('update school set erasure_key = $2 where erasure_key = $1 returning school_id', [
          from,
          to,
        ])
      ).length > 0,
    subjectOf: (readerId) => subjectOf(sql, readerId),
    removeRows: (subject) => removeRows(sql, subject),
    async put({ erasure_id, id_hashes, asked_by, asked_at, removed, subject }) {
      await sql.rows(
        `insert into erasure (school_id, erasure_id, id_hashes, asked_by, asked_at, removed, subject)
         values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6)`,
        [erasure_id, id_hashes, asked_by, asked_at.toISOString(), json(removed), json(subject)],
      )
    },
    unfinished: () =>
      sql.rows<{ erasure_id: string; subject: ErasedSubject | null }>(
        'select erasure_id, subject from erasure where finished_at is null order by asked_at, erasure_id',
      ),
    async forgetSubject(erasureId, removed) {
      await sql.rows('update erasure set subject = null, removed = removed || $2 where erasure_id = $1', [
        erasureId,
        json(removed),
      ])
    },
    async finish(erasureIds, { rewritten, at }) {
      await sql.rows(
        'update erasure set rewritten = $2, finished_at = $3 where erasure_id = any($1::text[]) and finished_at is null',
        [erasureIds, rewritten, at.toISOString()],
      )
    },
    get: (erasureId) => first(sql.rows<ErasureReceipt>(`${receipt} where e.erasure_id = $1`, [erasureId])),
    list: ({ limit, before, id_hash }) =>
      sql.rows<ErasureReceipt>(
        `${receipt} where ($2::text is null or e.erasure_id < $2) and ($3::text is null or $3 = any(e.id_hashes))
         order by e.erasure_id desc limit $1`,
        [limit, before, id_hash],
      ),
    async takeUp(idHashes) {
      await sql.rows('update erasure set id_hashes = id_hashes[1:1] where id_hashes[1] = any($1::text[])', [
        idHashes,
      ])
    },
    erasedAt: async (idHashes) =>
      new Map(
        (
          await sql.rows<{ hash: string; at: Date }>(
            `select h.hash, max(e.asked_at) as at from erasure e, unnest(e.id_hashes) as h(hash)
             where h.hash = any($1::text[]) group by h.hash`,
            [idHashes],
          )
        ).map(({ hash, at }) => [hash, new Date(at)]),
      ),
  }
}

async function subjectOf(sql: Sql, readerId: string): Promise<ErasedSubject | null> {
  const accounts = await sql.rows<Account>(
    `select l.platform, l.tenant, l.account_id from chat_link l join person p using (school_id, person_id)
     where p.reader_id = $1 and l.state = 'confirmed' order by 1, 2, 3`,
    [readerId],
  )
  const reader_ids = [readerId, ...namelessOf(accounts)]
  if (!(await lockReaders(sql, reader_ids)).includes(readerId)) return null
  const own = readerId.startsWith(anonymousPrefix)
    ? [{ platform: 'lti' as const, tenant: '', account_id: readerId.slice(anonymousPrefix.length) }]
    : []
  return { reader_ids, accounts: [...accounts, ...own] }
}
