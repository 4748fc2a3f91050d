// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { recommend } from '../../flows/recommend.ts'
export const taken = recommend
