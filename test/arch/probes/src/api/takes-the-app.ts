// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { app } from '../app.ts'
export const taken = app
