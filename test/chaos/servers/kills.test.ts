import { setTimeout as rest } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { drained } from '../../../bench/program.ts'
import { median } from '../../../bench/statistics.ts'
import { type Random, seededRandom, shuffledIndices } from '../../../src/core/ranking/random.ts'
import { type Records, type Refusal, startLoad } from '../clients.ts'
import { compare } from '../compare.ts'
import { say, studentIds } from '../school.ts'
import { readDatabase } from '../stored.ts'
import { type Installation, openInstallation, urlOf } from './installation.ts'
import type { Process } from './process.ts'
import { type Recovery, recovered } from './recovery.ts'
import { killServer, type Server, startServer } from './servers.ts'
import { startWatcher } from './watcher.ts'

const kills = Number(process.env.SOAK_KILLS ?? 5)
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
const clients = 6
/** The load is steady, and leaves room for who has to catch up. */
const pauseMs = 300
/** How long what was killed stays down, and how long all is well between two kills; at random. */
const downMs = 1_500
const quietMs = 1_000
/** Share of the kills during which something else is killed too. */
const twoAtOnce = 0.25
const appliedWithinMs = 120_000

/** Relay and consumers are in the worker. */
const kinds = ['api', 'worker', 'redis', 'kafka', 'postgres'] as const
type Kind = (typeof kinds)[number]

/** Nobody else writes about these. */
const [prober = '', ...watched] = studentIds.slice(-3)
const busy = studentIds.slice(0, -3)

interface Blow {
  kinds: readonly Kind[]
  from: number
  to: number
  recovery: Recovery
}

test(`[T-41] acknowledged = applied, exactly, after ${kills} kills of processes and servers`, async () => {
  say(`kills: seed ${seed}, ${kills} kills, ${clients} clients`)
  const random = seededRandom(seed)
  const installation = await openInstallation()
  onTestFinished(() => installation.close())
  const records: Records = { entries: [], refusals: [] }
  const options = { seed, clients, again: true, students: busy, pauseMs, records }
  const load = startLoad(installation.target(random), options)
  const watchers = watched.map((student_id, at) =>
    startWatcher(installation, { student_id, seed: seed + at, records }),
  )
  const blows: Blow[] = []
  for (const kinds of planOf(random)) {
    await rest(random() * quietMs)
    const blow = await strike(installation, kinds, { random, records })
    blows.push(blow)
    say(`  ${kinds.join(' + ')}: ${inWords(blow.recovery)}`)
  }
  await Promise.all([load.stop(), ...watchers.map((watcher) => watcher.stop())])
  const drainedInMs = await drained(urlOf(installation.apis[0]), appliedWithinMs)
  const processes = [...installation.apis, ...installation.workers]
  const ended = await Promise.all(processes.map((one) => one.end('SIGTERM')))
  const found = compare(records.entries, await readDatabase(installation.place.databaseUrl))
  const seen = watchers.map((watcher) => watcher.seen)

  say('kills, by kind, from the moment that everything runs again:')
  tell(blows)
  say(`  acknowledged ${found.acknowledged}, unknown ${found.unknown}, applied ${found.applied}`)
  say(`  lost ${found.lost.length}, doubled ${found.doubled.length}, wrong ${found.wrong.length}`)
  say(
    `  all applied ${drainedInMs.toFixed(0)} ms after the load; ${records.refusals.length} requests refused`,
  )
  for (const { looks, hits, stale } of seen)
    say(`  watched ${looks} lists right after a vote, ${hits} came from the cache, stale ${stale.length}`)
  expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
  expect(records.refusals.filter((refusal) => !isLegal(refusal, blows))).toEqual([])
  expect(seen.flatMap(({ stale }) => stale)).toEqual([])
  expect(Math.min(...seen.flatMap(({ looks, hits }) => [looks, hits]))).toBeGreaterThan(kills)
  expect(new Set(blows.flatMap((blow) => blow.kinds))).toEqual(new Set(kinds))
  expect(found.acknowledged).toBeGreaterThan(kills * 20)
  expect(ended.map((end) => end?.code)).toEqual([0, 0, 0, 0])
})

/** Each kind as often as the others, in random order; some together with the one after it. */
function planOf(random: Random): Kind[][] {
  const order = Array.from({ length: Math.ceil(kills / kinds.length) }, () => [
    ...shuffledIndices(kinds.length, random),
  ]).flat()
  const plan: Kind[][] = []
  for (const at of order.slice(0, kills)) {
    const kind = kinds[at] ?? 'api'
    const last = plan.at(-1)
    if (last?.length === 1 && last[0] !== kind && random() < twoAtOnce) last.push(kind)
    else plan.push([kind])
  }
  return plan
}

/** Kills, waits a moment, starts it again, and waits until all is well. */
async function strike(
  installation: Installation,
  kinds: readonly Kind[],
  { random, records }: { random: Random; records: Records },
): Promise<Blow> {
  const from = performance.now()
  const undo: (() => Promise<void>)[] = []
  for (const kind of kinds) {
    undo.push(await kill(installation, kind, random))
    await rest((random() * downMs) / 4)
  }
  await rest(random() * downMs)
  // Together: a process may find the server away that it needs.
  await Promise.all(undo.map((start) => start()))
  const startedAt = performance.now()
  const recovery = await recovered(installation, { startedAt, student_id: prober, records })
  return { kinds, from, to: performance.now(), recovery }
}

/** Answers what starts it again. */
async function kill(installation: Installation, kind: Kind, random: Random): Promise<() => Promise<void>> {
  if (kind === 'api' || kind === 'worker') {
    const pair: readonly Process[] = kind === 'api' ? installation.apis : installation.workers
    const victim = pair[Math.floor(random() * pair.length)]
    await victim?.end('SIGKILL')
    return async () => victim?.start()
  }
  const server: Server = kind
  await killServer(server)
  return () => startServer(server)
}

/** Only without the database nothing is acknowledged; then it says when to come back. */
function isLegal({ status, retryAfter, at, text }: Refusal, blows: readonly Blow[]): boolean {
  if (retryAfter === null) return false
  // The first request under this key is still on its way, at the api that it was repeated at.
  if (status === 409) return text.includes('is being answered')
  return status === 503 && blows.some((b) => b.kinds.includes('postgres') && at >= b.from && at <= b.to)
}

/** Times from the moment at which everything runs again. */
function tell(blows: readonly Blow[]): void {
  const names = new Set(blows.map((blow) => blow.kinds.join(' + ')))
  for (const name of [...names].sort()) {
    const all = blows.filter((blow) => blow.kinds.join(' + ') === name).map((blow) => blow.recovery)
    const over = (of: (values: number[]) => number): Recovery => ({
      answersMs: of(all.map((recovery) => recovery.answersMs)),
      caughtUpMs: of(all.map((recovery) => recovery.caughtUpMs)),
    })
    say(
      `  ${all.length} x ${name}: ${inWords(over(median))}; longest ${inWords(over((ms) => Math.max(...ms)))}`,
    )
  }
}

const inWords = ({ answersMs, caughtUpMs }: Recovery): string =>
  `answers after ${answersMs.toFixed(0)} ms, caught up after ${caughtUpMs.toFixed(0)} ms`
