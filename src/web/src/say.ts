import { useSyncExternalStore } from 'react'
import { firstSpoken, type Language } from '../../words/languages.ts'
import type { page as english } from '../../words/page/en.ts'
import { type Say, speak, type Translated, type Voice } from '../../words/speak.ts'

type English = typeof english

/** Each language comes when it is wanted, and only then. */
interface Words {
  page: Translated<English>
  toStudents: Partial<Translated<English>>
}
const load: Record<Language, () => Promise<Words>> = {
  en: () => import('../../words/page/en.ts'),
  es: () => import('../../words/page/es.ts'),
  fr: () => import('../../words/page/fr.ts'),
  de: () => import('../../words/page/de.ts'),
}

const storedAs = 'shelftalk.language'

let language: Language
let words: Words
let isToStudent = false
let voice: Voice<English>
let lastAsked: Language
const hearers = new Set<() => void>()

/** Says something in the page's language: in renders and handlers, never where a file is loaded. */
export const say: Say<English> = (key, ...values) => voice.say(key, ...values)
/** The same where only the running page knows which message it is. */
export const said: Voice<English>['fill'] = (key, values) => voice.fill(key, values)
export const listed = (names: readonly string[]): string => voice.listed(names)

/** The page's language from here on. Rejects, and changes nothing, when its words cannot be fetched. */
async function speakIn(wanted: Language): Promise<void> {
  lastAsked = wanted
  const loaded = await load[wanted]()
  if (lastAsked !== wanted) return
  words = loaded
  language = wanted
  findVoice()
  document.documentElement.lang = wanted
  for (const hear of hearers) hear()
}

function findVoice(): void {
  const { page, toStudents } = words
  voice = speak(language, isToStudent ? { ...page, ...toStudents } : page)
}

/** Who is spoken to from the next render on: some languages address a student otherwise than staff. */
export function speakTo(role: string | null): void {
  isToStudent = role === 'student'
  findVoice()
}

/** Before the first render: the language once chosen here, else the browser's first that we speak, else English. */
export const startSpeaking = (): Promise<void> =>
  speakIn(firstSpoken([localStorage.getItem(storedAs), ...navigator.languages]))

/** The person's own choice, remembered in this browser. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  await speakIn(wanted)
  localStorage.setItem(storedAs, wanted)
}

function subscribe(changed: () => void): () => void {
  hearers.add(changed)
  return () => hearers.delete(changed)
}

/** The page's language, outside of what is rendered. */
export const spoken = (): Language => language

/** The page's language. App holds it, so that a change renders everything anew; nothing below may be memoised. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, spoken)
