import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { ask, type Service, startService } from '../../bench/program.ts'
import { say, scratchFolder } from './school.ts'

const rowCount = Number(process.env.SOAK_ROWS ?? 100_000)
const classes = 1_000
/** Beside what the program has after a first file; ten million rows that are kept take gigabytes. */
const mostMegabytes = 250

/** The same classes again and again: of all kinds the least work a row, so that ten million take minutes. */
function* lines(rows: number): Generator<string> {
  yield 'class_id,name,grade_level\n'
  const round = Array.from({ length: classes }, (_, at) => `class-${at},Class ${at},${at % 12}\n`).join('')
  for (let written = 0; written < rows; written += classes) yield round
}

async function send(service: Service, csvFile: string) {
  let highest = service.residentMegabytes()
  const timer = setInterval(() => {
    highest = Math.max(highest, service.residentMegabytes())
  }, 100)
  const { status, json } = await ask(service.url, 'POST', '/imports/classes', { csvFile })
  clearInterval(timer)
  return { status, accepted: (json as { accepted?: number }).accepted, highest }
}

test(`[T-51] ${rowCount} rows stream into the program, and its memory stays flat`, {
  timeout: 3 * 60 * 60_000,
}, async () => {
  const folder = scratchFolder()
  const service = await startService({ dataFolder: join(folder, 'data'), demo: false })
  onTestFinished(async () => void (await service.kill('SIGKILL')))
  const [short, long] = [join(folder, 'short.csv'), join(folder, 'long.csv')]
  await pipeline(Readable.from(lines(20_000)), createWriteStream(short))
  await pipeline(Readable.from(lines(rowCount)), createWriteStream(long))
  const first = await send(service, short)
  expect(first).toMatchObject({ status: 202, accepted: 20_000 })
  const second = await send(service, long)
  expect(second).toMatchObject({ status: 202, accepted: rowCount })
  say(
    `rows: ${rowCount} took ${(second.highest - first.highest).toFixed(0)} MB beside the ${first.highest.toFixed(0)} MB before`,
  )
  expect(second.highest - first.highest).toBeLessThan(mostMegabytes)
  expect(await ask(service.url, 'GET', '/classes?limit=1')).toMatchObject({ status: 200 })
})
