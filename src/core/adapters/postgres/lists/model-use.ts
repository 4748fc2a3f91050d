import type { ModelUse, UseOfADay } from '../../../ports/lists/model-use.ts'
import type { Sql } from '../sql.ts'

export function modelUse(sql: Sql): ModelUse {
  return {
    // The row's lock lets one decide after the other, each on what those before it left.
    reserve: async (day, { tokens, limit }) =>
      (
        await sql.rows(
          `insert into model_budget as b (school_id, day, reserved)
           select current_setting('shelftalk.school'), $1::date, $2::bigint where $2::bigint <= $3::bigint
           on conflict (school_id, day) do update set reserved = b.reserved + excluded.reserved
             where b.reserved + b.spent + excluded.reserved <= $3::bigint
           returning reserved`,
          [day, tokens, limit],
        )
      ).length > 0,
    async settle(day, { purpose, reserved, spent }) {
      await sql.rows(
        `with budget as (
           insert into model_budget as b (school_id, day, spent)
           values (current_setting('shelftalk.school'), $1::date, $4::bigint)
           on conflict (school_id, day) do update set spent = b.spent + excluded.spent,
             reserved = greatest(b.reserved - $3::bigint, 0))
         insert into model_use as u (school_id, day, purpose, calls, tokens)
         values (current_setting('shelftalk.school'), $1::date, $2, 1, $4::bigint)
         on conflict (school_id, day, purpose) do update set calls = u.calls + 1, tokens = u.tokens + excluded.tokens`,
        [day, purpose, reserved, spent],
      )
    },
    async of(day) {
      const [budget] = await sql.rows<{ reserved: number; spent: number }>(
        'select reserved::float8 as reserved, spent::float8 as spent from model_budget where day = $1::date',
        [day],
      )
      const purposes = await sql.rows<UseOfADay['purposes'][number]>(
        `select purpose, calls::float8 as calls, tokens::float8 as tokens from model_use where day = $1::date
         order by purpose`,
        [day],
      )
      return { reserved: budget?.reserved ?? 0, spent: budget?.spent ?? 0, purposes }
    },
  }
}
