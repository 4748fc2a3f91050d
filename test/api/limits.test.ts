import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keyOf, type Running, serverOver, stubFlows } from './stub-flows.ts'

let running: Running

// Windows of a second must not end in the middle of a test on a busy machine: time stands still.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  await running.stop()
  vi.useRealTimers()
})

const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work))

const statuses = async (count: number, ask: () => Promise<Response>): Promise<Map<number, number>> => {
  const counts = new Map<number, number>()
  for (const { status } of await times(count, ask)) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

describe('rate limits', () => {
  test('a service key is told what it has left, and refused beyond it', async () => {
    running = await serverOver(stubFlows(), { requestsASecond: 5 })
    const answers = await times(8, () => running.ask('/books'))
    const allowed = answers.filter((answer) => answer.status === 200)
    expect(allowed[0]?.headers.get('ratelimit-limit')).toBe('5')
    expect(allowed.map((answer) => answer.headers.get('ratelimit-remaining')).sort()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ])
    const refused = answers.find((answer) => answer.status === 429)
    expect(refused?.headers.get('retry-after')).toBe('1')
    expect(refused?.headers.get('ratelimit-reset')).toBe('1')
    expect(await refused?.json()).toMatchObject({ code: 'rate_limited' })
    expect((await running.ask('/books', { key: keyOf('service', 'other') })).status).toBe(200)
  })

  test('a person may ask in bursts, up to a point', async () => {
    running = await serverOver(stubFlows())
    const counts = await statuses(150, () => running.ask('/books', { key: keyOf('student') }))
    expect(counts).toEqual(
      new Map([
        [200, 120],
        [429, 30],
      ]),
    )
  })

  test('[T-54] guessing keys is slowed down, without locking out a key from the same address that was good', async () => {
    let lookedUp = 0
    const flows = stubFlows()
    const { authenticate } = flows
    flows.authenticate = (secret) => {
      lookedUp += 1
      return authenticate(secret)
    }
    running = await serverOver(flows)
    expect((await running.ask('/books')).status).toBe(200)
    for (let guess = 0; guess < 5; guess += 1) {
      expect((await running.ask('/books', { key: `guess-${guess}` })).status).toBe(401)
    }
    const before = lookedUp
    expect(await statuses(200, () => running.ask('/books', { key: 'guess-again' }))).toEqual(
      new Map([[429, 200]]),
    )
    expect(lookedUp).toBe(before + 50)
    expect((await running.ask('/books')).status).toBe(200)
  })

  test('[T-54] a good key that was never seen passes a guesser behind the same address', async () => {
    running = await serverOver(stubFlows())
    await times(20, () => running.ask('/books', { key: 'guess' }))
    expect((await running.ask('/books', { key: keyOf('teacher') })).status).toBe(200)
  })

  test('a key that was good and is revoked is a guess like any other', async () => {
    let revoked = false
    const { authenticate } = stubFlows()
    running = await serverOver(
      stubFlows({ authenticate: (secret) => authenticate(revoked ? 'revoked' : secret) }),
    )
    expect((await running.ask('/books')).status).toBe(200)
    revoked = true
    for (let guess = 0; guess < 5; guess += 1) expect((await running.ask('/books')).status).toBe(401)
    expect((await running.ask('/books')).status).toBe(429)
  })

  test('behind a trusted proxy each client is counted by itself; nobody else is believed', async () => {
    const from = (address: string) => () =>
      running.ask('/books', { key: null, headers: { 'X-Forwarded-For': address } })
    running = await serverOver(stubFlows(), { trustedProxies: ['loopback'] })
    expect((await statuses(90, from('203.0.113.1'))).get(429)).toBe(30)
    expect(await statuses(1, from('203.0.113.2'))).toEqual(new Map([[401, 1]]))
    // What a client itself wrote stands further left and is not taken for its address.
    expect(await statuses(1, from('203.0.113.9, 203.0.113.1'))).toEqual(new Map([[429, 1]]))
    await running.stop()
    running = await serverOver(stubFlows())
    await times(90, from('203.0.113.1'))
    expect(await statuses(1, from('203.0.113.2'))).toEqual(new Map([[429, 1]]))
  })

  test('without a key an address is counted, but those who watch over the service never are', async () => {
    running = await serverOver(stubFlows())
    expect((await statuses(90, () => running.ask('/books', { key: null }))).get(429)).toBeGreaterThan(0)
    expect(await statuses(90, () => running.ask('/health/live', { key: null }))).toEqual(new Map([[200, 90]]))
  })
})
