import type { Said } from '../ranking/said.ts'

/** What people are told, in their language. */
export interface Words {
  /** The message, filled in. `language`: a tag such as `de`; English for one that is not spoken. */
  say(language: string, said: Said): string
}
