import { ShelftalkError } from '../core/domain/errors.ts'
import type { Account } from '../core/domain/people/account.ts'
import type { Language } from '../words/languages.ts'
import { type Card, wordsOnly } from './card.ts'
import type { BotFlows } from './flows.ts'
import type { ChatVoice } from './voice.ts'

/** What anything that was asked for is done with, on whichever platform. */
export interface Doing {
  flows: BotFlows
  /** Of the request: what is done twice under it is done once. */
  requestId: string
  account: Account
  language: Language
  voice: ChatVoice
}

/** In one way for what does not exist, what is another's and what is not allowed. */
const refusals = new Set(['not_found', 'forbidden', 'invalid_input'])

/** What comes of the work, or the one refusal. */
export async function orRefusal(voice: ChatVoice, work: () => Promise<Card>): Promise<Card> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ShelftalkError && refusals.has(error.code))
      return wordsOnly(voice.say('refused.notYours'))
    throw error
  }
}
