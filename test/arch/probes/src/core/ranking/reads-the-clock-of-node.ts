// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { performance } from 'node:perf_hooks'
export const taken = performance
