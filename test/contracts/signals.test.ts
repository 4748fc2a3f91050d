import { describe } from 'vitest'
import { createOwnSignals } from '../../src/core/adapters/memory/signals.ts'
import { leasesSuite } from './signals.ts'

describe('the signals of a process alone', () => {
  leasesSuite(async () => createOwnSignals())
})
