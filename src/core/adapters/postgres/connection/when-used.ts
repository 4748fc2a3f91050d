import { type Lastly, statementsOf } from '../../../ports/lastly.ts'
import type { Driver, Scope, Sql } from '../sql.ts'

/** A transaction that begins with its first statement: whoever finds in memory all that is needed asks for no connection. */
export async function whenUsed<T>(
  driver: Pick<Driver, 'transaction'>,
  scope: Scope,
  work: (sql: Sql) => Promise<T | Lastly<T>>,
): Promise<T> {
  let transaction: Promise<T> | undefined
  const begun = deferred<Sql>()
  const worked = deferred<T | Lastly<T>>()
  const begin = (): Promise<T> => {
    const begins = driver.transaction(scope, (sql) => {
      begun.resolve(sql) // what was asked for meanwhile goes out before the answer is looked at
      return worked.promise
    })
    begins.catch(begun.reject)
    return begins
  }
  work({
    async rows(text, params) {
      transaction ??= begin()
      return (await begun.promise).rows(text, params)
    },
  }).then(worked.resolve, worked.reject)
  // Without a statement there is nothing to commit; with one, its transaction tells how it went.
  const answer = await worked.promise.catch((error: unknown) => {
    if (transaction === undefined) throw error
  })
  return transaction ?? (statementsOf(answer as T | Lastly<T>) as T)
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void } {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved
    reject = rejected
  })
  promise.catch(() => {}) // whoever waits for it is told
  return { promise, resolve, reject }
}
