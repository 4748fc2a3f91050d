import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ShelftalkError } from '../../../domain/errors.ts'

/**
 * The locks of this very process. A lock file with our own process id that is not among them is an earlier
 * process's: in a container every process has the same id.
 */
const heldHere = new Set<string>()

/**
 * Takes the data folder for this process alone: PGlite itself would let a second process in and lose its rows.
 * The lock is a file with the holder's process id; it counts only while that process lives, so a killed process
 * leaves nothing to clean up. Throws `conflict` when another process holds it, `unavailable` when the folder
 * cannot be written.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(resolve(folder), 'shelftalk.lock')
  try {
    await makeFolder(resolve(folder))
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await claim(path)) {
        heldHere.add(path)
        return () => release(path)
      }
      const holder = await holderOf(path)
      if (holder !== null && (holder === process.pid ? heldHere.has(path) : isAlive(holder)))
        throw heldBy(holder, folder)
      await setAside(path, holder)
    }
  } catch (error) {
    if (error instanceof ShelftalkError) throw error
    throw new ShelftalkError(
      'unavailable',
      `The data folder ${folder} cannot be written (${(error as Error).message}). Make it writable, free some space, or set SHELFTALK_DATA to another folder.`,
      { cause: error },
    )
  }
  throw heldBy(null, folder)
}

/** With the folders above it. (Node's own way to do that never ends where the system makes no folders, as in /proc.) */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    const above = dirname(path)
    if (code !== 'ENOENT' || (await stat(above).catch(() => null)) !== null) throw error
    await makeFolder(above)
    await makeFolder(path)
  }
}

async function release(path: string): Promise<void> {
  heldHere.delete(path)
  await rm(path, { force: true })
}

/** Links a finished file into place, so that nobody ever reads a lock without its holder. */
async function claim(path: string): Promise<boolean> {
  const own = `${path}.${process.pid}`
  await writeFile(own, String(process.pid))
  try {
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

async function holderOf(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^\d+$/.test(text.trim()) ? Number(text) : null
}

/** Removes a dead holder's lock, but puts it back when another process took it over in between. */
async function setAside(path: string, holder: number | null): Promise<void> {
  const aside = `${path}.${process.pid}.old`
  await rename(path, aside).catch(() => {})
  if ((await holderOf(aside)) !== holder) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const heldBy = (pid: number | null, folder: string): ShelftalkError =>
  new ShelftalkError(
    'conflict',
    `Another Shelftalk${pid === null ? '' : ` (process ${pid})`} uses the data folder ${folder}. Stop it, or set SHELFTALK_DATA to another folder.`,
  )
