// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { flows } from '../core/flows/bind.ts'
export const tool = (bound: typeof flows) => bound
