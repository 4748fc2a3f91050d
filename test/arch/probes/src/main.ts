// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { all } from './roles/all.ts'
export const role = all
