import { createWriteStream } from 'node:fs'
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Config, databaseAlone } from '../config.ts'
import { connect, missingMigrations } from '../connections.ts'
import { type Snapshot, withSnapshot } from '../core/adapters/postgres/backup/snapshot.ts'
import type { Driver } from '../core/adapters/postgres/sql.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import { createLog } from '../log.ts'
import { backupLines, type End, sayRows } from './backup-file.ts'

/**
 * Writes everything in the database into one new file: `backup FILE`. The same file serves the embedded database and
 * a server. It holds children's data: only who runs this may read it.
 */
export async function runBackup(
  config: Config,
  [file]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (file === undefined) {
    say('Say where to: backup FILE')
    return 2
  }
  const connections = await connect(databaseAlone(config), createLog(config.logLevel), { serves: false })
  try {
    const { rows, sha256 } = await backUp(connections.driver, file)
    const { size } = await stat(file)
    sayRows(rows, say)
    say(`${file}: ${size} bytes, SHA-256 of its text ${sha256}`)
    say(
      'The keys that seal secrets are not in it. Keep them elsewhere: see "Backup and restore" in the README.',
    )
    return 0
  } finally {
    await connections.close()
  }
}

async function refuseOld(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) throw new ShelftalkError('conflict', `${file} is there already. Name a new file.`)
}

async function refuseUnfinished(driver: Driver): Promise<void> {
  const missing = await missingMigrations(driver)
  if (missing.length > 0)
    throw new ShelftalkError(
      'conflict',
      `The database lacks ${missing.join(', ')}. Run the role migrate first.`,
    )
}

/**
 * Writes everything in the database into a new file, under another name until it is whole: a file of this name is a whole
 * backup. Answers how many rows of each table it holds, and its checksum.
 *
 * @throws ShelftalkError `conflict` when the file is there already, or migrations are missing.
 */
export async function backUp(driver: Driver, file: string): Promise<End> {
  await refuseOld(file)
  await refuseUnfinished(driver)
  const part = `${file}.part`
  try {
    await rm(part, { force: true })
    const written = await withSnapshot(driver, (snapshot) => write(snapshot, part))
    await rename(part, file)
    await flushFolder(dirname(file))
    return written
  } catch (error) {
    await rm(part, { force: true }).catch(() => {})
    throw asRefusal(error, file)
  }
}

/** Only then is the new name sure to be there after a power cut. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

/** What the system says of a file that cannot be written, in our words. */
function asRefusal(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall === undefined || code === undefined) return error
  return new ShelftalkError(
    'unavailable',
    `${file} cannot be written (${code}). See that its folder is there, may be written to and has room.`,
    { cause: error },
  )
}

async function write(snapshot: Snapshot, file: string): Promise<End> {
  let written: End = { rows: {}, sha256: '' }
  const lines = backupLines(snapshot, (end) => {
    written = end
  })
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(Readable.from(lines), createGzip(), out)
  return written
}
