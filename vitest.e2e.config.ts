import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

/** The whole program in a real browser. */
export default defineConfig({
  test: { ...shared, include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000 },
})
