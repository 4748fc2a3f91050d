import { useEffect, useState } from 'react'

const paceMs = 280

/** Counts up to `target` slowly enough to follow; starts again from 0 when `of` changes. At once where motion is unwanted. */
export function usePaced(target: number, of: string): number {
  const [shown, setShown] = useState({ of, count: 0 })
  const count = shown.of === of ? Math.min(shown.count, target) : 0
  useEffect(() => {
    if (count >= target) return
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const timer = setTimeout(() => setShown({ of, count: still ? target : count + 1 }), still ? 0 : paceMs)
    return () => clearTimeout(timer)
  }, [count, target, of])
  return count
}
