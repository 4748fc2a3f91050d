import { expect, onTestFinished, test } from 'vitest'
import { createOpenAIModels } from '../../src/core/adapters/openai/models.ts'
import { connectRedis } from '../../src/core/adapters/redis/connection.ts'
import { createRedisListCache } from '../../src/core/adapters/redis/list-cache.ts'
import { faulty } from '../support/a-faulty-ground.ts'
import { aListener } from '../support/a-listener.ts'
import { logInto } from '../support/a-log.ts'
import { ground } from '../support/a-school.ts'
import { canary, expectNothingTold, keyOf, watchedSchool } from '../support/a-watched-school.ts'

const on = faulty(ground())

/** A server that answers whatever it is asked with what it was sent, as a failure. */
const anEcho = async (): Promise<string> => {
  const url = await aListener((req, res) => {
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
  return `${url}/v1`
}

test('[T-55] a model server that quotes what it is sent, and a Redis that is away', {
  timeout: 60_000,
}, async () => {
  const lines: string[] = []
  const log = logInto(lines)
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
