import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { nightWorkSuite } from './night-work.ts'

describe('the night’s work in PostgreSQL, embedded or on a server', () => nightWorkSuite(ground()))
