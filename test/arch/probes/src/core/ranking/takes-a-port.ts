// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { Store } from '../ports/store.ts'
export type Taken = Store
