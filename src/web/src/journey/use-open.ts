import { useState } from 'react'

const storedAs = 'shelftalk.journey'
const wideEnough = '(min-width: 70rem)'

function remembered(): boolean {
  const stored = localStorage.getItem(storedAs)
  return stored === null ? window.matchMedia(wideEnough).matches : stored === 'open'
}

/** Whether the panel is open: as it was left, at first only where there is room for it. */
export function useOpen(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(remembered)
  const change = (next: boolean) => {
    localStorage.setItem(storedAs, next ? 'open' : 'closed')
    setOpen(next)
  }
  return [open, change]
}
