import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LiveMessage } from '../../src/core/ports/runtime.ts'
import { keyOf, type Running, serverOver, stubFlows } from './stub-flows.ts'

let running: Running
let webFolder: string

beforeAll(() => {
  webFolder = mkdtempSync(join(tmpdir(), 'shelftalk-web-'))
  mkdirSync(join(webFolder, 'assets'))
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html><title>Shelftalk</title>')
  writeFileSync(join(webFolder, 'assets/index-1a2b3c.js'), 'export {}')
})
afterAll(() => rmSync(webFolder, { recursive: true }))
afterEach(() => running.stop())

/** fetch sets Host itself; this does not. */
const statusWith = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = httpRequest(`${running.url}${path}`, { headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject).end()
  })

describe('health', () => {
  test('ready says how far the work is to a service key only', async () => {
    running = await serverOver(stubFlows())
    expect(await (await running.ask('/health/ready', { key: null })).json()).toEqual({ ready: true })
    expect(await (await running.ask('/health/ready', { key: keyOf('teacher') })).json()).toEqual({
      ready: true,
    })
    expect(await (await running.ask('/health/ready')).json()).toEqual({
      ...{ ready: true, pending_events: 2, oldest_pending_ms: 40 },
    })
  })

  test('asks the database once a second, however many ask', async () => {
    let asked = 0
    const ready = async () => {
      asked += 1
      return true
    }
    running = await serverOver(stubFlows({ ready }))
    await Promise.all(Array.from({ length: 20 }, () => running.ask('/health/ready', { key: null })))
    expect(asked).toBe(1)
  })

  test.each([
    ['says no', async () => false],
    ['fails', () => Promise.reject(new Error('the database is gone'))],
  ])('is 503 with Retry-After when readiness %s', async (_name, ready) => {
    running = await serverOver(stubFlows({ ready }))
    const answer = await running.ask('/health/ready', { key: null })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect((await running.ask('/health/live', { key: null })).status).toBe(200)
  })
})

test('metrics count by route pattern, never by id, and are for this machine or an operator', async () => {
  running = await serverOver(stubFlows())
  await running.ask('/recommendations/canary-student')
  const text = await (await running.ask('/metrics', { key: null })).text()
  expect(text).toContain(
    'shelftalk_http_request_duration_seconds_count{route="/recommendations/{student_id}"',
  )
  expect(text).toContain('shelftalk_lists_total{source="cache"} 1')
  expect(text).not.toContain('canary-student')
  const proxied = { 'X-Forwarded-For': '203.0.113.9' }
  expect((await running.ask('/metrics', { key: null, headers: proxied })).status).toBe(401)
  expect((await running.ask('/metrics', { key: keyOf('teacher'), headers: proxied })).status).toBe(403)
  expect((await running.ask('/metrics', { key: keyOf('admin'), headers: proxied })).status).toBe(200)
})

test('metrics tell how far the work of all schools is behind, and leave out what cannot be told', async () => {
  const flows = stubFlows()
  running = await serverOver(flows)
  const read = async () => (await running.ask('/metrics', { key: null })).text()
  const text = await read()
  for (const line of [
    'shelftalk_pending_events 3',
    'shelftalk_oldest_pending_seconds 1.5',
    'shelftalk_buried_events 1',
    'shelftalk_consumer_lag{topic="feedback"} 2',
    'shelftalk_wordings{outcome="told"} 5',
    'shelftalk_graphs_kept_back 1',
    'shelftalk_graphs_judged 2',
    'shelftalk_graph_quality{of="mean"} 0.25',
    'shelftalk_graph_quality{of="lowest"} 0.125',
  ])
    expect(text).toContain(line)
  flows.busBacklog = async () => {
    throw new Error('the bus is away')
  }
  flows.rankings = async () => ({ kept_back: 0, judged: 0, mean_quality: null, lowest_quality: null })
  const without = await read()
  expect(without).toContain('shelftalk_pending_events 3')
  expect(without).toMatch(/^shelftalk_buried_events Nan$/im)
  expect(without).toContain('shelftalk_graphs_kept_back 0')
  expect(without).toMatch(/^shelftalk_graph_quality\{of="lowest"\} Nan$/im)
  expect(without).not.toContain('shelftalk_consumer_lag{')
})

test('a process that works behind the scenes answers those who watch over it, and nobody else', async () => {
  running = await serverOver(stubFlows(), { serves: 'operations', webFolder })
  expect((await running.ask('/health/live', { key: null })).status).toBe(200)
  expect((await running.ask('/health/ready', { key: null })).status).toBe(200)
  expect((await running.ask('/metrics', { key: null })).status).toBe(200)
  for (const path of ['/recommendations/s1', '/books', '/live', '/demo/key', '/'])
    expect([path, (await running.ask(path)).status]).toEqual([path, 404])
  expect((await running.ask('/feedback', { method: 'POST', body: '{}' })).status).toBe(404)
})

const signInAs = (person_id: string, headers: Record<string, string> = {}) =>
  running.ask('/demo/sign-in', {
    ...{ key: null, method: 'POST', body: JSON.stringify({ person_id }) },
    headers: { 'Content-Type': 'application/json', ...headers },
  })

describe('the demo, for this machine alone', () => {
  test.each([
    ['localhost:PORT', {}, 200],
    ['127.0.0.1:PORT', {}, 200],
    ['[::1]:PORT', { 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['localhost', {}, 404],
    ['localhost:1', {}, 404],
    ['evil.example:PORT', {}, 404],
    ['localhost.evil.example:PORT', {}, 404],
    ['127.0.0.1.nip.io:PORT', {}, 404],
    ['localhost:PORT', { 'Sec-Fetch-Site': 'cross-site' }, 404],
    ['localhost:PORT', { 'Sec-Fetch-Site': 'same-site' }, 404],
    ['localhost:PORT', { 'X-Forwarded-For': '203.0.113.9' }, 404],
    ['localhost:PORT', { 'X-Forwarded-Proto': 'https' }, 404],
    ['localhost:PORT', { Forwarded: 'for=203.0.113.9' }, 404],
    ['localhost:PORT', { Via: '1.1 tunnel' }, 404],
  ])('for Host %s with %j: %i', async (host, headers, status) => {
    running = await serverOver(stubFlows())
    const Host = host.replace('PORT', String(running.port))
    for (const path of ['/demo/key', '/demo/people'])
      expect([path, await statusWith(path, { Host, ...headers })]).toEqual([path, status])
  })

  test('is not there when there is none to give away', async () => {
    running = await serverOver(
      stubFlows({ demoKey: () => null, demoPeople: () => null, platforms: () => [] }),
    )
    for (const path of ['/demo/key', '/demo/people'])
      expect((await running.ask(path, { key: null })).status).toBe(404)
    expect((await signInAs('demo-t-5a')).status).toBe(404)
  })

  test('a demo person is chosen on this machine, and the cookie is for this site alone', async () => {
    running = await serverOver(stubFlows())
    const answer = await signInAs('demo-t-5a')
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([
      ...[204, ['shelftalk_session=session-1; Path=/; HttpOnly; SameSite=Lax']],
    ])
    expect((await signInAs('demo-t-5a', { Via: '1.1 tunnel' })).status).toBe(404)
    expect((await signInAs('demo-t-5a', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(404)
  })

  test('behind TLS a cookie is bound to this very host', async () => {
    running = await serverOver(stubFlows(), { publicUrl: 'https://books.school.example' })
    const answer = await running.ask('/sign-in/callback?code=c&state=s', { key: null, redirect: 'manual' })
    expect(answer.status).toBe(303)
    expect(answer.headers.getSetCookie()).toEqual([
      '__Host-shelftalk_sign_in=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
      '__Host-shelftalk_session=session-1; Path=/; HttpOnly; SameSite=Lax; Secure',
    ])
  })
})

describe('pages', () => {
  test('the page is not kept, its assets are for ever, and nothing foreign runs in it', async () => {
    running = await serverOver(stubFlows(), { webFolder })
    const page = await running.ask('/', { key: null })
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    const asset = await running.ask('/assets/index-1a2b3c.js', { key: null })
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await running.ask('/../package.json', { key: null })).status).toBe(404)
    expect((await running.ask('/', { method: 'POST' })).status).toBe(404)
  })

  test('the documentation names every operation and problem, without scripts', async () => {
    running = await serverOver(stubFlows())
    const html = await (await running.ask('/docs', { key: null })).text()
    expect(html).toContain('/recommendations/{student_id}')
    expect(html).toContain('id="rate_limited"')
    expect(html).not.toContain('<script')
    expect((await running.ask('/docs.css', { key: null })).headers.get('content-type')).toContain('text/css')
  })
})

describe('GET /live', () => {
  const open = (headers: Record<string, string> = {}) => running.ask('/live', { headers })

  /** Text of the stream until `wanted` has come. */
  async function readUntil(answer: Response, wanted: string): Promise<string> {
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read()
      if (done) break
      text += value
    }
    return text
  }

  test('sends what the flow lets through, named by kind, and stops listening when the client goes', async () => {
    let listening = 0
    let tell = (_message: LiveMessage): void => {}
    running = await serverOver(
      stubFlows({
        subscribeLive: (_caller, listener) => {
          listening += 1
          tell = listener
          return () => {
            listening -= 1
          }
        },
      }),
    )
    const stop = new AbortController()
    const answer = await running.ask('/live', { signal: stop.signal })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(listening).toBe(1)
    tell({ kind: 'list.changed', student_id: 's1' })
    const text = await readUntil(answer, 's1')
    expect(text).toContain('event:list.changed')
    expect(text).toContain('data:{"kind":"list.changed","student_id":"s1"}')
    stop.abort()
    await expect.poll(() => listening).toBe(0)
  })

  test('needs a key, and a key may hold so many streams open', async () => {
    running = await serverOver(stubFlows())
    expect((await running.ask('/live', { key: null })).status).toBe(401)
    const streams = await Promise.all(Array.from({ length: 51 }, () => open()))
    expect(streams.map((answer) => answer.status).sort()).toEqual([...Array(50).fill(200), 429])
  })

  test('ends when the server stops', async () => {
    running = await serverOver(stubFlows())
    const answer = await open()
    const ended = readUntil(answer, 'never')
    await running.stop()
    await ended
  })

  test('a malformed Host is refused', async () => {
    running = await serverOver(stubFlows())
    expect(await statusWith('/live', { Host: 'a b', Authorization: `Bearer ${keyOf('service')}` })).toBe(400)
  })
})

test('a stop lets requests finish', async () => {
  const flows = stubFlows()
  const { listClasses } = flows
  let reached = (): void => {}
  const inHand = new Promise<void>((resolve) => {
    reached = resolve
  })
  flows.listClasses = async (...args) => {
    reached()
    await new Promise((resolve) => setTimeout(resolve, 50))
    return listClasses(...args)
  }
  running = await serverOver(flows)
  const asked = running.ask('/classes')
  await inHand
  await running.stop()
  expect((await asked).status).toBe(200)
})
