import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface BareProcess {
  url: string
  stop(): void
}

/** Starts a file of this folder in a process of its own and waits for its port. */
export async function startBareProcess(file: string, args: readonly string[]): Promise<BareProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const found = /listening on (\d+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`${file} ended with code ${code}`)))
  })
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() }
}
