import { createApp } from '../app.ts'
import { consumerOf } from '../bus.ts'
import type { Config } from '../config.ts'
import { connect, kafkaTopics, migrateDatabase } from '../connections.ts'
import type { Driver } from '../core/adapters/postgres/sql.ts'
import { createLog, type Log } from '../log.ts'
import { prepareKeys, prepareSchool } from './own-school.ts'

/**
 * Everything that must be there before processes start side by side: the schema, the topics, a first school (the demo
 * school with SHELFTALK_DEMO=1) and its key. Run again, it changes nothing that is there.
 */
export async function runMigrate(config: Config, say: (line: string) => void): Promise<number> {
  const log = createLog(config.logLevel)
  const connections = await connect(config, log, { serves: config.demo })
  const app = createApp(connections, log, { maxPendingEvents: config.maxPendingEvents })
  try {
    const applied = await migrateDatabase(connections.driver)
    say(applied.length === 0 ? 'The database is at this version.' : `Migrated: ${applied.join(', ')}.`)
    if (config.secrets.databaseUrl !== null) await makeVectorIndexes(connections.driver)
    await makeTopics(config, log)
    // Loading the demo school is work like any other: this process takes part in it.
    if (config.demo) await app.start({ events: true, schedule: false })
    const school = await prepareSchool(app, config)
    const { shown } = await prepareKeys(app, config, school)
    say(`School ${school.school_id}: ${school.name}`)
    if (shown !== null) say(`  Key (kept nowhere, shown now): ${shown}`)
    return 0
  } finally {
    await app.close()
  }
}

/** The embedded database has none: building one takes it a minute and a half. */
async function makeVectorIndexes(driver: Driver): Promise<void> {
  const { ensureVectorIndexes } = await import('../core/adapters/postgres/connection/vector-indexes.ts')
  await ensureVectorIndexes(driver)
}

async function makeTopics(config: Config, log: Log): Promise<void> {
  const topics = kafkaTopics(config)
  if (topics === null) return
  const { migrateKafka } = await import('../core/adapters/kafka/topics.ts')
  await migrateKafka({ ...topics, consumers: consumerOf, log })
}
