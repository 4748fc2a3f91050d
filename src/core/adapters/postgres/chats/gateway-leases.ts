import type { GatewayLeases } from '../../../ports/chats/gateway-leases.ts'
import type { Sql } from '../sql.ts'

export function gatewayLeases(sql: Sql): GatewayLeases {
  return {
    take: async (botId, owner, { leaseMs, coveredUntil }) =>
      (
        await sql.rows(
          `insert into gateway_lease as l (bot_id, owner, expires_at, covered_until)
           values ($1, $2, now() + $3 * interval '1 millisecond', $4)
           on conflict (bot_id) do update set owner = $2, expires_at = excluded.expires_at,
             covered_until = coalesce(excluded.covered_until, l.covered_until)
           where l.owner = $2 or l.expires_at <= now()
           returning bot_id`,
          [botId, owner, leaseMs, coveredUntil?.toISOString() ?? null],
        )
      ).length > 0,
    coveredUntil: async (botId) => {
      const [row] = await sql.rows<{ ms: number | null }>(
        'select (extract(epoch from covered_until) * 1000)::float8 as ms from gateway_lease where bot_id = $1',
        [botId],
      )
      return row?.ms == null ? null : new Date(row.ms)
    },
    release: async (botId, owner) => {
      await sql.rows('update gateway_lease set expires_at = now() where bot_id = $1 and owner = $2', [
        botId,
        owner,
      ])
    },
  }
}
