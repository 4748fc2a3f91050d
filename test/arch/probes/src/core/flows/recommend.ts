// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { aBook } from '../domain/book.ts'
import { build } from '../ranking/graph.ts'
import type { Store } from '../ports/store.ts'
import { announce } from './steps/announce.ts'
import { z } from 'zod'
export const recommend = (store: Store) => [store, aBook, build, announce, z]
