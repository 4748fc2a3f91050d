import type { LtiItem, LtiItems } from '../../../ports/courses/lti.ts'
import { json, type Sql } from '../sql.ts'

const columns = `collection, identity, fields, secret,
  to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
  to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as expires_at`
const insert = `insert into lti_item (collection, identity, fields, secret, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6)`
const replace =
  'do update set fields = excluded.fields, secret = excluded.secret, created_at = excluded.created_at, expires_at = excluded.expires_at'
const valuesOf = (item: LtiItem): unknown[] => [
  ...[item.collection, item.identity, json(item.fields), item.secret, item.created_at, item.expires_at],
]

export function ltiItems(sql: Sql): LtiItems {
  return {
    find: (collection, fields, now) =>
      sql.rows<LtiItem>(
        `select ${columns} from lti_item where collection = $1 and fields @> $2 and (expires_at is null or expires_at > $3)
         order by lti_item.created_at, identity`,
        [collection, json(fields), now.toISOString()],
      ),
    async add(item, now) {
      await sql.rows('delete from lti_item where collection = $1 and identity = $2 and expires_at <= $3', [
        ...[item.collection, item.identity, now.toISOString()],
      ])
      return (
        (await sql.rows(`${insert} on conflict do nothing returning identity`, valuesOf(item))).length > 0
      )
    },
    async put(item) {
      await sql.rows(`${insert} on conflict (collection, identity) ${replace}`, valuesOf(item))
    },
    async change(collection, having, to) {
      await sql.rows('update lti_item set fields = fields || $3 where collection = $1 and fields @> $2', [
        collection,
        json(having),
        json(to),
      ])
    },
    async remove(collection, having) {
      await sql.rows('delete from lti_item where collection = $1 and fields @> $2', [
        collection,
        json(having),
      ])
    },
    sweep: async (now) =>
      (await sql.rows('delete from lti_item where expires_at <= $1 returning identity', [now.toISOString()]))
        .length,
  }
}
