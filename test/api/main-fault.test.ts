import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const canary = 'Quillonia'
/** A fault that nobody catches, as soon as the program is ready for one. */
const fault = `process.on('newListener', (name) => {
  if (name === 'uncaughtException')
    setImmediate(() => Promise.reject(Object.assign(new Error('it broke'), { params: ['${canary}'], url: '${canary}' })))
})`

test('[T-55] a fault that nobody catches ends the program with a line of the log, without what hangs on it', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fault-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const preload = `data:text/javascript,${encodeURIComponent(fault)}`
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, 'src/main.ts'], {
    env: { ...process.env, SHELFTALK_DATA: folder, PORT: '0' },
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)))
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(said.join('')).toContain('it ends with a fault')
  expect(said.join('')).not.toContain(canary)
})
