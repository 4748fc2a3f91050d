import { chat as de } from '../words/chat/de.ts'
import { chat as en } from '../words/chat/en.ts'
import { chat as es } from '../words/chat/es.ts'
import { chat as fr } from '../words/chat/fr.ts'
import type { Language } from '../words/languages.ts'
import { speak, type Translated, type Voice } from '../words/speak.ts'

const catalogues: Record<Language, Translated<typeof en>> = { en, es, fr, de }
export type ChatVoice = Voice<typeof en>
const voices = new Map<Language, ChatVoice>()

/** What a bot says, in one language. */
export function chatVoice(language: Language): ChatVoice {
  const known = voices.get(language)
  if (known !== undefined) return known
  const voice = speak<typeof en>(language, catalogues[language])
  voices.set(language, voice)
  return voice
}
