import { expect, test } from 'vitest'
import { runSlates } from '../../soak/slates.ts'

test('[T-30] no random list of a random school breaks a rule; the long run of this is part of the soak', async () => {
  const run = await runSlates(20_240, 500)
  expect(run.violations).toEqual([])
  expect(run.books).toBeGreaterThan(run.slates)
})
