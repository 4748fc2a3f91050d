// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { app } from '../app.ts'
import { log } from '../log.ts'
export const all = [app, log]
