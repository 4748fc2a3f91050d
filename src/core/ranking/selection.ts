/**
 * Brings the `count` best of `ids` to its front, best first, and returns that part as a view. `scores` is indexed by
 * id. Equal scores stand in order of id, so that the same data give the same list on every machine.
 * Quick-select (Hoare) with the median of three, then a sort of the part that was asked for: O(n + k log k) as a rule.
 */
export function bestFirst(ids: Int32Array, scores: ArrayLike<number>, count: number): Int32Array {
  return best(ids, scores, count).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}

/** The same books in no particular order: O(n) as a rule. */
export function best(ids: Int32Array, scores: ArrayLike<number>, count: number): Int32Array {
  const wanted = Math.max(0, Math.min(count, ids.length))
  if (wanted < ids.length) partitionBest(ids, scores, wanted)
  return ids.subarray(0, wanted)
}

/** Reorders `ids` so that its first `wanted` are the best, in no particular order. */
function partitionBest(ids: Int32Array, scores: ArrayLike<number>, wanted: number): void {
  let low = 0
  let high = ids.length - 1
  while (low < high) {
    const pivot = medianOfThree(ids, scores, low, high)
    const pivotScore = scores[pivot] as number
    let left = low
    let right = high
    while (left <= right) {
      while (precedes(scores, ids[left] as number, pivot, pivotScore)) left++
      while (follows(scores, ids[right] as number, pivot, pivotScore)) right--
      if (left > right) break
      const moved = ids[left] as number
      ids[left++] = ids[right] as number
      ids[right--] = moved
    }
    if (wanted - 1 <= right) high = right
    else if (wanted - 1 >= left) low = left
    else return
  }
}

function precedes(scores: ArrayLike<number>, id: number, pivot: number, pivotScore: number): boolean {
  const score = scores[id] as number
  return score > pivotScore || (score === pivotScore && id < pivot)
}

function follows(scores: ArrayLike<number>, id: number, pivot: number, pivotScore: number): boolean {
  const score = scores[id] as number
  return score < pivotScore || (score === pivotScore && id > pivot)
}

function medianOfThree(ids: Int32Array, scores: ArrayLike<number>, low: number, high: number): number {
  const a = ids[low] as number
  const b = ids[(low + high) >> 1] as number
  const c = ids[high] as number
  const aFirst = precedes(scores, a, b, scores[b] as number)
  const bFirst = precedes(scores, b, c, scores[c] as number)
  if (aFirst === bFirst) return b
  return aFirst === precedes(scores, a, c, scores[c] as number) ? c : a
}

/** At most so many of them, spread evenly over all. */
export function evenly<T>(all: readonly T[], most: number): T[] {
  const stride = Math.max(1, all.length / most)
  return Array.from({ length: Math.min(most, all.length) }, (_, k) => all[Math.floor(k * stride)] as T)
}
