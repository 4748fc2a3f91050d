import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

/** The whole program in a real browser: one at a time, since both cores are busy with it. */
export default defineConfig({
  test: { ...shared, include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, fileParallelism: false },
})
