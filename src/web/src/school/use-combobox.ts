import { type KeyboardEvent, useState } from 'react'

/**
 * The keys and states of a combobox with a list, after the WAI-ARIA pattern: type to narrow, arrows to move, Enter to
 * choose, Escape to close. `typed` is null while the person has typed nothing since the last choice.
 */
export function useCombobox() {
  const [typed, setTyped] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)

  const close = () => {
    setOpen(false)
    setTyped(null)
  }
  const type = (text: string) => {
    setTyped(text)
    setActive(0)
    setOpen(true)
  }
  const move = (to: number, count: number) => {
    setOpen(true)
    setActive(open ? Math.max(0, Math.min(count - 1, to)) : 0)
  }
  const press = (event: KeyboardEvent, count: number, choose: (place: number) => void) => {
    if (!['ArrowDown', 'ArrowUp', 'Enter', 'Escape'].includes(event.key)) return
    event.preventDefault()
    if (event.key === 'Escape') close()
    else if (event.key !== 'Enter') move(active + (event.key === 'ArrowDown' ? 1 : -1), count)
    else if (open && active < count) choose(active)
    else setOpen(true)
  }
  return { typed, open, active, setOpen, close, type, press }
}
