// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { Worker } from 'node:worker_threads'
export const startThread = () => Worker
