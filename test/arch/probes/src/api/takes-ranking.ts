// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { build } from '../core/ranking/graph.ts'
export const taken = build
