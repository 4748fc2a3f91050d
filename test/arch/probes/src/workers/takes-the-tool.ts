// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { tool } from '../lti/tool.ts'
export const taken = tool
