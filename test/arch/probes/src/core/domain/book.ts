// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
export const aBook = 'a book'
