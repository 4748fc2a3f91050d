import { type App, createApp } from '../../app.ts'
import type { Config } from '../../config.ts'
import { type Connections, connect, missingMigrations } from '../../connections.ts'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { createLog } from '../../log.ts'
import type { Finding } from './finding.ts'

/**
 * Looks at what lies in the database, with nothing else connected; finds nothing where the database cannot be opened, since
 * that was said before. `isMigrated` tells whether its tables are those of this version.
 */
export async function lookIntoDatabase(
  config: Config,
  look: (app: App, at: { connections: Connections; isMigrated: boolean }) => Promise<Finding[]>,
): Promise<Finding[]> {
  const log = createLog('silent')
  const alone = { ...config, kafka: null, openai: null, secrets: { ...config.secrets, redisUrl: null } }
  try {
    const connections = await connect(alone, log, { serves: false })
    const app = createApp(connections, log)
    try {
      return await look(app, {
        connections,
        isMigrated: (await missingMigrations(connections.driver)).length === 0,
      })
    } finally {
      await app.close()
    }
  } catch (error) {
    if (error instanceof ShelftalkError) return []
    throw error
  }
}
