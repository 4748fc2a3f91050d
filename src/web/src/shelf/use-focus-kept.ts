import { type RefObject, useEffect, useRef } from 'react'

function bookOf(target: EventTarget | null): string | null {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-book], [data-tray]') : null
  return place?.dataset.book ?? place?.dataset.tray ?? null
}

/**
 * When what held the focus goes away with its book, the focus goes to that book's undo, else to the heading.
 * `arrangement` changes whenever a book comes, goes or moves.
 */
export function useFocusKept(area: RefObject<HTMLElement | null>, arrangement: string): void {
  const held = useRef<string | null>(null)
  useEffect(() => {
    const remember = (event: FocusEvent) => {
      held.current = bookOf(event.target)
    }
    document.addEventListener('focusin', remember)
    return () => document.removeEventListener('focusin', remember)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the arrangement's change that may take the focus away
  useEffect(() => {
    if (held.current === null || document.activeElement !== document.body) return
    const id = CSS.escape(held.current)
    const undo = area.current?.querySelector<HTMLElement>(
      `[data-tray="${id}"] button, [data-book="${id}"] button`,
    )
    const heading = area.current?.querySelector<HTMLElement>('h2')
    ;(undo ?? heading)?.focus({ preventScroll: true })
  }, [arrangement, area])
}
