import { describe } from 'vitest'
import { createMemoryLive } from '../../src/core/adapters/memory/live.ts'
import { liveSuite } from './live.ts'

describe('live messages within the process', () =>
  liveSuite(async () => {
    const live = createMemoryLive()
    return [live, live]
  }))
