import { defineConfig } from 'vitest/config'
import { shared } from '../../../vitest.config.ts'

/** Processes on real servers, all of which are killed: one file at a time. `npm run soak` brings the servers up. */
export default defineConfig({
  test: {
    ...shared,
    include: ['test/chaos/servers/**/*.test.ts'],
    env: { KAFKA_PARTITIONS: '4' },
    testTimeout: 60 * 60_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    // What is measured on the way is printed as it stands.
    disableConsoleIntercept: true,
  },
})
