import { askedForMs, maxTellings, type Wordings } from '../../../ports/lists/wordings.ts'
import { json, type Sql } from '../sql.ts'

const hashOf = (row: { facts_hash: string }): string => row.facts_hash

const claimsBefore = (at: Date): string => new Date(at.getTime() - askedForMs).toISOString()

export function wordings(sql: Sql): Wordings {
  return {
    async told(factsHashes) {
      const rows = await sql.rows<{ facts_hash: string; text: string }>(
        "select facts_hash, text from wording where facts_hash = any($1::text[]) and state = 'told'",
        [factsHashes],
      )
      return new Map(rows.map((row) => [row.facts_hash, row.text]))
    },
    // In the order of the hashes, so that two who claim the same wait for each other and never in a circle.
    claim: async (factsHashes, { modelId, at }) =>
      (
        await sql.rows<{ facts_hash: string }>(
          `insert into wording as w (school_id, facts_hash, model_id, state, asked_at)
           select current_setting('shelftalk.school'), x.hash, $2, 'asked', $3
           from (select distinct hash from unnest($1::text[]) as u(hash) order by hash) as x
           on conflict (school_id, facts_hash) do update set state = 'asked', asked_at = excluded.asked_at
             where w.state <> 'told' and w.tries < $4 and w.asked_at <= $5
           returning facts_hash`,
          [factsHashes, modelId, at.toISOString(), maxTellings, claimsBefore(at)],
        )
      ).map(hashOf),
    underway: async (factsHashes, at) =>
      (
        await sql.rows<{ facts_hash: string }>(
          "select facts_hash from wording where facts_hash = any($1::text[]) and state = 'asked' and asked_at > $2",
          [factsHashes, claimsBefore(at)],
        )
      ).map(hashOf),
    async settle(outcomes, at) {
      await sql.rows(
        `with settled as (select w.facts_hash, x.state, x.text from wording w
           join jsonb_to_recordset($1::jsonb) as x(facts_hash text, state text, text text) using (facts_hash)
           where w.state <> 'told' order by w.facts_hash for update of w)
         update wording w set state = s.state, text = s.text,
           made_at = case when s.state = 'told' then $2::timestamptz end,
           tries = w.tries + case when s.state = 'refused' then 1 else 0 end
         from settled s where w.facts_hash = s.facts_hash`,
        [json(outcomes), at.toISOString()],
      )
    },
  }
}
