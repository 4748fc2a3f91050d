// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { Readable } from 'node:stream'
export type Taken = Readable
