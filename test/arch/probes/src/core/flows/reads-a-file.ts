// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { readFile } from 'node:fs/promises'
export const taken = readFile
