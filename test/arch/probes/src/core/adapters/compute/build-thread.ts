// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { build } from '../../ranking/graph.ts'
import { startThread } from '../worker-thread.ts'
export const inThread = () => [startThread, build]
