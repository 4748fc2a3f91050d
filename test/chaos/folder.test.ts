import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  ask,
  drained,
  type Service,
  type ServiceOptions,
  spawnService,
  startService,
} from '../../bench/program.ts'
import { fillSchool, scratchFolder, studentIds } from './school.ts'

const [student = ''] = studentIds

async function started(options: ServiceOptions): Promise<Service> {
  const service = await startService(options)
  onTestFinished(async () => void (await service.kill('SIGKILL')))
  return service
}

/** Starts what must not start; answers its one line on standard error. */
async function refusal(dataFolder: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { child, ended } = spawnService({ dataFolder, demo: false, env })
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const { code, errors } = await ended
  clearTimeout(timer)
  expect(code).toBe(1)
  expect(errors.trim().split('\n')).toHaveLength(1)
  return errors
}

const listOf = (service: Service) => ask(service.url, 'GET', `/recommendations/${student}`)

test('a second process on the same folder is refused, and the first one is not harmed', async () => {
  const dataFolder = scratchFolder()
  const first = await started({ dataFolder, demo: false })
  await fillSchool(first.url)
  expect(await refusal(dataFolder)).toMatch(
    /Another Shelftalk \(process \d+\) uses the data folder .*SHELFTALK_DATA/,
  )
  const vote = { student_id: student, book_id: 'book-1', vote: 'up' }
  expect(await ask(first.url, 'POST', '/feedback', { json: vote })).toMatchObject({ status: 202 })
  expect(await listOf(first)).toMatchObject({ status: 200 })
  await first.kill('SIGTERM')
  const again = await started({ dataFolder, demo: false })
  expect(await listOf(again)).toMatchObject({ status: 200 })
})

test('a port in use is named, and the folder can be used afterwards', async () => {
  const folder = scratchFolder()
  const first = await started({ dataFolder: join(folder, 'first'), demo: false })
  const PORT = new URL(first.url).port
  expect(await refusal(join(folder, 'second'), { PORT })).toContain(`Port ${PORT} is in use`)
  expect(await listOf(first)).toMatchObject({ status: 404 })
  const second = await started({ dataFolder: join(folder, 'second'), demo: false })
  await fillSchool(second.url)
  expect(await listOf(second)).toMatchObject({ status: 200 })
})

test('a data folder that cannot be is refused in one line that names it', async () => {
  const folder = scratchFolder()
  const file = join(folder, 'file')
  writeFileSync(file, 'not a folder')
  for (const dataFolder of [
    file,
    join(file, 'below'),
    ...(existsSync('/proc/self') ? ['/proc/shelftalk'] : []),
  ]) {
    const said = await refusal(dataFolder)
    expect(said).toContain(dataFolder)
    expect(said).toContain('SHELFTALK_DATA')
  }
})

/** A small disk of its own; false where this user may not mount one. */
function mountDisk(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
  return true
}

test('a read-only folder is refused in one line, and nothing in it is touched', async ({ skip }) => {
  const disk = join(scratchFolder(), 'disk')
  if (!mountDisk(disk, 'size=300m')) skip('mounting is not allowed here')
  const dataFolder = join(disk, 'data')
  const first = await started({ dataFolder, demo: false })
  await fillSchool(first.url)
  await first.kill('SIGTERM')
  execFileSync('mount', ['-o', 'remount,ro', disk])
  const before = readdirSync(dataFolder)
  expect(await refusal(dataFolder)).toMatch(/data folder .* cannot be written/)
  expect(readdirSync(dataFolder)).toEqual(before)
  execFileSync('mount', ['-o', 'remount,rw', disk])
  expect(await listOf(await started({ dataFolder, demo: false }))).toMatchObject({ status: 200 })
})

test('a disk without room for a database is refused in one line', async ({ skip }) => {
  const disk = join(scratchFolder(), 'disk')
  if (!mountDisk(disk, 'size=5m')) skip('mounting is not allowed here')
  expect(await refusal(join(disk, 'data'))).toMatch(/data folder .*(room|space)/)
})

test('[T-43] a disk that fills up while running: 503, nothing lost, and all is well when there is room', async ({
  skip,
}) => {
  const disk = join(scratchFolder(), 'disk')
  if (!mountDisk(disk, 'size=300m')) skip('mounting is not allowed here')
  const service = await started({ dataFolder: join(disk, 'data'), demo: false })
  await fillSchool(service.url)
  fill(join(disk, 'filler'))
  const kept: string[] = []
  const statuses = new Set<number>()
  for (let at = 0; at < 200; at++) {
    const loan = {
      checkout_id: `full-${at}`,
      student_id: student,
      book_id: `book-${at}`,
      checkout_date: '2025-02-03',
    }
    const { status } = await ask(service.url, 'POST', '/checkouts', { json: loan })
    statuses.add(status)
    if (status === 202) kept.push(loan.checkout_id)
  }
  expect([...statuses].filter((status) => status !== 202)).toEqual([503])
  expect(await ask(service.url, 'GET', '/health/live')).toMatchObject({ status: 200 })
  await isReady(service, 503)
  execFileSync('rm', [join(disk, 'filler')])
  await isReady(service, 200)
  const vote = { student_id: student, book_id: 'book-1', vote: 'up' }
  expect(await ask(service.url, 'POST', '/feedback', { json: vote })).toMatchObject({ status: 202 })
  expect(await listOf(service)).toMatchObject({ status: 200 })
  await drained(service.url, 60_000)
  const { json } = await ask(service.url, 'GET', `/students/${student}/export`)
  const stored = (json as { checkouts: { checkout_id: string }[] }).checkouts.map((loan) => loan.checkout_id)
  expect(stored.sort()).toEqual(kept.sort())
})

/** What those who watch over the service learn within seconds, without a hand. */
const isReady = (service: Service, status: 200 | 503): Promise<void> =>
  vi.waitFor(async () => expect(await ask(service.url, 'GET', '/health/ready')).toMatchObject({ status }), {
    timeout: 10_000,
    interval: 100,
  })

/** Writes until the disk says no, then in small pieces until there is no room for those. */
function fill(path: string): void {
  for (const bytes of [1 << 20, 4096]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' })
    } catch {
      // The disk is full, which is what was wanted.
    }
  }
}
