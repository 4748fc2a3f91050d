import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { OpenAIBounds } from '../../src/core/adapters/openai/options.ts'
import { createTransport } from '../../src/core/adapters/openai/transport.ts'
import { aListener } from '../support/a-listener.ts'

const maxAnswerBytes = 1_000_000
const bounds = { maxAnswerBytes, longestPauseMs: 1_000 } as OpenAIBounds

/** A server that packs its answer. */
function packing(answer: Buffer): Promise<string> {
  const packed = gzipSync(answer)
  return aListener((_, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed))
}

test('[T-51] an answer is counted as it is unpacked: one that would grow too long is given up', async () => {
  const fetched = createTransport(bounds)
  const fits = await fetched(await packing(Buffer.alloc(maxAnswerBytes, '1')))
  expect((await fits.text()).length).toBe(maxAnswerBytes)
  const bomb = await packing(Buffer.alloc(100 * maxAnswerBytes, '1'))
  await expect(fetched(bomb)).rejects.toThrow(/longer than 1000000 bytes/)
})
