// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { flows } from './core/flows/bind.ts'
import { books } from './core/adapters/postgres/books.ts'
import { cache } from './core/adapters/memory/cache.ts'
import { inThread } from './core/adapters/compute/build-thread.ts'
import { serve } from './api/server.ts'
import { jobs } from './workers/jobs.ts'
import { scheduler } from './workers/scheduler.ts'
import { config } from './config.ts'
import { school } from './demo/school.ts'
export const playground = () => import('./sandbox/fake-slack.ts')
export const app = [flows, books, cache, inThread, serve, jobs, scheduler, config, school]
