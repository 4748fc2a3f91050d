// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { aBook } from '../core/domain/book.ts'
export const taken = aBook
