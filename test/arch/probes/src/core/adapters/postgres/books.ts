// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import pg from 'pg'
import { aBook } from '../../domain/book.ts'
import type { Store } from '../../ports/store.ts'
export const books: Store = { books: () => [aBook, pg] }
