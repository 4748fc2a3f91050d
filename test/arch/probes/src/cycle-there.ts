// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { back } from './cycle-back.ts'
export const there = () => back
