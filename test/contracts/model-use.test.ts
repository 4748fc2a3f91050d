import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { modelUseSuite } from './model-use.ts'

describe('the use of models in PostgreSQL, embedded or on a server', () => modelUseSuite(ground()))
