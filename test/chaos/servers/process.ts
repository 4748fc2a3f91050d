import { setTimeout as rest } from 'node:timers/promises'
import { type Ended, type Service, type ServiceOptions, spawnService } from '../../../bench/program.ts'
import type { OwnPlace } from '../../../bench/servers/own-place.ts'

/** One of the installation's processes, started again after each end. */
export interface Process {
  role: 'api' | 'worker'
  /** Where it is; null while it is down. */
  readonly url: string | null
  /** Resolves when it serves. One that finds a server away ends, and is started again, as by any orchestrator. */
  start(): Promise<void>
  /** What it said and how it ended; null when it was down. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended | null>
  signal(name: NodeJS.Signals): void
  residentMegabytes(): number
}

const startAgainMs = 200
const startedWithinMs = 60_000

export function createProcess(
  place: OwnPlace,
  role: Process['role'],
  options: Partial<ServiceOptions>,
): Process {
  let service: Service | null = null
  return {
    role,
    get url() {
      return service?.url ?? null
    },
    async start() {
      const until = performance.now() + startedWithinMs
      while (service === null) {
        try {
          service = await place.start(role, options)
        } catch (error) {
          if (performance.now() > until) throw error
          await rest(startAgainMs)
        }
      }
    },
    async end(signal) {
      const ending = service
      service = null
      return (await ending?.kill(signal)) ?? null
    },
    signal: (name) => void process.kill(service?.pid ?? 0, name),
    residentMegabytes: () => service?.residentMegabytes() ?? 0,
  }
}

/** Runs a role that ends by itself; answers what it said on standard output. */
export async function runRole(
  { databaseUrl, redisUrl, topicPrefix }: OwnPlace,
  role: 'doctor' | 'replay',
): Promise<{ code: number | null; said: string }> {
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, KAFKA_TOPIC_PREFIX: topicPrefix }
  const { child, ended } = spawnService({ role, dataFolder: 'unused', demo: false, env })
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const { code } = await ended
  return { code, said }
}
