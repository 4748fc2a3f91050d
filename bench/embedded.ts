import { join } from 'node:path'
import { mapBookCrossing } from '../scripts/book-crossing.ts'
import { measureCachedList } from './cached-list.ts'
import { measureFeedback, measureFreshList, studentsOf, unseenLists } from './fresh-list.ts'
import { limits } from './limits.ts'
import { loadBookCrossing } from './load-book-crossing.ts'
import { type Service, startService } from './program.ts'
import type { Result } from './results.ts'
import { measureStarts } from './starts.ts'

const small = { startRounds: 1, rounds: 3, each: 60, cachedRounds: 3, roundSeconds: 2 }
const full = { startRounds: 3, rounds: 5, each: 200, cachedRounds: 5, roundSeconds: 4 }
type Plan = typeof full

/** The embedded default with the demo school, each process alone on a data folder of its own. */
export async function benchEmbedded(
  scratch: string,
  { isSmall, bookCrossing }: { isSmall: boolean; bookCrossing: string | undefined },
): Promise<Result[]> {
  const plan = isSmall ? small : full
  const results = await measureStarts(scratch, plan.startRounds)
  results.push(
    ...(await onService(join(scratch, 'demo'), true, (service) => measureDemo(service, scratch, plan))),
  )
  if (bookCrossing !== undefined) {
    const files = await mapBookCrossing(bookCrossing, join(scratch, 'book-crossing'))
    results.push(
      ...(await onService(join(scratch, 'school'), false, (service) => measureSchool(service, files, plan))),
    )
  }
  return results
}

async function onService(
  dataFolder: string,
  demo: boolean,
  measure: (service: Service) => Promise<Result[]>,
): Promise<Result[]> {
  const service = await startService({ dataFolder, demo })
  try {
    return await measure(service)
  } finally {
    await service.kill('SIGTERM')
  }
}

async function measureDemo(service: Service, scratch: string, plan: Plan): Promise<Result[]> {
  const students = await studentsOf(service, 200)
  const fresh = { ...plan, school: 'demo school', atMostMs: limits.freshListDemoP95Ms }
  return [
    ...(await measureFreshList(service, unseenLists(students), fresh)),
    ...(await measureFeedback(service, students, plan)),
    ...(await measureCachedList(service, students[0] ?? '', {
      scratch,
      rounds: plan.cachedRounds,
      roundSeconds: plan.roundSeconds,
    })),
    {
      what: 'memory after load, demo school',
      value: service.residentMegabytes(),
      unit: 'MB',
      limit: { atMost: limits.residentMegabytes },
    },
  ]
}

async function measureSchool(
  service: Service,
  files: Awaited<ReturnType<typeof mapBookCrossing>>,
  plan: Plan,
): Promise<Result[]> {
  const loaded = await loadBookCrossing(service, files, (line) => console.log(`Book-Crossing: ${line}`))
  const importSeconds = (loaded.catalogueMs + loaded.studentsMs + loaded.checkoutsMs) / 1000
  const fresh = { ...plan, school: 'Book-Crossing', atMostMs: limits.freshListBookCrossingP95Ms }
  return [
    {
      what: 'Book-Crossing imported',
      value: importSeconds,
      unit: 's',
      limit: { atMost: limits.bookCrossingImportSeconds },
    },
    {
      what: 'Book-Crossing applied, after the import',
      value: loaded.appliedMs / 1000,
      unit: 's',
      limit: { atMost: limits.bookCrossingAppliedSeconds },
    },
    { what: 'list while it is imported, p95', value: loaded.duringImport.p95Ms, unit: 'ms' },
    { what: 'list while it is applied, p95', value: loaded.duringApply.p95Ms, unit: 'ms' },
    { what: 'list while it is applied, longest', value: loaded.duringApply.maxMs, unit: 'ms' },
    { what: 'most memory meanwhile', value: loaded.mostResidentMegabytes, unit: 'MB' },
    ...(await measureFreshList(service, unseenLists(await studentsOf(service, 3000)), fresh)),
  ]
}
