import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The repository's folder, with a slash at its end. */
export const repository = new URL('../../', import.meta.url).pathname

/** Folders that are made here and never committed. */
const made = new Set(['node_modules', 'dist', 'data', 'coverage', '.git', '.services'])

/** What people wrote: paths of all files under a folder, relative to the repository, sorted. */
export function filesUnder(folder = ''): string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(repository, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile()) found.push(path)
    else if (entry.isDirectory() && !(made.has(basename(path)) && !path.startsWith('src')))
      found.push(...filesUnder(path))
  }
  return found.sort()
}

export function textOf(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}
