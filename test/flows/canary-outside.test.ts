import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenAIModels } from '../../src/core/adapters/openai/models.ts'
import { connectRedis } from '../../src/core/adapters/redis/connection.ts'
import { createRedisListCache } from '../../src/core/adapters/redis/list-cache.ts'
import { createLog } from '../../src/log.ts'
import { ground } from '../support/a-school.ts'
import { canary, expectNothingTold, faulty, keyOf, watchedSchool } from '../support/a-watched-school.ts'

const on = faulty(ground())

/** A server that answers whatever it is asked with what it was sent, as a failure. */
async function anEcho(): Promise<string> {
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (part) => {
      body += part
    })
    req.on('end', () => {
      res.writeHead(500, { 'Content-Type': 'application/json' })
      const message = `${req.url} ${req.headers.authorization} ${body}`
      res.end(JSON.stringify({ error: { message, code: canary.comment, type: message, param: message } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

test('[T-55] a model server that quotes what it is sent, and a Redis that is away', {
  timeout: 60_000,
}, async () => {
  const lines: string[] = []
  const log = createLog('debug', { write: (line: string) => void lines.push(line) })
  const apiKey = `sk-${canary.password}`
  const budget = { reserve: async () => ({ school_id: '', day: '', tokens: 1 }), settle: async () => {} }
  const models = createOpenAIModels(
    { apiKey, baseUrl: await anEcho(), budget, log: log.child({ part: 'model' }) },
    { textModel: 'm', embeddingModel: 'e' },
  )
  onTestFinished(() => models.close())
  const redis = connectRedis({ url: `redis://user:${canary.password}@127.0.0.1:1`, prefix: 'x:', log })
  onTestFinished(() => redis.close())
  const cache = createRedisListCache(redis)
  const w = await watchedSchool(on, { language: models.language, cache })
  w.secrets.add(apiKey)
  w.lines.push(...lines)
  const key = await keyOf(w)
  await w.school.sql("update book set title = $1, description = $1 where book_id = 'b1'", [canary.comment])
  expect((await w.site.ask('/recommendations/s1?explanations=wait', { key })).status).toBe(200)
  await w.school.drain()
  const about = {
    title: canary.ownTitle,
    authors: [],
    series: null,
    publication_year: null,
    isbn: null,
    language: null,
  }
  await expect(models.language.complete('s', [about as never])).rejects.toThrow()
  await cache.get(w.school.id, canary.firstName, 'x')
  expect(lines.join('')).toContain('Redis is away')
  expect(lines.join('')).toMatch(/The model server is busy or in trouble/)
  await expectNothingTold({ ...w, lines: [...w.lines, ...lines] })
})
