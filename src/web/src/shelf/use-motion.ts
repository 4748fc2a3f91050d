import { type RefObject, useLayoutEffect, useRef } from 'react'

const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches
const ease = 'cubic-bezier(.22,.8,.3,1)'

interface Place {
  left: number
  top: number
}

function slide(element: HTMLElement, from: Place, to: Place): void {
  const [x, y] = [from.left - to.left, from.top - to.top]
  if (x === 0 && y === 0) return
  element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
    duration: 420,
    easing: ease,
  })
}

function appear(element: HTMLElement): void {
  element.animate(
    [
      { opacity: 0, transform: 'translateY(-14px)' },
      { opacity: 1, transform: 'none' },
    ],
    { duration: 480, easing: ease },
  )
}

/** Books that stay slide to their new place, new ones settle in. Children of `shelf` are told apart by `data-book`. */
export function useMotion(shelf: RefObject<HTMLElement | null>, order: string): void {
  const places = useRef(new Map<string, Place>())
  const lastOrder = useRef('')

  useLayoutEffect(() => {
    const now = new Map<string, Place>()
    const changed = lastOrder.current !== '' && order !== '' && lastOrder.current !== order && !still()
    for (const element of shelf.current?.querySelectorAll<HTMLElement>('[data-book]') ?? []) {
      const id = element.dataset.book ?? ''
      const to = { left: element.offsetLeft, top: element.offsetTop }
      const from = places.current.get(id)
      now.set(id, to)
      if (changed && from === undefined) appear(element)
      if (changed && from !== undefined) slide(element, from, to)
    }
    places.current = now
    lastOrder.current = order
  })
}
