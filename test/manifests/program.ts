import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository, textOf } from '../support/repository.ts'

/** The roles that the program itself says it has. */
export async function rolesOfProgram(): Promise<string[]> {
  const started = promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', join(repository, 'src/main.ts'), 'no such role'],
    { cwd: repository },
  )
  const { stdout } = await started.catch((failure: { stdout: string }) => failure)
  return [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, role = '']) => role)
}

/** The settings that the program reads, in the order of src/config.ts. */
export function settingsOfProgram(): string[] {
  const source = textOf('src/config.ts')
  const schema = source.slice(
    source.indexOf('const Environment = z.object('),
    source.indexOf('export interface Config'),
  )
  return [...schema.matchAll(/^ {2}([A-Z][A-Z\d_]+):/gm)].map(([, name = '']) => name)
}
