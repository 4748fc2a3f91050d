import accepts from 'accepts'
import { type Language, languages } from '../../words/languages.ts'
import type { Asked } from '../door/admission.ts'

/** The language of ours that the request's Accept-Language likes best; English when it names none. */
export const languageOf = (req: Asked): Language => {
  const best = accepts(req).languages([...languages])
  return languages.find((language) => language === best) ?? 'en'
}
