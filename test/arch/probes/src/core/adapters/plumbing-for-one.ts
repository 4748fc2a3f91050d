// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { books } from './postgres/books.ts'
export const taken = books
