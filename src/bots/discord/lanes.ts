/** Runs work one after the other for each key, and of different keys side by side. */
export function createLanes(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const result = (last.get(key) ?? Promise.resolve()).then(work, work)
    const ended: Promise<void> = result.then(
      () => {},
      () => {},
    )
    const lane = ended.then(() => {
      if (last.get(key) === lane) last.delete(key)
    })
    last.set(key, lane)
    return result
  }
}
