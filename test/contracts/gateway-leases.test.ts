import { describe } from 'vitest'
import { ground } from '../support/a-school.ts'
import { gatewayLeasesSuite } from './gateway-leases.ts'

describe('the leases of PostgreSQL, embedded or on a server', () => gatewayLeasesSuite(ground()))
