import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../../support/repository.ts'

/** The servers that the tests run on, as scripts/services.sh knows them. */
export type Server = 'postgres' | 'redis' | 'kafka'
const servers: readonly Server[] = ['postgres', 'redis', 'kafka']

const run = promisify(execFile)

/** As if the machine lost it: the process ends at once and can tidy up nothing. */
export const killServer = (server: Server): Promise<void> => control('kill9', server)

/** Resolves when it answers; one that is up stays so. At the address that it had before. */
export const startServer = (server: Server): Promise<void> => control('start', server)

export async function startAllServers(): Promise<void> {
  for (const server of servers) await startServer(server)
}

async function control(verb: 'kill9' | 'start', server: Server): Promise<void> {
  await run('bash', [join(repository, 'scripts/services.sh'), verb, server])
}
