import { expect, onTestFinished, test } from 'vitest'
import { startFakeModel } from '../../src/sandbox/fake-model/server.ts'

const key = { authorization: 'Bearer sk-stand-in', 'content-type': 'application/json' }

test('the stand-in is told over HTTP how to behave, and tells what it was sent', async () => {
  const model = await startFakeModel()
  onTestFinished(model.close)
  const ask = (): Promise<Response> =>
    fetch(`${model.url}/embeddings`, {
      method: 'POST',
      headers: key,
      body: JSON.stringify({ model: 'm', input: 'Ships' }),
    })
  const at = (path: string): string => new URL(path, model.url).href
  const tell = (behaviour: object): Promise<Response> =>
    fetch(at('/control'), { method: 'POST', body: JSON.stringify(behaviour) })

  expect((await tell({ mode: 'error', status: 503, times: 1 })).status).toBe(200)
  expect((await ask()).status).toBe(503)
  expect((await ask()).status).toBe(200)
  expect((await tell({ mode: 'dances' })).status).toBe(400)
  const state = (await (await fetch(at('/control'))).json()) as unknown
  expect(state).toEqual({ behaviour: { mode: 'ok' }, requests: 2 })
  const sent = (await (await fetch(at('/requests'))).json()) as { path: string; raw: string }[]
  expect(sent.map((one) => one.path)).toEqual(['/v1/embeddings', '/v1/embeddings'])
  expect(JSON.stringify(sent)).not.toContain('sk-stand-in')
})

test('the stand-in refuses what the hosted one refuses', async () => {
  const model = await startFakeModel()
  onTestFinished(model.close)
  const statusOf = async (
    path: string,
    body: object,
    headers: Record<string, string> = key,
  ): Promise<number> =>
    (await fetch(`${model.url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status
  const messages = [{ role: 'user', content: 'Hello' }]
  const loose = { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } }
  expect(await statusOf('embeddings', { model: 'm', input: 'a' }, {})).toBe(401)
  expect(await statusOf('embeddings', { model: 'm', input: ['a', ''] })).toBe(400)
  expect(await statusOf('embeddings', { model: 'm', input: 'a', student: 'x' })).toBe(400)
  expect(await statusOf('embeddings', { model: 'no-such', input: 'a' })).toBe(404)
  expect(await statusOf('chat/completions', { model: 'm', messages })).toBe(200)
  expect(await statusOf('chat/completions', { model: 'm', messages, response_format: loose })).toBe(400)
})
