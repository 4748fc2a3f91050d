import { defineConfig } from 'vitest/config'
import { shared } from '../../vitest.config.ts'

/** The real process, killed and starved. `npm run soak` runs them. */
export default defineConfig({
  test: {
    ...shared,
    include: ['test/chaos/*.test.ts', 'test/lti/key-rotation.test.ts'],
    testTimeout: 30 * 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // What is measured on the way is printed as it stands.
    disableConsoleIntercept: true,
  },
})
