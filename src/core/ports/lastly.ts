const key: unique symbol = Symbol('lastly')

/** What a transaction answers whose last statements were asked for and not waited for. */
export interface Lastly<T> {
  [key]: Promise<T>
}

/**
 * The last statements of a transaction, all of them asked for already: the commit travels with them, and they are waited
 * for together. If one of them fails, nothing of the transaction is kept.
 */
export function lastly<T>(statements: Promise<T>): Lastly<T> {
  statements.catch(() => {}) // it is waited for with the commit
  return { [key]: statements }
}

/** The last statements of what a transaction answered. */
export function statementsOf<T>(answered: T | Lastly<T>): Promise<T> | T {
  const isLastly = typeof answered === 'object' && answered !== null && key in answered
  return isLastly ? (answered as Lastly<T>)[key] : (answered as T)
}
