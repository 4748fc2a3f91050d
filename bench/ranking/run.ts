// What the night's rebuild and one score cost, on events invented from a fixed seed.
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildGraph } from '../../src/core/ranking/graph.ts'
import { interactionsOfColumns } from '../../src/core/ranking/interactions.ts'
import { createScorer } from '../../src/core/ranking/score.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { limits } from '../limits.ts'
import type { Result } from '../results.ts'
import { percentile } from '../statistics.ts'
import { inventEvents, type Size } from './invent.ts'

interface Rebuilt {
  events: number
  seconds: number
  cpuSeconds: number
  peakMegabytes: number
}

const growing: readonly Size[] = [
  { readers: 500, books: 2_000, events: 20_000 },
  { readers: 1_000, books: 5_000, events: 50_000 },
  { readers: 2_000, books: 10_000, events: 150_000 },
]
const large: Size = { readers: 5_000, books: 20_000, events: 500_000 }
const district: Size = { readers: 100_000, books: 50_000, events: 10_000_000 }

const scored = { books: 17_000, history: 50, times: 300 }

export function benchRanking(isSmall: boolean): Result[] {
  const results = [scoring(isSmall ? 3_000 : scored.books)]
  for (const size of growing.slice(0, isSmall ? 2 : undefined)) results.push(...told(size, rebuild(size)))
  if (isSmall) return results
  results.push(
    ...told(large, rebuild(large), {
      seconds: limits.rebuildLargeSeconds,
      megabytes: limits.rebuildLargeMegabytes,
    }),
    ...told(district, rebuild(district), {
      seconds: limits.rebuildDistrictSeconds,
      megabytes: limits.rebuildDistrictMegabytes,
    }),
  )
  return results
}

function rebuild({ readers, books, events }: Size): Rebuilt {
  const file = fileURLToPath(new URL('rebuild-process.ts', import.meta.url))
  const args = ['--import', 'tsx', file, ...[readers, books, events].map(String)]
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`the rebuild of ${events} events ended with code ${status}`)
  return JSON.parse(stdout) as Rebuilt
}

function told(
  { readers, books }: Size,
  { events, seconds, cpuSeconds, peakMegabytes }: Rebuilt,
  limit?: { seconds: number; megabytes: number },
): Result[] {
  const what = `rebuild of ${readers} readers, ${books} books, ${events} events`
  return [
    {
      what: `${what}, judged, ${availableParallelism()} threads`,
      value: seconds,
      unit: 's',
      ...(limit === undefined ? {} : { limit: { atMost: limit.seconds } }),
    },
    { what: `${what}, processor time`, value: cpuSeconds, unit: 's' },
    {
      what: `${what}, most memory`,
      value: peakMegabytes,
      unit: 'MB',
      ...(limit === undefined ? {} : { limit: { atMost: limit.megabytes } }),
    },
  ]
}

function scoring(books: number): Result {
  const size = { readers: 1_500, books, events: 60_000 }
  const graph = buildGraph(
    interactionsOfColumns(inventEvents(size), defaultSettings.graph),
    defaultSettings.graph,
  )
  const score = createScorer(graph, defaultSettings.scoring)
  const history = Array.from({ length: scored.history }, (_, k) => ({ book: (k * 53) % books, weight: 1 }))
  const tookMs: number[] = []
  for (let time = 0; time < scored.times; time++) {
    const startedAt = performance.now()
    score({ history, excluded: history.map(({ book }) => book), limit: 100 })
    tookMs.push(performance.now() - startedAt)
  }
  return {
    what: `score of ${books} books for a history of ${scored.history}, p50`,
    value: percentile(tookMs, 0.5),
    unit: 'ms',
    limit: { atMost: limits.scoreMs },
  }
}
