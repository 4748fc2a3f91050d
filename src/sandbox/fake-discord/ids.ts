const discordEpochMs = 1_420_070_400_000
/** Bits of a snowflake below its time. */
const bitsBelowTime = 22n

/** Makes snowflakes: they sort by time and no two are the same. */
export function createIds(now: () => number): () => string {
  let last = 0n
  return () => {
    const next = BigInt(now() - discordEpochMs) << bitsBelowTime
    last = next > last ? next : last + 1n
    return String(last)
  }
}

/** Snowflakes as numbers sort: the older before the newer. */
export const byId = (a: { id: string }, b: { id: string }): number =>
  BigInt(a.id) < BigInt(b.id) ? -1 : BigInt(a.id) > BigInt(b.id) ? 1 : 0
