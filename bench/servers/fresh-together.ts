import type { BareProcess } from '../bare-process.ts'
import { freshList, fromLanes, unseenLists } from '../fresh-list.ts'
import { limits } from '../limits.ts'
import { besideBare, connections } from '../load.ts'
import { ask, type Service } from '../program.ts'
import type { Result } from '../results.ts'
import { median, percentile } from '../statistics.ts'

interface Rounds {
  rounds: number
  /** Lists in a round, after as many that are not counted. */
  each: number
  students: readonly string[]
}

/** Lists made anew for fifty at once, next to a bare route that reads one row and stores one by group commit. */
export async function measureFreshTogether(
  api: Service,
  bare: BareProcess,
  { rounds, each, students }: Rounds,
): Promise<Result[]> {
  const paths = unseenLists(students)
  const sides = {
    ours: () => freshList(api, paths),
    bare: async () => {
      const startedAt = performance.now()
      await ask(bare.url, 'GET', `/fresh/${students[0]}`)
      return performance.now() - startedAt
    },
  }
  const rates: Record<keyof typeof sides, number[]> = { ours: [], bare: [] }
  const p95: number[] = []
  for (let round = 0; round <= rounds; round++) {
    for (const side of ['bare', 'ours'] as const) {
      const startedAt = performance.now()
      const tookMs = await fromLanes(connections, each, sides[side])
      if (round === 0) continue
      rates[side].push((1000 * each) / (performance.now() - startedAt))
      if (side === 'ours') p95.push(percentile(tookMs, 0.95))
    }
  }
  const what = `fresh lists, ${connections} connections`
  return [
    ...besideBare(rates, {
      ours: { what },
      bare: 'bare route that reads one row and stores one',
      share: { what: 'fresh lists to bare route', atLeast: limits.freshShareOfBareRoute },
    }),
    {
      what: `${what}, p95`,
      value: median(p95),
      unit: 'ms',
      limit: { atMost: limits.freshListServicesP95Ms },
    },
  ]
}
