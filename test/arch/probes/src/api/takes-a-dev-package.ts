// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { build } from 'vite'
export const taken = build
