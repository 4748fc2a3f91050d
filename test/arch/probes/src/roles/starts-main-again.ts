// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { role } from '../main.ts'
export const taken = role
