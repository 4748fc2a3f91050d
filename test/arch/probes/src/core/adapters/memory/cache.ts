// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { LRUCache } from 'lru-cache'
export const cache = LRUCache
