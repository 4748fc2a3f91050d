import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { migrateDatabase } from '../../src/connections.ts'
import { createGraphBuilder } from '../../src/core/adapters/compute/graph-builder.ts'
import { openEmbedded } from '../../src/core/adapters/postgres/connection/pglite.ts'
import { aSchool, type Ground } from '../support/a-school.ts'
import { aLaunch, aWholeStudent, trace } from '../support/a-whole-student.ts'
import { aCaller } from '../support/builders.ts'

/** Files below a folder that hold one of the words, as UTF-8 or as the database writes text in two bytes. */
function filesWith(folder: string, words: readonly string[]): string[] {
  const bytes = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const file = readFileSync(path)
      return bytes.some((word) => file.includes(word))
    })
}

test('[T-20] no byte in the data folder tells of a student who was erased, not even in the log or in what the planner knows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'erasure-'))
  const graphBuilder = createGraphBuilder()
  const driver = await openEmbedded({ folder, templateFile: null })
  onTestFinished(async () => {
    await Promise.all([driver.close(), graphBuilder.close()])
    rmSync(folder, { recursive: true })
  })
  await migrateDatabase(driver)
  const on: Ground = { driver, graphBuilder }
  const school = await aSchool(on)
  await aWholeStudent(school)
  for (const statement of ['vacuum (analyze)', 'checkpoint'])
    await driver.asOwner((sql) => sql.script(statement))
  await school.give(trace.studentId, 'b6', 'down')
  const most = { all: 10_000, ofOne: 10 }
  await school.app.core.store.system((rows) =>
    rows.ltiLaunches.begin(aLaunch(school, 'left'), { now: school.clock(), most }),
  )
  school.clock.advance(120_000)
  const words = Object.values(trace)
  expect(filesWith(folder, words).some((path) => path.includes('pg_wal'))).toBe(true)
  expect(filesWith(folder, words).some((path) => path.includes('base'))).toBe(true)

  const admin = aCaller({ school_id: school.id, role: 'admin' })
  const { erasure_id } = await school.app.flows.privacy.erase(admin, trace.studentId)
  await school.drain()
  expect(filesWith(folder, words)).toEqual([])
  expect(await school.app.flows.privacy.receipt(admin, erasure_id)).toMatchObject({ rewritten: true })
  await school.app.close()
  await driver.close()
  expect(filesWith(folder, words)).toEqual([])

  const again = await openEmbedded({ folder, templateFile: null })
  const [left] = await again.transaction(
    { role: 'shelftalk_app', schoolId: school.id, background: false },
    (sql) => sql.rows<{ loans: number }>('select count(*)::int as loans from loan'),
  )
  await again.close()
  expect(left).toEqual({ loans: 12 })
})
