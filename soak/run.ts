// The long runs; CI does them in small. Exits with 1 when a rule was broken.
//
//   npm run soak              50 kills under load of the embedded default, 50 of processes and servers, a million
//                             random slates, 100 ends of a bot on the way of a request, 1,000 deliveries that come
//                             twice, our key changed during 200 launches, ten million rows in one file, half an
//                             hour of the fuzzer, and the other faults of test/chaos
//   npm run soak -- --small   3 and 5 kills, 7 ends, 100 deliveries, 48 launches, 20,000 slates, 100,000 rows, and no
//                             fuzzer, which is a step of its own in CI
//
// SOAK_SEED=n repeats a run's random choices: the seed is printed first.
import { fork, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { SlateRun } from './slates.ts'

const { values: options } = parseArgs({ options: { small: { type: 'boolean', default: false } } })
const plan = options.small
  ? {
      kills: 3,
      killsOnServers: 5,
      floodSeconds: 10,
      launches: 48,
      rows: 100_000,
      slates: 20_000,
      fuzzSeconds: 0,
    }
  : {
      ...{ kills: 50, killsOnServers: 50, floodSeconds: 60, launches: 200 },
      ...{ rows: 10_000_000, slates: 1_000_000, fuzzSeconds: 1_800 },
    }
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
/** Violations that are told in full. */
const told = 20
const root = fileURLToPath(new URL('..', import.meta.url))

console.log(`soak: seed ${seed}, ${plan.slates} slates, ${plan.kills} + ${plan.killsOnServers} kills`)
const slatesHold = await runAllSlates()
const faultsHold = [runFaults(), runFaultsOnServers(), runFuzzer()].every((hold) => hold)
console.log(
  `\nsoak: seed ${seed}: slates ${slatesHold ? 'hold' : 'BROKEN'}, faults ${faultsHold ? 'hold' : 'BROKEN'}`,
)
if (!slatesHold || !faultsHold) process.exitCode = 1

/** Random slates on all cores. */
async function runAllSlates(): Promise<boolean> {
  const startedAt = performance.now()
  const processes = availableParallelism()
  const share = Math.ceil(plan.slates / processes)
  const runs = await Promise.all(Array.from({ length: processes }, (_, part) => runShare(seed + part, share)))
  const violations = runs.flatMap((run) => run.violations)
  const sum = (of: (run: SlateRun) => number): number => runs.reduce((total, run) => total + of(run), 0)
  const seconds = (performance.now() - startedAt) / 1000
  for (const violation of violations.slice(0, told)) console.log(`  ${violation}`)
  console.log(
    `soak: ${sum((run) => run.slates)} random slates with ${sum((run) => run.books)} books: ${violations.length} violations (${seconds.toFixed(0)} s)`,
  )
  return violations.length === 0
}

function runShare(ownSeed: number, count: number): Promise<SlateRun> {
  const file = fileURLToPath(new URL('slates-process.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = fork(file, [String(ownSeed), String(count)], { execArgv: ['--import', 'tsx'] })
    child.once('message', (run) => resolve(run as SlateRun))
    child.once('exit', (code) => reject(new Error(`the slates of seed ${ownSeed} ended with code ${code}`)))
  })
}

/** Kills, stops and broken folders, against the real process (test/chaos). */
function runFaults(): boolean {
  return run(process.execPath, vitest('test/chaos/vitest.config.ts'), plan.kills)
}

/** The same for api and worker processes on PostgreSQL, Redis and Kafka, which are killed as well. */
function runFaultsOnServers(): boolean {
  const tests = [process.execPath, ...vitest('test/chaos/servers/vitest.config.ts')]
  return run('bash', ['scripts/services.sh', 'run', ...tests], plan.killsOnServers)
}

/** Requests at random to the running program, other ones with every seed. */
function runFuzzer(): boolean {
  if (plan.fuzzSeconds === 0) return true
  return run('bash', ['scripts/fuzz.sh', String(plan.fuzzSeconds), String(seed)])
}

function vitest(config: string): string[] {
  const program = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
  return [program, 'run', '--config', config]
}

function run(program: string, args: readonly string[], kills = 0): boolean {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      SOAK_KILLS: String(kills),
      SOAK_SEED: String(seed),
      SOAK_LAUNCHES: String(plan.launches),
      SOAK_ROWS: String(plan.rows),
      SOAK_FLOOD_SECONDS: String(plan.floodSeconds),
    },
  })
  return status === 0
}
