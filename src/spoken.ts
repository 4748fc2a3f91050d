import type { Words } from './core/ports/words.ts'
import type { Said, SaidKey } from './core/ranking/said.ts'
import { firstSpoken, type Language } from './words/languages.ts'
import { lists as de } from './words/lists/de.ts'
import { lists as en } from './words/lists/en.ts'
import { lists as es } from './words/lists/es.ts'
import { lists as fr } from './words/lists/fr.ts'
import { speak } from './words/speak.ts'

const catalogues: Record<Language, Readonly<Record<SaidKey, string>>> = { en, es, fr, de }

/** The catalogue's messages for what the core has to say. */
export function createWords(): Words {
  const voices = new Map<Language, (said: Said) => string>()
  const voiceOf = (language: Language): ((said: Said) => string) => {
    const known = voices.get(language)
    if (known !== undefined) return known
    const { fill } = speak(language, catalogues[language])
    const voice = ({ key, values = {} }: Said): string => {
      const filled: Record<string, string | number> = {}
      for (const gap in values) {
        const value = values[gap] as string | number | Said
        filled[gap] = typeof value === 'object' ? voice(value) : value
      }
      return fill(key, filled)
    }
    voices.set(language, voice)
    return voice
  }
  return { say: (language, said) => voiceOf(firstSpoken([language]))(said) }
}
