import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Config, databaseAlone, isShared } from '../config.ts'
import { connect, migrateDatabase } from '../connections.ts'
import { fillDatabase, refuseUnlessEmpty } from '../core/adapters/postgres/backup/fill.ts'
import type { Driver } from '../core/adapters/postgres/sql.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import { createLog } from '../log.ts'
import {
  type Destination,
  damaged,
  type End,
  type Head,
  inHead,
  longestLine,
  readBackup,
  sayRows,
} from './backup-file.ts'

/**
 * Fills an empty database from a backup: `restore FILE`. It is brought to the version of the backup first, and to this
 * one afterwards. A file that is not whole changes nothing.
 */
export async function runRestore(
  config: Config,
  [file]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (file === undefined) {
    say('Say from where: restore FILE')
    return 2
  }
  const head = await checkBackup(file)
  // As one who serves from the database alone: it is refused while anybody else does.
  const connections = await connect(databaseAlone(config), createLog(config.logLevel), { serves: true })
  try {
    const { rows, migrated } = await restoreInto(connections.driver, file, head)
    sayRows(rows, say)
    if (migrated.length > 0) say(`Migrated: ${migrated.join(', ')}.`)
    say(`Restored as of ${head.made_at}. Who was erased since then is back: erase them again.`)
    if (isShared(config))
      say('Empty Redis and Kafka before anything is started: what they hold is from later.')
    return 0
  } finally {
    await connections.close()
  }
}

/**
 * Reads a backup to its end, and answers what is in it.
 *
 * @throws ShelftalkError `invalid_input` when the file is not a whole backup.
 */
export const checkBackup = async (file: string): Promise<Head> =>
  (await readFrom(file, { begin: async () => {}, put: async () => {} })).head

/**
 * Fills an empty database from a backup, all of it or nothing. Answers how many rows each table has now, and the migrations
 * that came after the backup was made.
 *
 * @throws ShelftalkError `conflict` when the database is not empty or this version is older than the backup.
 */
export async function restoreInto(
  driver: Driver,
  file: string,
  { migrations: had }: Head,
): Promise<{ rows: End['rows']; migrated: string[] }> {
  await refuseUnlessEmpty(driver)
  await migrateDatabase(driver, had.at(-1))
  const { rows } = await fillDatabase(driver, async ({ migrations, tables, put }) => {
    const byName = new Map(tables.map((table) => [table.name, table]))
    const { head, rows } = await readFrom(file, {
      begin: async (head) => refuseOther(head, { migrations, tables }),
      async put(name, lines) {
        const table = byName.get(name)
        if (table === undefined) throw damaged(`it has rows of ${name} unannounced`)
        await put(table, lines)
      },
    })
    return { rows, lastNumbers: head.last_numbers }
  })
  return { rows, migrated: await migrateDatabase(driver) }
}

type Shape = Pick<Head, 'migrations' | 'tables'>

/** Migrations and tables must be those of the backup, column by column. */
function refuseOther(head: Head, database: Shape): void {
  const shape = ({ migrations, tables }: Shape): string => JSON.stringify([migrations, inHead(tables)])
  if (shape(head) !== shape(database))
    throw new ShelftalkError(
      'conflict',
      `The backup is of a database at ${head.migrations.at(-1)}, and this one is at another version or has other tables. Restore into a new database or data folder.`,
    )
}

async function readFrom(file: string, destination: Destination): ReturnType<typeof readBackup> {
  const bytes = createGunzip()
  const fed = pipeline(createReadStream(file), bytes)
  fed.catch(() => {}) // whoever reads the bytes hears of it
  try {
    const read = await readBackup(linesOf(bytes), destination)
    await fed
    return read
  } catch (error) {
    throw asDamage(error, file)
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = []
  let length = 0
  for await (let chunk of chunks) {
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10)) {
      yield Buffer.concat([...parts, chunk.subarray(0, end)]).toString('utf8')
      chunk = chunk.subarray(end + 1)
      parts = []
      length = 0
    }
    parts.push(chunk)
    length += chunk.length
    if (length > longestLine) throw damaged('a line is too long')
  }
  if (length > 0) throw damaged('its last line is cut off')
}

/** What gzip says of a file, and the system of one that is not there, in our words. */
function asDamage(error: unknown, file: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR') return damaged('it is no whole gzip file')
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return new ShelftalkError('invalid_input', `${file} cannot be read (${code}).`)
  return error
}
