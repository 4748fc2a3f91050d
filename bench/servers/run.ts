// The product on real servers: two api processes, one or two workers, PostgreSQL, Redis and Kafka, all on this machine.
import { spawnSync } from 'node:child_process'
import { Redis } from 'ioredis'
import { openPool } from '../../src/core/adapters/postgres/connection/pool.ts'
import { startBareProcess } from '../bare-process.ts'
import { cachedAnswer } from '../cached-list.ts'
import { measureFreshList, unseenLists } from '../fresh-list.ts'
import { limits } from '../limits.ts'
import { besideBare, connections, inTurns, requestsASecond } from '../load.ts'
import { ask, drained, type Service } from '../program.ts'
import type { Result } from '../results.ts'
import { measureBacklog } from './backlog.ts'
import { measureFreshTogether } from './fresh-together.ts'
import { measureIdleMemory, memoryNow } from './memory.ts'
import { type OwnPlace, openOwnPlace } from './own-place.ts'
import { loadSchool, type SchoolSize, studentId } from './school.ts'
import { tellSizes } from './sizes.ts'
import { measureTravel } from './travel.ts'
import { measureVectorSearch } from './vector-search.ts'
import { measureVotes, type Rounds } from './votes.ts'

interface Plan extends Rounds {
  school: SchoolSize
  /** Lists in a round. */
  each: number
  travelSeconds: number
  backlog: number
  backlogRounds: number
}

const small: Plan = {
  school: { books: 2_000, students: 1_000, loans: 20 },
  ...{ rounds: 3, roundSeconds: 2, each: 60, travelSeconds: 5, backlog: 5_000, backlogRounds: 1 },
}
const full: Plan = {
  school: { books: 10_000, students: 5_000, loans: 20 },
  ...{ rounds: 5, roundSeconds: 4, each: 200, travelSeconds: 20, backlog: 50_000, backlogRounds: 3 },
}
const drainedWithinMs = 10 * 60_000
const bareKey = 'bare list'
/** Votes are given by other students than those whose lists are measured. */
const listStudents = 1_000

/** Without servers in the environment: brings them up by the project's own script, for as long as this takes. */
export function onOwnServers(args: readonly string[]): number {
  const self = [process.execPath, '--import', 'tsx', 'bench/run.ts', ...args]
  const { status } = spawnSync('bash', ['scripts/services.sh', 'run', ...self], { stdio: 'inherit' })
  return status ?? 1
}

export async function benchServices(scratch: string, isSmall: boolean): Promise<Result[]> {
  const plan = isSmall ? small : full
  const place = await openOwnPlace(scratch)
  const running: Service[] = []
  const start = async (role: 'api' | 'worker'): Promise<Service> => {
    const service = await place.start(role)
    running.push(service)
    return service
  }
  try {
    const [api, other, worker] = [await start('api'), await start('api'), await start('worker')] as const
    const results = await measureIdleMemory(api, worker)
    results.push(...(await prepareSchool(place, api, plan.school)))
    results.push(...(await measureLists(place, [api, other], plan)))
    const students = Array.from({ length: plan.school.students }, (_, at) => studentId(at))
    results.push(
      ...(await measureTravel([api, other], place.databaseUrl, { students, seconds: plan.travelSeconds })),
    )
    await drained(api.url, drainedWithinMs)
    await worker.kill('SIGTERM')
    results.push(...(await measureWrites(place, api, plan)))
    results.push(memoryNow('an api with the graph, after all that', api))
    for (const one of [api, other]) await one.kill('SIGTERM')
    results.push(
      ...(await measureBacklog(place, {
        events: plan.backlog,
        rounds: plan.backlogRounds,
        school: plan.school,
      })),
    )
    await tellSizes(place)
    return results
  } finally {
    await Promise.all(running.map((service) => service.kill('SIGTERM')))
    await place.close()
  }
}

async function prepareSchool(place: OwnPlace, api: Service, school: SchoolSize): Promise<Result[]> {
  const startedAt = performance.now()
  const driver = await openPool(place.databaseUrl, { maxConnections: 2 })
  const results = await measureVectorSearch(driver, () => loadSchool(driver, school), school.books)
  await driver.close()
  const { json } = await ask(api.url, 'POST', '/jobs/graph/runs', { json: {} })
  await drained(api.url, drainedWithinMs)
  const run = await ask(api.url, 'GET', `/jobs/runs/${(json as { run_id: string }).run_id}`)
  if ((run.json as { state: string }).state !== 'finished') throw new Error(`the graph: ${run.text}`)
  const seconds = (performance.now() - startedAt) / 1000
  console.log(
    `school of ${school.books} books and ${school.students} students with ${school.loans} loans each, put into the tables directly and its graph built in ${seconds.toFixed(0)} s`,
  )
  return results
}

async function measureLists(
  place: OwnPlace,
  [api, other]: readonly [Service, Service],
  plan: Plan,
): Promise<Result[]> {
  const students = Array.from({ length: Math.min(listStudents, plan.school.students) }, (_, at) =>
    studentId(at),
  )
  const fresh = { ...plan, school: `${plan.school.books} books`, atMostMs: limits.freshListServicesP95Ms }
  return [
    ...(await measureFreshList(other, unseenLists(students), fresh)),
    ...(await measureTogether(place, other, plan)),
    ...(await measureCached(place, api, plan)),
  ]
}

/** Of students whose lists nobody has asked for yet. */
async function measureTogether(
  place: OwnPlace,
  api: Service,
  { rounds, each, school }: Plan,
): Promise<Result[]> {
  const half = Math.floor(school.students / 2)
  const students = Array.from({ length: half }, (_, at) => studentId(half + at))
  const bare = await startBareProcess('servers/bare-routes.ts', [place.databaseUrl, place.redisUrl, bareKey])
  return measureFreshTogether(api, bare, { rounds, each: 2 * each, students }).finally(() => bare.stop())
}

/** Lists from Redis, next to a bare route that reads the same bytes there. */
async function measureCached(place: OwnPlace, api: Service, plan: Plan): Promise<Result[]> {
  const path = `/recommendations/${studentId(1)}?limit=10`
  const text = await cachedAnswer(api, path)
  const redis = new Redis(place.redisUrl)
  await redis.set(bareKey, text)
  redis.disconnect()
  const bare = await startBareProcess('servers/bare-routes.ts', [place.databaseUrl, place.redisUrl, bareKey])
  const rates = await inTurns(plan.rounds, plan.roundSeconds, {
    ours: (seconds) => requestsASecond(api.url + path, seconds),
    bare: (seconds) => requestsASecond(bare.url + path, seconds),
  }).finally(() => bare.stop())
  return besideBare(rates, {
    ours: { what: `cached list, ${connections} connections` },
    bare: `bare Express route, the same ${text.length} bytes of Redis`,
    share: { what: 'cached list to bare route', atLeast: limits.cachedShareOfBareRedisRoute },
  })
}

/** Without a worker: what is acknowledged waits in the outbox meanwhile. */
async function measureWrites(place: OwnPlace, api: Service, plan: Plan): Promise<Result[]> {
  const bare = await startBareProcess('servers/bare-routes.ts', [place.databaseUrl, place.redisUrl, bareKey])
  const results = await measureVotes(api, bare, plan).finally(() => bare.stop())
  const worker = await place.start('worker')
  await drained(api.url, drainedWithinMs)
  await worker.kill('SIGTERM')
  return results
}
