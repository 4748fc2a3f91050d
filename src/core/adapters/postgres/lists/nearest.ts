import { type VectorTable, vectorIndexes } from '../connection/vector-indexes.ts'
import { only, type Sql } from '../sql.ts'

/** With fewer vectors of its own a school is searched sooner from end to end, which takes 6 µs a vector. */
const worthAnIndex = 5_000
/** The index holds all schools' vectors: those of others are passed over one by one. */
const leastShare = 1 / 3
/** The index answers not quite the nearest: looked at more closely are so many times more than asked for. */
const spare = 2
/** By the index's own bounds. */
const candidates = { least: 100, most: 1_000 }

export interface NearTo {
  table: VectorTable
  modelId: string
  /** The book or the reader. */
  id: string
  limit: number
}

/**
 * What is nearest to a vector of this school, by `among`: a statement that orders rows of the table, or of what is named in
 * its stead, by their full vectors. Where the index pays, it says which few hundred are worth that.
 */
export async function nearest<T>(
  sql: Sql,
  { table, modelId, id, limit }: NearTo,
  among: (some: string, limit: string) => string,
): Promise<T[]> {
  if (!(await indexPays(sql, table, modelId))) return sql.rows(among(table, '$3'), [id, modelId, limit])
  const wanted = Math.min(candidates.most, Math.max(candidates.least, limit * spare))
  const [, found] = await Promise.all([
    sql.rows(leadByIndex, [String(wanted)]),
    sql.rows<T>(among(nearByIndex(table), '$4'), [id, modelId, wanted, limit]),
    sql.rows(asBefore),
  ])
  return found
}

/** The embedded database has no such index. */
async function indexPays(sql: Sql, table: VectorTable, modelId: string): Promise<boolean> {
  const { pays } = only(
    await sql.rows<{ pays: boolean }>(
      `select to_regclass('${vectorIndexes[table]}') is not null and (
         select count(*) from (select from ${table} where model_id = $1 limit w.enough) as own) >= w.enough as pays
       from (select greatest(${worthAnIndex}, reltuples * ${leastShare})::bigint as enough
         from pg_class where oid = '${table}'::regclass) as w`,
      [modelId],
    ),
  )
  return pays
}

/** What the index finds near to $1 of model $2: $3 of them. */
function nearByIndex(table: VectorTable): string {
  const key = table === 'book_embedding' ? 'book_id' : 'reader_id'
  return `(select e.* from ${table} e where e.model_id = $2 and e.${key} <> $1
    order by e.embedding::halfvec(1536) <=> (
      select m.embedding::halfvec(1536) from ${table} m where m.${key} = $1 and m.model_id = $2) limit $3)`
}

/** The planner takes a vector for as cheap as any other value, and would rather read all of them to sort some hundred. */
const leadByIndex = `
  select set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'strict_order', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`
const asBefore = `
  select set_config('enable_seqscan', 'on', true), set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true)`
