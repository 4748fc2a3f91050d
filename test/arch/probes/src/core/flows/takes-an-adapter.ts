// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import type { books } from '../adapters/postgres/books.ts'
export type Taken = books
