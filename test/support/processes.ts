import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { aroundDatabase, type Connections } from '../../src/connections.ts'
import { openPool } from '../../src/core/adapters/postgres/connection/pool.ts'
import { openSignals } from '../../src/core/adapters/postgres/connection/signals.ts'
import { createSealed, sealingKeyBytes } from '../../src/core/adapters/sealing/aes.ts'
import { createDigestCheck, createKeyedDigest } from '../../src/core/adapters/sealing/keyed-digest.ts'
import { createLog } from '../../src/log.ts'
import type { Ground, TestSchool } from './a-school.ts'
import { serverAddress } from './database.ts'

/** What all processes of one installation have from their settings. */
const keys = [randomBytes(sealingKeyBytes)]
const settings = {
  ...{ sealed: createSealed(keys), keyedDigest: createKeyedDigest(keys), isDigest: createDigestCheck(keys) },
}

/** The address of the database on the server that the tests of this file have to themselves. */
async function addressOf({ driver }: Ground): Promise<string> {
  const [row] = await driver.asOwner((sql) => sql.rows<{ name: string }>('select current_database() as name'))
  const address = new URL(serverAddress())
  address.pathname = `/${row!.name}`
  return address.href
}

/** What a process of its own has: its line to the server for leases, and the keys of the settings. */
export async function ofItsOwn(on: Ground): Promise<Pick<Connections, keyof typeof settings | 'signals'>> {
  const signals = await openSignals(await addressOf(on), { alone: false })
  onTestFinished(() => signals.close())
  return { ...settings, signals }
}

/** Another process of the school's installation: the same database over its own connections, and nothing else shared. */
export async function anotherProcess(on: Ground, school: TestSchool): Promise<App> {
  const driver = await openPool(await addressOf(on))
  const connections = { ...aroundDatabase(driver), ...(await ofItsOwn(on)) }
  const app = createApp(connections, createLog('silent'), {
    ...{ clock: school.clock, model: school.model },
    graphBuilder: { ...on.graphBuilder, close: async () => {} },
  })
  onTestFinished(() => app.close())
  return app
}
