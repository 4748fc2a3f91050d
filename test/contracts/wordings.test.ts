import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { wordingsSuite } from './wordings.ts'

describe('the wordings of PostgreSQL, embedded or on a server', () => wordingsSuite(ground()))
