import type { IncomingMessage } from 'node:http'
import { firstSpoken, type Language } from '../words/languages.ts'
import { lti as de } from '../words/lti/de.ts'
import { lti as en } from '../words/lti/en.ts'
import { lti as es } from '../words/lti/es.ts'
import { lti as fr } from '../words/lti/fr.ts'
import { speak } from '../words/speak.ts'
import type { LtiVoice } from './pages/frame.ts'

const catalogues = { en, es, fr, de }
const voices = new Map<Language, LtiVoice>()

/** The language of the launch, else the browser's, else English. */
export function voiceFor(req: IncomingMessage, locale: string | null): LtiVoice {
  const tags = (req.headers['accept-language'] ?? '').split(',').map((tag) => tag.split(';')[0]?.trim())
  const language = firstSpoken([locale, ...tags])
  const known = voices.get(language) ?? { ...speak(language, catalogues[language]), language }
  voices.set(language, known)
  return known
}
