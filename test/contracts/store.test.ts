import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { storeSuite } from './store/suite.ts'

describe('the store of PostgreSQL, embedded or on a server', () => storeSuite(ground()))
