// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { z } from 'zod'
export const config = z
