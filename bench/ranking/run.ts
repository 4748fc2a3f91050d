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
import { type Cost, drawCosts } from './cost-chart.ts'
import { inventEvents, type Size } from './invent.ts'

interface Rebuilt extends Cost {
  seconds: number
}

interface Growing {
  size: Size
  atMost?: { seconds?: number; cpuSeconds?: number; megabytes?: number }
}

const growing: readonly Growing[] = [
  { size: { readers: 500, books: 2_000, events: 20_000 } },
  { size: { readers: 1_000, books: 5_000, events: 50_000 } },
  { size: { readers: 2_000, books: 10_000, events: 150_000 } },
  {
    // As large as Book-Crossing.
    size: { readers: 2_946, books: 17_384, events: 272_678 },
    atMost: { cpuSeconds: limits.rebuildBookCrossingCpuSeconds },
  },
  {
    size: { readers: 5_000, books: 20_000, events: 500_000 },
    atMost: { seconds: limits.rebuildLargeSeconds, megabytes: limits.rebuildLargeMegabytes },
  },
  {
    size: { readers: 100_000, books: 50_000, events: 10_000_000 },
    atMost: { seconds: limits.rebuildDistrictSeconds, megabytes: limits.rebuildDistrictMegabytes },
  },
]

const scored = { books: 17_000, history: 50, times: 300 }

/** `draws`: whether docs/RANKING.md gets the picture of what these builds took. */
export function benchRanking({ isSmall, draws }: { isSmall: boolean; draws: boolean }): Result[] {
  const sizes = isSmall ? growing.slice(0, 2) : growing
  const builds = sizes.map((one) => ({ ...one, took: rebuild(one.size) }))
  if (draws) drawCosts(builds.map(({ took }) => took))
  return [scoring(isSmall ? 3_000 : scored.books), ...builds.flatMap(told)]
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

function told({ size, took, atMost = {} }: Growing & { took: Rebuilt }): Result[] {
  const what = `rebuild of ${size.readers} readers, ${size.books} books, ${took.events} events`
  const result = (more: string, value: number, unit: string, limit?: number): Result => ({
    what: `${what}, ${more}`,
    value,
    unit,
    ...(limit === undefined ? {} : { limit: { atMost: limit } }),
  })
  return [
    result(`judged, ${availableParallelism()} threads`, took.seconds, 's', atMost.seconds),
    result('processor time', took.cpuSeconds, 's', atMost.cpuSeconds),
    result('most memory', took.peakMegabytes, 'MB', atMost.megabytes),
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
