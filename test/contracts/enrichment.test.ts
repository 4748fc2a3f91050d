import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { enrichmentSuite } from './enrichment.ts'

describe('what a model tells of books, in PostgreSQL, embedded or on a server', () =>
  enrichmentSuite(ground()))
