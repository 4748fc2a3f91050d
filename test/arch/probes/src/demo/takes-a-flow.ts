// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { recommend } from '../core/flows/recommend.ts'
export type Taken = recommend
