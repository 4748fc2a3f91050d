import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Api, createApi } from '../api/client.ts'
import type { DemoKey, Me } from '../api/types.ts'
import { speakTo } from '../say.ts'
import { forgetKey, rememberedKey, rememberKey, takeKeyFromAddress } from './key.ts'
import { forgetSignIn, hasSignedIn, rememberSignIn, takeSignInFromAddress } from './signed-in.ts'

export interface Session {
  api: Api
  schoolName: string | null
  /** Who signed in; null with a key. */
  me: Me | null
  /** True when the person gave the key and may take it away again. */
  typed: boolean
  /** Takes the key away, or signs out. */
  close: () => void
}

type Opened = { schoolName: string | null; typed: boolean } & (
  | { key: string; me: null }
  | { key: null; me: Me }
)

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

async function answerOf<T>(path: string, signal: AbortSignal): Promise<T | null> {
  try {
    const response = await fetch(path, { signal })
    return response.ok ? ((await response.json()) as T) : null
  } catch {
    return null
  }
}

/** Whoever signed in with this browser, else the key that an embedded demo gives away, else nobody. */
async function lookForSession(signal: AbortSignal): Promise<Door> {
  const me = hasSignedIn() ? await answerOf<Me>('/me', signal) : null
  if (me !== null) return { state: 'open', key: null, me, schoolName: me.school_name, typed: false }
  if (!signal.aborted) forgetSignIn()
  const demo = await answerOf<DemoKey>('/demo/key', signal)
  if (demo === null) return { state: 'closed', refused: false }
  return { state: 'open', key: demo.key, me: null, schoolName: demo.school_name, typed: false }
}

const given = takeKeyFromAddress()
takeSignInFromAddress()

/** Opens the library: with the key from the address or this tab, else for who signed in, else with the demo's key. */
export function useSession(): {
  waiting: boolean
  refused: boolean
  choice: KeyChoice | null
  session: Session | null
  open: (key: string) => void
  /** Somebody has just signed in. */
  enter: () => void
} {
  const [door, setDoor] = useState<Door>({ state: 'waiting' })
  const [looks, setLooks] = useState(0)
  const open = useCallback((key: string) => {
    rememberKey(key)
    speakTo(null)
    setDoor({ state: 'open', key, me: null, schoolName: null, typed: true })
  }, [])
  const lookAgain = useCallback(() => setLooks((before) => before + 1), [])
  useEffect(() => {
    const stop = new AbortController()
    const ofTab = rememberedKey()
    const known = looks === 0 ? (given ?? ofTab) : null
    if (known !== null && given !== null && ofTab !== null && given !== ofTab) {
      // Somebody's link must not put the person behind somebody else's key without a word.
      setDoor({ state: 'asking', choice: { ofTab, ofAddress: given } })
    } else if (known !== null) {
      open(known)
    } else {
      void lookForSession(stop.signal).then((found) => {
        if (stop.signal.aborted) return
        speakTo(found.state === 'open' ? (found.me?.role ?? null) : null)
        setDoor(found)
      })
    }
    return () => stop.abort()
  }, [open, looks])

  const session = useMemo<Session | null>(() => {
    if (door.state !== 'open') return null
    const shut = (refused: boolean) => {
      forgetKey()
      setDoor({ state: 'closed', refused })
    }
    const { schoolName, typed, me } = door
    if (door.key !== null) {
      const api = createApi({ key: door.key }, () => shut(true))
      return { api, schoolName, typed, me, close: () => shut(false) }
    }
    const leave = () => {
      forgetSignIn()
      lookAgain()
    }
    const api = createApi({ csrfToken: door.me.csrf_token ?? '' }, leave)
    const close = () => void api.client.POST('/sign-out').then(leave, leave)
    return { api, schoolName, typed, me, close }
  }, [door, lookAgain])
  const enter = () => {
    forgetKey()
    rememberSignIn()
    lookAgain()
  }
  return {
    waiting: door.state === 'waiting',
    refused: door.state === 'closed' && door.refused,
    choice: door.state === 'asking' ? door.choice : null,
    session,
    open,
    enter,
  }
}
