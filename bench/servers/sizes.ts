import type { OwnPlace } from './own-place.ts'

/** Prints what a row of each table takes, with its indexes, and what all of them do: the numbers of docs/SCALING.md. */
export async function tellSizes({ database }: OwnPlace): Promise<void> {
  await database.query('vacuum analyze')
  const { rows } = await database.query<{ name: string; rows: number; bytes: number }>(
    `select c.relname as name, c.reltuples::int as rows, pg_total_relation_size(c.oid)::float8 as bytes
     from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.reltuples > 100
     order by bytes desc`,
  )
  console.log('\ntable, rows, bytes a row with indexes:')
  for (const { name, rows: count, bytes } of rows)
    console.log(`  ${name.padEnd(22)} ${String(count).padStart(8)} ${(bytes / count).toFixed(0).padStart(8)}`)
}
