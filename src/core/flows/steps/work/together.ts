/**
 * The same work for those who ask while it is being done: they share the run that begins after it, which sees what they
 * changed. Arguments are the key.
 */
export function createTogether<Args extends readonly string[]>(
  work: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  const running = new Map<string, Promise<void>>()
  const next = new Map<string, Promise<void>>()
  const run = (key: string, args: Args): Promise<void> => {
    next.delete(key)
    const mine = work(...args).finally(() => {
      if (running.get(key) === mine) running.delete(key)
    })
    running.set(key, mine)
    return mine
  }
  return (...args) => {
    const key = JSON.stringify(args)
    const now = running.get(key)
    if (now === undefined) return run(key, args)
    const waiting = next.get(key)
    if (waiting !== undefined) return waiting
    const after = now.then(
      () => run(key, args),
      () => run(key, args),
    )
    next.set(key, after)
    return after
  }
}
