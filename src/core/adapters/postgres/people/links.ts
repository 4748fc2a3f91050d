import type { Account } from '../../../domain/people/account.ts'
import { SchoolPolicy } from '../../../domain/school.ts'
import type { LinkCodes, LinkHolder, Links, StoredLink } from '../../../ports/people/links.ts'
import type { Sql } from '../sql.ts'
import { endLinks } from './remove-rows.ts'

const valuesOf = ({ platform, tenant, account_id }: Account): string[] => [platform, tenant, account_id]
const isAccount = 'platform = $1 and tenant = $2 and account_id = $3'
const holderOf = `select p.person_id, p.role, p.reader_id, r.grade_level, r.birth_year, s.policy from person p
  join school s on s.school_id = p.school_id left join reader r on r.school_id = p.school_id and r.reader_id = p.reader_id`

export function linkCodes(sql: Sql): LinkCodes {
  return {
    async put({ person_id, platform, code_hash }, { now, expiresAt }) {
      await sql.rows('delete from link_code where expires_at <= $3 or (person_id = $1 and platform = $2)', [
        person_id,
        platform,
        now.toISOString(),
      ])
      const put = await sql.rows(
        `insert into link_code (school_id, person_id, platform, code_hash, expires_at)
         select p.school_id, p.person_id, $2, $3, $4 from person p where p.person_id = $1 and p.ended_at is null
         on conflict do nothing returning person_id`,
        [person_id, platform, code_hash, expiresAt.toISOString()],
      )
      return put.length > 0
    },
    take: async (platform, codeHash, { now, allowed }) =>
      (
        await sql.rows<{ person_id: string }>(
          `delete from link_code where platform = $1 and code_hash = $2 and expires_at > $3 and $4::boolean
           returning person_id`,
          [platform, codeHash, now.toISOString(), allowed],
        )
      )[0]?.person_id ?? null,
    // Of no school there is none to count it in; it is a try all the same.
    countTry: async (account, { now, since }) =>
      (
        await sql.rows<{ tries: number }>(
          `insert into link_try as t (school_id, platform, tenant, account_id, tries, first_at)
           select s.school_id, $1, $2, $3, 1, $4 from school s
           on conflict (school_id, platform, tenant, account_id) do update
             set tries = case when t.first_at > $5 then t.tries + 1 else 1 end,
                 first_at = case when t.first_at > $5 then t.first_at else excluded.first_at end
           returning tries`,
          [...valuesOf(account), now.toISOString(), since.toISOString()],
        )
      )[0]?.tries ?? 1,
    async forgetTries(account) {
      await sql.rows(`delete from link_try where ${isAccount}`, valuesOf(account))
    },
  }
}

export function links(sql: Sql): Links {
  const found = async (where: string, params: readonly string[]): Promise<LinkHolder | null> => {
    const [row] = await sql.rows<Omit<LinkHolder, 'policy'> & { policy: unknown }>(
      `${holderOf} ${where}`,
      params,
    )
    return row === undefined ? null : { ...row, policy: SchoolPolicy.parse(row.policy) }
  }
  return {
    isConfirmed: async (account) =>
      (await sql.rows(`select from chat_link where ${isAccount} and state = 'confirmed'`, valuesOf(account)))
        .length > 0,
    holder: (account) =>
      found(
        `join chat_link l on l.school_id = p.school_id and l.person_id = p.person_id
         where ${isAccount} and l.state = 'confirmed' and p.ended_at is null`,
        valuesOf(account),
      ),
    linkable: (who) =>
      'email' in who
        ? found('where p.email = $1 and p.ended_at is null', [who.email])
        : found('where p.person_id = $1 and p.ended_at is null', [who.person_id]),
    ask: async (link, at) =>
      (
        await sql.rows(
          `insert into chat_link as l (school_id, platform, tenant, account_id, person_id, state, shown_name, asked_at)
           select p.school_id, $1, $2, $3, p.person_id, 'pending', $5, $6 from person p
           where p.person_id = $4 and p.ended_at is null and not exists (select from chat_link k
             where k.platform = $1 and k.tenant = $2 and k.person_id = p.person_id and k.state = 'confirmed')
           on conflict (school_id, platform, tenant, account_id) do update
             set person_id = excluded.person_id, shown_name = excluded.shown_name, asked_at = excluded.asked_at
             where l.state = 'pending' returning account_id`,
          [...valuesOf(link), link.person_id, link.shown_name, at.toISOString()],
        )
      ).length > 0,
    async confirm(account, personId, { now, since }) {
      // Two confirmations of one person wait for each other, so that the second sees the first.
      await sql.rows('select from person where person_id = $1 for no key update', [personId])
      const confirmed = await sql.rows(
        `update chat_link set state = 'confirmed', confirmed_at = $5
         where ${isAccount} and person_id = $4 and state = 'pending' and asked_at > $6 and not exists
           (select from chat_link k where k.platform = $1 and k.tenant = $2 and k.person_id = $4 and k.state = 'confirmed')
         returning account_id`,
        [...valuesOf(account), personId, now.toISOString(), since.toISOString()],
      )
      return confirmed.length > 0
    },
    remove: async (account, personId) =>
      (await endLinks(sql, `${isAccount} and ($4::text is null or l.person_id = $4)`, [
        ...valuesOf(account),
        personId,
      ])) > 0,
    of: (personId, since) =>
      sql.rows<StoredLink>(
        `select l.platform, l.tenant, l.account_id, l.person_id, l.state, l.shown_name,
           coalesce(s.shown_name, '') as space_name, ${iso('asked_at')}, ${iso('confirmed_at')}
         from chat_link l left join chat_space s using (school_id, platform, tenant)
         where l.person_id = $1 and (l.state = 'confirmed' or l.asked_at > $2)
         order by l.platform, l.tenant, l.asked_at, l.account_id limit 200`,
        [personId, since.toISOString()],
      ),
    accounts: async ({ platform, tenant }, { limit, after }) =>
      (
        await sql.rows<{ account_id: string }>(
          `select account_id from chat_link where platform = $1 and tenant = $2 and state = 'confirmed'
             and ($3::text is null or account_id > $3) order by account_id limit $4`,
          [platform, tenant, after, limit],
        )
      ).map((row) => row.account_id),
    async endOnDiscord({ grades, bornUntil }) {
      await endLinks(
        sql,
        `l.platform = 'discord' and r.reader_id is not null
         and (r.grade_level = any($1::int[]) and r.birth_year <= $2) is not true`,
        [grades, bornUntil],
      )
    },
  }
}

const iso = (column: string): string =>
  `to_char(l.${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`
