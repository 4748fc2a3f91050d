// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { build } from '../ranking/graph.ts'
export const taken = build
