// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { announce } from '../steps/announce.ts'
export const why = announce
