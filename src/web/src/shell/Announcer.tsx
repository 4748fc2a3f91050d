import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

type Announce = (text: string) => void
const AnnounceContext = createContext<Announce>(() => undefined)

/** The page's one live region: says politely what changed. Two regions in turn, so that equal words are said twice. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ turn: 0, text: '' })
  const announce = useCallback<Announce>((text) => setSaid(({ turn }) => ({ turn: 1 - turn, text })), [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="for-ears" aria-live="polite" data-testid="announcer">
        <p>{said.turn === 0 ? said.text : ''}</p>
        <p>{said.turn === 1 ? said.text : ''}</p>
      </div>
    </AnnounceContext>
  )
}

export const useAnnounce = (): Announce => useContext(AnnounceContext)
