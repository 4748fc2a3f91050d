import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { peopleSuite } from './people.ts'

describe('the people of PostgreSQL, embedded or on a server', () => peopleSuite(ground()))
