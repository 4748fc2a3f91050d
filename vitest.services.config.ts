import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

/** Against real servers: `npm run test:services` brings them up and names them in the environment. */
export default defineConfig({
  test: {
    ...shared,
    // The suites of the database and of the flows once more, on databases of their own on the server.
    include: [
      'test/services/**/*.test.ts',
      'test/contracts/{store,jobs,enrichment,night-work,model-use,overrides,people,wordings,gateway-leases,lti-store,lti-advantage}.test.ts',
      'test/flows/**/*.test.ts',
      'test/workers/scheduler*.test.ts',
      'test/lti/{races,key-rotation}.test.ts',
    ],
    env: { TEST_ON_SERVERS: '1' },
    testTimeout: 60_000,
    fileParallelism: false,
  },
})
