import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ask, drained, type Service, startService } from '../../bench/program.ts'
import { bookIds, fillSchool, scratchFolder } from './school.ts'

const canary = 'stu-Quetzalwren-4471'
const bytes = Buffer.from(canary)

const filesWithIt = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(bytes))

async function started(dataFolder: string): Promise<Service> {
  const service = await startService({ dataFolder, demo: false })
  onTestFinished(async () => void (await service.kill('SIGKILL')))
  return service
}

/** After so many milliseconds the process is killed: in the tables, in the graph, while the files are written. */
const moments = [0, 20, 100, 400]

test('[T-21] the process is killed while it erases, again and again; the next start finishes it, and no byte is left', async () => {
  const dataFolder = scratchFolder()
  let service = await started(dataFolder)
  await fillSchool(service.url)
  await ask(service.url, 'POST', '/imports/students', { csv: `student_id,first_name\n${canary},Quillonia` })
  for (const [at, student_id] of [canary, canary, 'student-1', 'student-2'].entries())
    await ask(service.url, 'POST', '/feedback', {
      json: { student_id, book_id: bookIds[at % 2], vote: 'up' },
    })
  const loans = [0, 1, 2, 3].map((k) => `${canary}-${k},${canary},book-${k},2026-02-01`)
  const csv = ['checkout_id,student_id,book_id,checkout_date', ...loans].join('\n')
  await ask(service.url, 'POST', '/imports/checkouts', { csv })
  await drained(service.url, 60_000)
  await ask(service.url, 'GET', `/recommendations/${canary}`)
  expect(filesWithIt(dataFolder)).not.toEqual([])

  const answer = await ask(service.url, 'DELETE', `/students/${canary}`)
  expect(answer.status).toBe(202)
  const { erasure_id } = answer.json as { erasure_id: string }
  for (const ms of moments) {
    await new Promise((resolve) => setTimeout(resolve, ms))
    await service.kill('SIGKILL')
    service = await started(dataFolder)
    expect(await ask(service.url, 'GET', `/recommendations/${canary}`)).toMatchObject({ status: 404 })
  }
  await vi.waitFor(
    async () =>
      expect((await ask(service.url, 'GET', `/erasures/${erasure_id}`)).json).toMatchObject({
        ...{ finished_at: expect.any(String), rewritten: true },
        removed: { loan: 4, vote: 2 },
      }),
    { timeout: 60_000, interval: 100 },
  )
  await service.kill('SIGTERM')
  expect(filesWithIt(dataFolder)).toEqual([])
})
