import { useMemo, useState } from 'react'
import type { Slate } from '../api/types.ts'
import { useLiveEvents } from '../live/LiveProvider.tsx'

/** Lists whose late sentences are kept: an event may overtake the list that it belongs to. */
const maxSlates = 8

type Texts = ReadonlyMap<string, string>

function withTexts(all: ReadonlyMap<string, Texts>, slateId: string, texts: Texts): Map<string, Texts> {
  const next = new Map(all)
  next.delete(slateId)
  next.set(slateId, new Map([...(all.get(slateId) ?? []), ...texts]))
  const [oldest] = next.keys()
  if (next.size > maxSlates && oldest !== undefined) next.delete(oldest)
  return next
}

/** The list with the sentences that came after it. Nothing is announced: the books are the same. */
export function useLateWording(slate: Slate | null): Slate | null {
  const [bySlate, setBySlate] = useState<ReadonlyMap<string, Texts>>(new Map())
  useLiveEvents((event) => {
    if (event.kind === 'wording') setBySlate((all) => withTexts(all, event.slateId, event.texts))
  })
  const texts = slate === null ? undefined : bySlate.get(slate.slate_id)
  return useMemo(() => {
    if (slate === null || texts === undefined) return slate
    const items = slate.items.map((item) => {
      const text = texts.get(item.book.book_id)
      return text === undefined ? item : { ...item, explanation: { text, by: 'model' as const } }
    })
    return { ...slate, items }
  }, [slate, texts])
}
