// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { pino } from 'pino'
import { aBook } from './core/domain/book.ts'
export const log = [pino, aBook]
