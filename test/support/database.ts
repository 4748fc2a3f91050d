import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/core/adapters/postgres/connection/migrate.ts'
import { openEmbedded } from '../../src/core/adapters/postgres/connection/pglite.ts'
import { openPool } from '../../src/core/adapters/postgres/connection/pool.ts'
import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import { repository } from './repository.ts'

/**
 * An empty database with the schema of today. On the embedded one in memory, or, when the tests against real servers
 * run (`npm run test:services`), a database of its own on the server that DATABASE_URL names.
 */
const onServer = process.env.TEST_ON_SERVERS === '1'

export interface TestDatabase {
  driver: Driver
  /** Closes it; one on a server is dropped. */
  close(): Promise<void>
}

const migrations = join(repository, 'migrations')

export async function openTestDatabase(): Promise<TestDatabase> {
  return onServer ? openOnServer() : openInMemory()
}

/** The embedded kind, wherever the tests run. */
export async function openInMemory(): Promise<TestDatabase> {
  const driver = await openEmbedded({ folder: null, templateFile: await schemaTemplate() })
  return { driver, close: () => driver.close() }
}

/** A dump of the bare schema, made once for each state of the migrations: opening takes one second instead of seven. */
async function schemaTemplate(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(join(repository, 'package-lock.json')))
  for (const name of readdirSync(migrations).sort()) {
    digest.update(name).update(readFileSync(join(migrations, name)))
  }
  const folder = join(repository, 'node_modules', '.cache', 'shelftalk')
  const file = join(folder, `schema-${digest.digest('hex').slice(0, 16)}.tar.gz`)
  if (existsSync(file)) return file
  const driver = await openEmbedded({ folder: null, templateFile: null })
  await migrate(driver, migrations)
  await mkdir(folder, { recursive: true })
  const own = `${file}.${process.pid}`
  await writeFile(own, await driver.dump())
  await driver.close()
  await rename(own, file)
  return file
}

async function openOnServer(): Promise<TestDatabase> {
  const server = serverAddress()
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServerItself(server, `create database ${name}`)
  const driver = await openPool(atDatabase(server, name))
  await migrate(driver, migrations)
  return {
    driver,
    async close() {
      await driver.close()
      await onServerItself(server, `drop database ${name}`)
    },
  }
}

/** The address of the server that tests may use. */
export function serverAddress(): string {
  const { DATABASE_URL } = process.env
  if (DATABASE_URL === undefined) throw new Error('DATABASE_URL is missing: use npm run test:services')
  return DATABASE_URL
}

function atDatabase(address: string, name: string): string {
  const url = new URL(address)
  url.pathname = `/${name}`
  return url.href
}

async function onServerItself(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
