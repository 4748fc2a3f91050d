/** Asks at most once in `keptMs`, whoever asks meanwhile; the same question under way is asked once for all. */
export function keptFor<T>(keptMs: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null
  let goodUntilMs = 0
  return () => {
    if (kept !== null && performance.now() < goodUntilMs) return kept
    goodUntilMs = Number.POSITIVE_INFINITY
    kept = ask().finally(() => {
      goodUntilMs = performance.now() + keptMs
    })
    return kept
  }
}
