import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import type { Ground } from './a-school.ts'

/** The ground with its statements written down: what the database is asked, without the values. */
export function watched(on: Ground): Ground & { during(work: () => Promise<void>): Promise<string[]> } {
  let asked: string[] | null = null
  return {
    graphBuilder: on.graphBuilder,
    get driver(): Driver {
      const { driver } = on
      return {
        ...driver,
        transaction: (scope, work) =>
          driver.transaction(scope, (sql) =>
            work({
              rows: (text, params) => {
                asked?.push(`${scope.role}: ${text}`)
                return sql.rows(text, params)
              },
            }),
          ),
      }
    },
    async during(work) {
      const heard: string[] = []
      asked = heard
      await work()
      asked = null
      return heard
    },
  }
}
