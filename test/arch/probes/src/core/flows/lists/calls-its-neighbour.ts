// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { why } from './why.ts'
export const taken = why
