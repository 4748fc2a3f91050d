/** What is kept under the key, made when it is not there, as the one used last; beyond `most` the one unused longest goes. */
export function lastUsed<K, T>(kept: Map<K, T>, key: K, most: number, make: () => T): T {
  const found = kept.get(key) ?? make()
  kept.delete(key)
  kept.set(key, found)
  const [longestUnused] = kept.keys()
  if (kept.size > most && longestUnused !== undefined) kept.delete(longestUnused)
  return found
}
