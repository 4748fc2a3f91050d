import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import type { Ground } from './a-school.ts'

/** A ground whose database throws `fault`, while there is one, in the place of what it is asked for. */
export interface FaultyGround extends Ground {
  fault: Error | null
}

export function faulty(inner: Ground): FaultyGround {
  const made: FaultyGround = {
    fault: null,
    graphBuilder: inner.graphBuilder,
    get driver(): Driver {
      const { driver } = inner
      return {
        ...driver,
        transaction: (scope, work) =>
          made.fault === null ? driver.transaction(scope, work) : Promise.reject(made.fault),
      }
    },
  }
  return made
}

export const databaseAway = new ShelftalkError('unavailable', 'The database is away.')

/** A refusal as drivers throw it: everything that was to be stored stands in its words and hangs on it. */
export const refusedRow = (stored: readonly string[]): Error =>
  Object.assign(new Error(`invalid input syntax: "${stored.join(' ')}"`), {
    ...{ code: '22P02', detail: `Key (name)=(${stored.join(' ')}) exists`, where: stored.join(' ') },
    ...{ query: `insert into reader values ('${stored.join("', '")}')`, params: [...stored] },
  })
