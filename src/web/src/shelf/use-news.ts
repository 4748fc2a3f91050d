import { useEffect, useRef, useState } from 'react'
import type { Slate } from '../api/types.ts'
import { listed, say } from '../say.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { difference } from './difference.ts'

/** Changes that come closer together than this are one change to the eye. */
const burstMs = 2_500

interface Seen {
  for: string
  ids: string[]
  titles: Map<string, string>
  /** What stood here before the last burst of changes, and when that burst last changed something. */
  before: string[]
  changedAtMs: number
}

const nothing: Seen = { for: '', ids: [], titles: new Map(), before: [], changedAtMs: 0 }

function seenAfter(seen: Seen, whose: string, slate: Slate, nowMs: number): Seen {
  const books = slate.items.map((item) => item.book)
  const ids = books.map((book) => book.book_id)
  const titles = new Map([...seen.titles, ...books.map((book) => [book.book_id, book.title] as const)])
  if (seen.for !== whose || seen.ids.length === 0) {
    return { for: whose, ids, titles, before: ids, changedAtMs: 0 }
  }
  const { added, left } = difference(seen.ids, ids)
  if (added.length + left.length === 0) return { ...seen, ids, titles }
  const before = nowMs - seen.changedAtMs > burstMs ? seen.ids : seen.before
  return { for: whose, ids, titles, before, changedAtMs: nowMs }
}

function changeInWords(came: readonly string[], left: readonly string[]): string {
  const parts = [
    ...(came.length > 0 ? [say('shelf.came', { titles: listed(came) })] : []),
    ...(left.length > 0 ? [say('shelf.left', { titles: listed(left) })] : []),
  ]
  return parts.length === 0 ? say('shelf.moved') : parts.join(' ')
}

/** The books that the last change brought, for the list and choices named by `whose`; says politely what came and what left. */
export function useNews(slate: Slate | null, whose: string, name: string): ReadonlySet<string> {
  const announce = useAnnounce()
  const seen = useRef(nothing)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())

  useEffect(() => {
    if (slate === null) return
    const was = seen.current
    const now = seenAfter(was, whose, slate, performance.now())
    seen.current = now
    setFresh(new Set(difference(now.before, now.ids).added))
    if (was.for !== now.for || was.ids.length === 0) {
      announce(say('shelf.ready', { n: now.ids.length, name }))
      return
    }
    const { added, left, moved } = difference(was.ids, now.ids)
    const named = (ids: string[]) => ids.map((id) => now.titles.get(id) ?? id)
    if (added.length + left.length > 0 || moved) announce(changeInWords(named(added), named(left)))
  }, [slate, whose, name, announce])

  return fresh
}
