import { Redis } from 'ioredis'
import type { OwnPlace } from './own-place.ts'

const keysLookedAt = 1_000

/** Prints what a row of each table takes with its indexes, and a list in Redis: the numbers of docs/SCALING.md. */
export async function tellSizes({ database, redisUrl }: OwnPlace): Promise<void> {
  await database.query('vacuum analyze')
  const { rows } = await database.query<{ name: string; rows: number; bytes: number }>(
    `select c.relname as name, c.reltuples::int as rows, pg_total_relation_size(c.oid)::float8 as bytes
     from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.reltuples > 100
     order by bytes desc`,
  )
  console.log('\nrows, and bytes a row with indexes:')
  for (const { name, rows: count, bytes } of rows)
    console.log(`  ${name.padEnd(22)} ${String(count).padStart(8)} ${(bytes / count).toFixed(0).padStart(8)}`)
  console.log(
    `bytes of a list in Redis, with its key and its reader's version: ${await bytesAList(redisUrl)}`,
  )
}

async function bytesAList(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl)
  const sizeOf = async (pattern: string): Promise<number> => {
    const sizes: number[] = []
    for await (const keys of redis.scanStream({ match: pattern, count: keysLookedAt })) {
      for (const key of keys as string[]) sizes.push((await redis.memory('USAGE', key)) ?? 0)
      if (sizes.length >= keysLookedAt) break
    }
    return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length)
  }
  const bytes = (await sizeOf('*:l:*')) + (await sizeOf('*:r:*'))
  redis.disconnect()
  return Math.round(bytes)
}
