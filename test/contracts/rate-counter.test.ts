import { describe, expect, test } from 'vitest'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import { rateCounterSuite } from './rate-counter.ts'

describe('the counter in the process', () => {
  rateCounterSuite(async () => {
    const counter = createMemoryRateCounter()
    return [counter, counter]
  })

  test('[T-43] a clock that is set back by ten minutes makes no window longer than it is', async () => {
    let nowMs = 1_000_000_000
    const counter = createMemoryRateCounter(() => nowMs)
    const window = { points: 2, seconds: 10, wanted: 2 }
    expect(await counter.take('k', window)).toMatchObject({ taken: 2 })
    expect(await counter.take('k', window)).toMatchObject({ taken: 0 })
    nowMs -= 600_000
    expect(await counter.take('k', window)).toEqual({ taken: 2, used: 2, msToReset: 10_000 })
  })
})
