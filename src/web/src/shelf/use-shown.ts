import { useEffect } from 'react'
import type { Slate } from '../api/types.ts'
import { useTeller } from '../journey/JourneyProvider.tsx'

/** Tells whoever waits for it that a list, or another list than before, is on the screen. */
export function useShown(slate: Slate | null, order: string, onPicks?: (count: number) => void): void {
  const teller = useTeller()
  const count = slate?.items.length
  useEffect(() => {
    if (count !== undefined) onPicks?.(count)
  }, [count, onPicks])
  useEffect(() => {
    if (order !== '') teller.listShown()
  }, [order, teller])
}
