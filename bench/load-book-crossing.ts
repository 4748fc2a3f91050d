// Loads the mapped Book-Crossing files into a running empty school, and watches lists meanwhile.
import type { MappedFiles } from '../scripts/book-crossing.ts'
import { ask, type Service } from './program.ts'
import { percentile } from './statistics.ts'

const watchEveryMs = 200
const pollEveryMs = 1_000
const appliedWithinMs = 15 * 60_000
const readerCount = 2_946

/** Latencies of lists asked for at a steady pace, each by another reader. */
export interface Watched {
  answered: number
  failed: number
  p50Ms: number
  p95Ms: number
  maxMs: number
}

export interface LoadReport {
  catalogueMs: number
  studentsMs: number
  checkoutsMs: number
  /** From the last row accepted until no event was pending. */
  appliedMs: number
  duringImport: Watched
  duringApply: Watched
  mostResidentMegabytes: number
}

export async function loadBookCrossing(
  service: Service,
  files: MappedFiles,
  say: (line: string) => void,
): Promise<LoadReport> {
  const memory = sampleMemory(service)
  const catalogueMs = await importFile(service, 'catalogue', files.catalogue)
  const studentsMs = await importFile(service, 'students', files.students)
  say(`catalogue ${seconds(catalogueMs)}, students ${seconds(studentsMs)}`)
  const whileImporting = watchLists(service)
  const checkoutsMs = await importFile(service, 'checkouts', files.checkouts)
  const duringImport = await whileImporting.stop()
  say(`checkouts ${seconds(checkoutsMs)}; lists meanwhile ${inWords(duringImport)}`)
  const whileApplying = watchLists(service)
  const appliedMs = await applied(service, say)
  const duringApply = await whileApplying.stop()
  say(`applied ${seconds(appliedMs)} later; lists meanwhile ${inWords(duringApply)}`)
  return {
    ...{ catalogueMs, studentsMs, checkoutsMs, appliedMs, duringImport, duringApply },
    mostResidentMegabytes: memory.stop(),
  }
}

async function importFile(service: Service, kind: string, csvFile: string): Promise<number> {
  const startedAt = performance.now()
  const { status, text, json } = await ask(service.url, 'POST', `/imports/${kind}`, { csvFile })
  const refused = (json as { refused_count?: number }).refused_count
  if (status !== 202 || refused !== 0) throw new Error(`import of ${kind}: ${status} ${text.slice(0, 500)}`)
  return performance.now() - startedAt
}

async function applied(service: Service, say: (line: string) => void): Promise<number> {
  const startedAt = performance.now()
  for (let polls = 1; ; polls++) {
    const { json } = await ask(service.url, 'GET', '/health/ready')
    const { pending_events } = json as { pending_events: number }
    const ms = performance.now() - startedAt
    if (pending_events === 0) return ms
    if (ms > appliedWithinMs)
      throw new Error(`${pending_events} events are still pending after ${seconds(ms)}`)
    if (polls % 30 === 0)
      say(`  ${pending_events} events pending, ${Math.round(service.residentMegabytes())} MB`)
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs))
  }
}

/** Asks for a list of nine every `watchEveryMs`, whether or not the one before was answered; nobody else asks for nine. */
function watchLists(service: Service): { stop(): Promise<Watched> } {
  const latencies: number[] = []
  const open = new Set<Promise<void>>()
  let failed = 0
  let next = 0
  const one = async (): Promise<void> => {
    const reader = (next++ * 7) % readerCount
    const startedAt = performance.now()
    const answer = await ask(service.url, 'GET', `/recommendations/bx-${reader + 1}?limit=9`).catch(
      () => null,
    )
    if (answer?.status === 200) latencies.push(performance.now() - startedAt)
    else failed++
  }
  const timer = setInterval(() => {
    const asked = one()
    open.add(asked)
    void asked.finally(() => open.delete(asked))
  }, watchEveryMs)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
      const [p50Ms, p95Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.95)]
      return { answered: latencies.length, failed, p50Ms, p95Ms, maxMs: percentile(latencies, 1) }
    },
  }
}

function sampleMemory(service: Service): { stop(): number } {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, service.residentMegabytes())
  }, pollEveryMs)
  return {
    stop() {
      clearInterval(timer)
      return most
    },
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const inWords = ({ answered, failed, p50Ms, p95Ms, maxMs }: Watched): string =>
  `p50 ${p50Ms.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms, max ${maxMs.toFixed(0)} ms (${answered} answered, ${failed} not)`
