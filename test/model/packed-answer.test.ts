import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { OpenAIBounds } from '../../src/core/adapters/openai/options.ts'
import { createTransport } from '../../src/core/adapters/openai/transport.ts'

const maxAnswerBytes = 1_000_000
const bounds = { maxAnswerBytes, longestPauseMs: 1_000 } as OpenAIBounds

/** A server that packs its answer. */
async function packing(answer: Buffer): Promise<string> {
  const packed = gzipSync(answer)
  const server = createServer((_, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('[T-51] an answer is counted as it is unpacked: one that would grow too long is given up', async () => {
  const fetched = createTransport(bounds)
  const fits = await fetched(await packing(Buffer.alloc(maxAnswerBytes, '1')))
  expect((await fits.text()).length).toBe(maxAnswerBytes)
  const bomb = await packing(Buffer.alloc(100 * maxAnswerBytes, '1'))
  await expect(fetched(bomb)).rejects.toThrow(/longer than 1000000 bytes/)
})
