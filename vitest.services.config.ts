import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

/** Against real servers: `npm run test:services` brings them up and names them in the environment. */
export default defineConfig({
  test: { ...shared, include: ['test/services/**/*.test.ts'], testTimeout: 60_000, fileParallelism: false },
})
