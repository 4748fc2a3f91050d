import { defineConfig, type ViteUserConfig } from 'vitest/config'

type TestSettings = NonNullable<ViteUserConfig['test']>

/** What all three speeds of tests share. TEST_RESULTS names a file for the counts that .ci/run adds up. */
export const shared: TestSettings = {
  environment: 'node',
  pool: 'forks',
  // An embedded database takes several hundred megabytes; more at once is slower, not faster.
  maxWorkers: 2,
  testTimeout: 20_000,
  hookTimeout: 60_000,
  // A machine that others use as well may be late once; whoever looks at a run sees which tests were tried again.
  retry: process.env.CI ? 1 : 0,
  reporters: process.env.TEST_RESULTS
    ? ['default', ['json', { outputFile: process.env.TEST_RESULTS }]]
    : ['default'],
}

export default defineConfig({
  test: {
    ...shared,
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/services/**', 'test/e2e/**', 'test/chaos/**', 'test/arch/probes/**'],
  },
})
