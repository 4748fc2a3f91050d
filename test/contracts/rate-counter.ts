import { beforeEach, expect, test, vi } from 'vitest'
import type { RateCounter } from '../../src/core/ports/rate-counter.ts'

/** `make` answers an empty counter, as two processes see it; the same thing twice when there is one. */
export function rateCounterSuite(make: () => Promise<readonly [RateCounter, RateCounter]>): void {
  let one: RateCounter
  let other: RateCounter
  beforeEach(async () => {
    ;[one, other] = await make()
  })
  const minute = { points: 10, seconds: 60 }

  test('gives as much as is left and no more, to whoever asks', async () => {
    expect(await one.take('k', { ...minute, wanted: 4 })).toMatchObject({ taken: 4, used: 4 })
    expect(await other.take('k', { ...minute, wanted: 4 })).toMatchObject({ taken: 4, used: 8 })
    expect(await one.take('k', { ...minute, wanted: 4 })).toMatchObject({ taken: 2, used: 10 })
    expect(await other.take('k', { ...minute, wanted: 1 })).toMatchObject({ taken: 0, used: 10 })
    expect(await other.take('another', { ...minute, wanted: 20 })).toMatchObject({ taken: 10, used: 10 })
  })

  test('tells without taking, and begins no window by it', async () => {
    expect(await one.take('k', { ...minute, wanted: 0 })).toEqual({ taken: 0, used: 0, msToReset: 60_000 })
    await one.take('k', { ...minute, wanted: 3 })
    const { msToReset, ...rest } = await other.take('k', { ...minute, wanted: 0 })
    expect(rest).toEqual({ taken: 0, used: 3 })
    expect(msToReset).toBeGreaterThan(50_000)
    expect(msToReset).toBeLessThanOrEqual(60_000)
  })

  test('a window ends by its time, however much was asked for in it, and all points are back', async () => {
    const second = { points: 3, seconds: 1 }
    const startedAt = performance.now()
    expect(await one.take('k', { ...second, wanted: 3 })).toMatchObject({ taken: 3 })
    expect(await one.take('k', { ...second, wanted: 3 })).toMatchObject({ taken: 0 })
    await vi.waitFor(
      async () =>
        expect(await other.take('k', { ...second, wanted: 2 })).toMatchObject({ taken: 2, used: 2 }),
      { interval: 20, timeout: 5_000 },
    )
    expect(performance.now() - startedAt).toBeGreaterThan(900)
  })

  test('of many who ask at once, no more are served than there are points', async () => {
    const asked = Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? one : other))
    const answers = await Promise.all(asked.map((counter) => counter.take('k', { ...minute, wanted: 1 })))
    expect(answers.filter(({ taken }) => taken === 1)).toHaveLength(10)
    expect(answers.every(({ used }) => used <= 10)).toBe(true)
  })
}
