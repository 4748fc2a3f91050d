import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Api, createApi } from '../api/client.ts'
import type { DemoKey } from '../api/types.ts'
import { forgetKey, rememberedKey, rememberKey, takeKeyFromAddress } from './key.ts'

export interface Session {
  api: Api
  schoolName: string | null
  /** True when the person gave the key and may take it away again. */
  typed: boolean
  close: () => void
}

type Opened = { key: string; schoolName: string | null; typed: boolean }
/** Two keys, of which only the person can say which one is meant. */
export interface KeyChoice {
  ofTab: string
  ofAddress: string
}

type Door =
  | { state: 'waiting' }
  | { state: 'asking'; choice: KeyChoice }
  | { state: 'closed'; refused: boolean }
  | ({ state: 'open' } & Opened)

async function askForDemoKey(signal: AbortSignal): Promise<DemoKey | null> {
  try {
    const response = await fetch('/demo/key', { signal })
    return response.ok ? ((await response.json()) as DemoKey) : null
  } catch {
    return null
  }
}

const given = takeKeyFromAddress()

/** Opens the library: with the key from the address or this tab, else the embedded demo's, else by asking. */
export function useSession(): {
  waiting: boolean
  refused: boolean
  choice: KeyChoice | null
  session: Session | null
  open: (key: string) => void
} {
  const [door, setDoor] = useState<Door>({ state: 'waiting' })
  const open = useCallback((key: string) => {
    rememberKey(key)
    setDoor({ state: 'open', key, schoolName: null, typed: true })
  }, [])

  useEffect(() => {
    const stop = new AbortController()
    const ofTab = rememberedKey()
    const known = given ?? ofTab
    if (given !== null && ofTab !== null && given !== ofTab) {
      // Somebody's link must not put the person behind somebody else's key without a word.
      setDoor({ state: 'asking', choice: { ofTab, ofAddress: given } })
    } else if (known !== null) {
      open(known)
    } else {
      void askForDemoKey(stop.signal).then((demo) => {
        if (stop.signal.aborted) return
        setDoor(
          demo === null
            ? { state: 'closed', refused: false }
            : { state: 'open', key: demo.key, schoolName: demo.school_name, typed: false },
        )
      })
    }
    return () => stop.abort()
  }, [open])

  const session = useMemo<Session | null>(() => {
    if (door.state !== 'open') return null
    const shut = (refused: boolean) => {
      forgetKey()
      setDoor({ state: 'closed', refused })
    }
    return {
      api: createApi(door.key, () => shut(true)),
      schoolName: door.schoolName,
      typed: door.typed,
      close: () => shut(false),
    }
  }, [door])

  return {
    waiting: door.state === 'waiting',
    refused: door.state === 'closed' && door.refused,
    choice: door.state === 'asking' ? door.choice : null,
    session,
    open,
  }
}
