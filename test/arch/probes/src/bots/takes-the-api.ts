// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { serve } from '../api/server.ts'
export const taken = serve
