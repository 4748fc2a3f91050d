import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { ltiServicesSuite } from './lti-advantage.ts'

describe('services of platforms on PostgreSQL, embedded or on a server', () => ltiServicesSuite(ground()))
