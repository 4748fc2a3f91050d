// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { aBook } from '../core/domain/book.ts'
export type Taken = aBook
