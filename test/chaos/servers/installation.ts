import { type Answer, ask, type ServiceOptions } from '../../../bench/program.ts'
import { type OwnPlace, openOwnPlace } from '../../../bench/servers/own-place.ts'
import type { Random } from '../../../src/core/ranking/random.ts'
import type { Target } from '../clients.ts'
import { fillSchool } from '../school.ts'
import { createProcess, type Process } from './process.ts'
import { startAllServers } from './servers.ts'

/** A school on real servers: two processes that answer people and two that work on events, as in docker-compose.yml. */
export interface Installation {
  place: OwnPlace
  apis: readonly [Process, Process]
  workers: readonly [Process, Process]
  /** Whichever api is up, as behind a proxy; another one each time. */
  target(random: Random): Target
  /** Ends what still runs, brings the servers up should one be down, and drops what was made there. */
  close(): Promise<void>
}

/** Made, migrated, started, and filled with books and students. */
export async function openInstallation(options: Partial<ServiceOptions> = {}): Promise<Installation> {
  await startAllServers()
  const place = await openOwnPlace('unused')
  // Its connection ends with the server; who asks next learns of it.
  place.database.on('error', () => {})
  const pair = (role: Process['role']) =>
    [createProcess(place, role, options), createProcess(place, role, options)] as const
  const [apis, workers] = [pair('api'), pair('worker')]
  const all = [...apis, ...workers]
  const close = async (): Promise<void> => {
    await Promise.all(all.map((one) => one.end('SIGTERM')))
    await startAllServers()
    await place.close()
  }
  try {
    await Promise.all(all.map((one) => one.start()))
    await fillSchool(urlOf(apis[0]))
  } catch (error) {
    await close()
    throw error
  }
  return { place, apis, workers, target: (random) => targetAmong(apis, random), close }
}

function targetAmong(apis: readonly Process[], random: Random): Target {
  return {
    get url() {
      const up = apis.flatMap(({ url }) => url ?? [])
      return up[Math.floor(random() * up.length)] ?? null
    },
  }
}

export function urlOf({ role, url }: Process): string {
  if (url === null) throw new Error(`the ${role} is down`)
  return url
}

/** A reader's list as this process answers it. */
export const listOf = (url: string, student: string): Promise<Answer> =>
  ask(url, 'GET', `/recommendations/${student}?limit=10`)

/** The books on an answered list. */
export function booksOn({ json }: Answer): string[] {
  const { items } = json as { items?: { book: { book_id: string } }[] }
  return items?.map(({ book }) => book.book_id) ?? []
}

export interface Backlog {
  pending_events: number
  oldest_pending_ms: number
}

/** What waits to be applied; null while the process is not ready. */
export async function backlogAt(url: string): Promise<Backlog | null> {
  const { status, json } = await ask(url, 'GET', '/health/ready')
  return status === 200 ? (json as Backlog) : null
}
