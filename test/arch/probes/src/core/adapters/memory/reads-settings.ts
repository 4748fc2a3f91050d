// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { config } from '../../../config.ts'
export const taken = config
