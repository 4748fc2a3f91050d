import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPointLeases, type PointLeases } from '../../src/api/door/point-leases.ts'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import type { RateCounter } from '../../src/core/ports/rate-counter.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Processes that share one counter, and how often that was asked. */
function processes(count: number, points: number): { leases: PointLeases[]; asked(): number } {
  const inner = createMemoryRateCounter()
  let asked = 0
  const counter: RateCounter = {
    take(key, window) {
      asked++
      return inner.take(key, window)
    },
  }
  const leases = Array.from({ length: count }, () =>
    createPointLeases(counter, { kind: 'service', points, seconds: 1 }),
  )
  return { leases, asked: () => asked }
}

/** How many of these are let through, one after the other, by turns. */
async function allowedOf(requests: number, leases: readonly PointLeases[]): Promise<number> {
  let allowed = 0
  for (let at = 0; at < requests; at++)
    if ((await leases[at % leases.length]?.take('k'))?.isAllowed) allowed++
  return allowed
}

describe('points leased from a shared counter', () => {
  test('processes together let through exactly what the limit says, in each window', async () => {
    const { leases } = processes(3, 1_000)
    expect(await allowedOf(3_000, leases)).toBe(1_000)
    vi.advanceTimersByTime(1_001)
    expect(await allowedOf(3_000, leases)).toBe(1_000)
  })

  test('a high limit is asked about for a small part of the requests, a used up one not at all', async () => {
    const { leases, asked } = processes(1, 2_000)
    expect(await allowedOf(2_000, leases)).toBe(2_000)
    const before = asked()
    expect(before).toBeLessThan(150)
    expect(await allowedOf(1_000, leases)).toBe(0)
    expect(asked()).toBe(before)
  })

  test('a small limit is counted one by one: nothing lies with a process that does not use it', async () => {
    const { leases } = processes(2, 10)
    const [busy, idle] = leases
    await idle?.take('k')
    expect(await allowedOf(20, [busy!])).toBe(9)
  })

  test('what lies unused with other processes is little', async () => {
    const { leases } = processes(3, 1_000)
    const [busy, ...idle] = leases
    for (const one of idle) await one.take('k')
    expect(await allowedOf(1_000, [busy!])).toBeGreaterThanOrEqual(900)
  })

  test('requests that come together ask together', async () => {
    const { leases, asked } = processes(1, 10)
    const answers = await Promise.all(Array.from({ length: 30 }, () => leases[0]!.take('k')))
    expect(answers.filter(({ isAllowed }) => isAllowed)).toHaveLength(10)
    expect(answers.map(({ remaining }) => remaining).slice(0, 10)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(asked()).toBe(1)
  })

  test('looking takes nothing and sees what others took', async () => {
    const { leases } = processes(2, 3)
    const [one, other] = leases
    expect(await one?.look('k')).toMatchObject({ isAllowed: true, remaining: 3 })
    for (let at = 0; at < 3; at++) await other?.take('k')
    expect(await one?.look('k')).toMatchObject({ isAllowed: false, remaining: 0 })
    vi.advanceTimersByTime(1_001)
    expect(await one?.look('k')).toMatchObject({ isAllowed: true, remaining: 3 })
  })

  test('a counter that fails fails those who ask, and nobody after them', async () => {
    const inner = createMemoryRateCounter()
    const take = vi.fn(inner.take).mockRejectedValueOnce(new Error('no'))
    const leases = createPointLeases({ take }, { kind: 'service', points: 5, seconds: 1 })
    await expect(leases.take('k')).rejects.toThrow('no')
    expect(await leases.take('k')).toMatchObject({ isAllowed: true, remaining: 4 })
  })
})
