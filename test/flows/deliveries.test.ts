import { test } from 'vitest'
import { ground } from '../support/a-school.ts'
import { checkDeliveries } from './deliveries.ts'

const on = ground()

test('[T-40] however events are delivered, the state is in the end that of each event once and in order', async () => {
  await checkDeliveries(on, { runs: 12 })
}, 120_000)
