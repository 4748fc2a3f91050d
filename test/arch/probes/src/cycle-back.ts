// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { there } from './cycle-there.ts'
export const back = () => there
