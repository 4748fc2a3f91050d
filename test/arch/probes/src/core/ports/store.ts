// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { aBook } from '../domain/book.ts'
export type Store = { books(): (typeof aBook)[] }
