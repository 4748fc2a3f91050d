import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { overridesSuite } from './overrides.ts'

describe('the overrides of PostgreSQL, embedded or on a server', () => overridesSuite(ground()))
