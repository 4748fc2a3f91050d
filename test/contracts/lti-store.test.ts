import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { ltiStoreSuite } from './lti-store.ts'

describe('what ltijs keeps in PostgreSQL, embedded or on a server', () => ltiStoreSuite(ground()))
