import type { Driver } from '../../../src/core/adapters/postgres/sql.ts'
import { ShelftalkError } from '../../../src/core/domain/errors.ts'
import type { Ground } from '../../support/a-school.ts'

/** A ground whose database can be taken away. */
export function breakable(inner: Ground): Ground & { isDown: boolean } {
  const away = new ShelftalkError('unavailable', 'The database is away.')
  const made = {
    isDown: false,
    graphBuilder: inner.graphBuilder,
    get driver(): Driver {
      const { driver } = inner
      return {
        ...driver,
        transaction: (scope, work) => (made.isDown ? Promise.reject(away) : driver.transaction(scope, work)),
      }
    },
  }
  return made
}
