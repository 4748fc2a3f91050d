import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { ShelftalkError } from '../../../domain/errors.ts'
import { statementsOf } from '../../../ports/lastly.ts'
import { type Driver, type Sql, scopeStatement } from '../sql.ts'
import { asUnavailable } from './failures.ts'
import { lockFolder } from './folder-lock.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createLanes, turn } from './lanes.ts'
import { rewriteFiles } from './rewrite-files.ts'

/** Type ids of PostgreSQL whose text is kept as it is (date) or read as a number (int8, numeric). */
const parsers = { 1082: (text: string) => text, 20: Number, 1700: Number }

/** Its own cache of pages is small: the system's, outside the process, holds the same files. 128 MB is the default. */
const startParams = [
  ...PGlite.defaultStartParams,
  // A log file that is done with is deleted: used again, it would keep what it held for long.
  ...['-c', 'shared_buffers=32MB', '-c', 'wal_recycle=off'],
]

export interface EmbeddedOptions {
  /** The folder for the data; null keeps everything in memory. */
  folder: string | null
  /** A dump made by `dumpTemplate`, used when the folder holds no database yet. */
  templateFile: string | null
}

/** PostgreSQL inside the process. Holds an exclusive lock on the folder until it is closed. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Driver & { dump(): Promise<Buffer> }> {
  const release = options.folder === null ? async () => {} : await lockFolder(options.folder)
  try {
    const db = await openDatabase(options)
    return driverOf(db, release)
  } catch (error) {
    await release()
    throw cannotOpen(options.folder, error)
  }
}

/** What goes wrong inside the embedded database at its start comes out as objects of many kinds. */
function cannotOpen(folder: string | null, cause: unknown): ShelftalkError {
  const why = cause instanceof Error ? cause.message : 'the embedded database could not start'
  return new ShelftalkError(
    'unavailable',
    `The database in the data folder ${folder} cannot be opened (${why}). See that its disk has room, or set SHELFTALK_DATA to another folder.`,
    { cause },
  )
}

async function openDatabase({ folder, templateFile }: EmbeddedOptions): Promise<PGlite> {
  if (folder === null) return create({}, templateFile)
  const dataDir = join(folder, 'database')
  // While this file is there the database was never finished, so that nothing can have been stored in it.
  const unfinished = join(folder, 'database.unfinished')
  if (await exists(unfinished)) await rm(dataDir, { recursive: true, force: true })
  if (await exists(join(dataDir, 'PG_VERSION'))) return create({ dataDir }, null)
  await writeFile(unfinished, '')
  await mkdir(dataDir, { recursive: true })
  const db = await create({ dataDir }, templateFile)
  await rm(unfinished)
  return db
}

async function create(where: { dataDir?: string }, templateFile: string | null): Promise<PGlite> {
  const template = templateFile === null ? null : await readFile(templateFile).catch(() => null)
  const load = template === null ? {} : { loadDataDir: new Blob([new Uint8Array(template)]) }
  const db = await PGlite.create({ ...where, ...load, extensions: { vector }, parsers, startParams })
  // Every page is in memory: an index costs little more than reading a small table from end to end.
  await db.exec('set random_page_cost = 1.1')
  return db
}

function driverOf(db: PGlite, release: () => Promise<void>): Driver & { dump(): Promise<Buffer> } {
  const lanes = createLanes()
  const noteTransaction = createHousekeeping(db, lanes)
  const bind = (tx: Transaction | PGlite, background: boolean): Sql => ({
    async rows<T>(text: string, params: readonly unknown[] = []) {
      if (background) await turn()
      return (await tx.query<T>(text, [...params])).rows
    },
  })
  let closed = false
  return {
    transaction: (scope, work) =>
      lanes.run(scope.background, () => {
        if (closed)
          throw new ShelftalkError('unavailable', 'Shelftalk is stopping. Try again in a moment.', {
            retryAfterSeconds: 2,
          })
        noteTransaction()
        return db
          .transaction(async (tx) => {
            await tx.exec(scopeStatement(scope))
            return statementsOf(await work(bind(tx, scope.background)))
          })
          .catch((error: unknown) => {
            throw asUnavailable(error)
          })
      }),
    asOwner: (work) =>
      lanes.run(false, () =>
        work({ ...bind(db, false), script: async (text) => void (await db.exec(text)) }),
      ),
    async rewrite() {
      await rewriteFiles(db, lanes)
      return true
    },
    async dump() {
      await db.exec('vacuum (analyze)')
      return Buffer.from(await (await db.dumpDataDir('gzip')).arrayBuffer())
    },
    async close() {
      if (closed) return
      await lanes.run(false, async () => {
        closed = true
        await db.close()
      })
      await release()
    },
  }
}

const exists = (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    () => false,
  )
