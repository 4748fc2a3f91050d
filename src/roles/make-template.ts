import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createApp } from '../app.ts'
import { aroundDatabase, migrateDatabase } from '../connections.ts'
import { openEmbedded } from '../core/adapters/postgres/connection/pglite.ts'
import { createLog } from '../log.ts'
import { loadDemoSchool } from './demo-school.ts'
import { templateFile } from './template.ts'

/**
 * Makes the two templates from which the embedded database starts in a second: the bare schema, and the schema
 * with the demo school loaded, its vectors made and its graph built.
 */
async function makeTemplates(): Promise<void> {
  const driver = await openEmbedded({ folder: null, templateFile: null })
  await migrateDatabase(driver)
  await save(templateFile(false), await driver.dump())
  let now = new Date()
  const app = createApp(aroundDatabase(driver), createLog('warn'), { clock: () => now })
  await app.start({ events: true, schedule: false })
  await loadDemoSchool(app, (moment) => {
    now = moment
  })
  await driver.transaction({ role: 'shelftalk_app', schoolId: 'demo', background: false }, (sql) =>
    sql.rows('delete from inbox'),
  )
  await save(templateFile(true), await driver.dump())
  await app.close()
}

async function save(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

await makeTemplates()
