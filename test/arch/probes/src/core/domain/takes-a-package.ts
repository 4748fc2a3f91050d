// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import pg from 'pgvector'
export const taken = pg
