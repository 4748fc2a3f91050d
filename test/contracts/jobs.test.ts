import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { jobsSuite } from './jobs.ts'

describe('runs of jobs in PostgreSQL, embedded or on a server', () => jobsSuite(ground()))
