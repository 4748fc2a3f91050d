// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { recommend } from '../core/flows/recommend.ts'
import { recommend as taken } from '../core/flows/recommend.ts'
export const both: typeof recommend = taken
