import { DiscordAPIError, InteractionResponseType, MessageFlags, type REST, Routes } from 'discord.js'
import type { Log } from '../../log.ts'
import type { Card } from '../card.ts'
import type { Asked } from './asked.ts'
import { renderDiscord } from './render.ts'

/** Answers to one interaction. What nobody waits for any more is a line in the log, never an error. */
export interface Answers {
  /** Says that the answer comes, to be seen by this person alone. False when it is too late, or was said before. */
  defer(asked: Asked): Promise<boolean>
  /** Puts the answer there. False when it is too late: then it is dropped, since it is for nobody else's eyes. */
  say(asked: Asked, card: Card): Promise<boolean>
  choices(asked: Asked, choices: readonly { name: string; value: string }[]): Promise<void>
}

/** Unknown interaction, already acknowledged, and what becomes of a token after its 15 minutes. */
const tooLate: readonly unknown[] = [10_062, 40_060, 10_008, 10_015, 50_027]

/** Whether Discord refused with one of these codes. */
export const isRefused = (error: unknown, codes: readonly unknown[]): error is DiscordAPIError =>
  error instanceof DiscordAPIError && codes.includes(error.code)

export function createAnswers(rest: REST, applicationId: string, log: Log): Answers {
  const inTime = async (asked: Asked, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      if (!isRefused(error, tooLate)) throw error
      log.warn({ interaction: asked.interaction_id, code: error.code }, 'an answer came too late')
      return false
    }
  }
  const callback = (asked: Asked, body: unknown): Promise<boolean> =>
    inTime(asked, () =>
      rest.post(Routes.interactionCallback(asked.interaction_id, asked.token), { body, auth: false }),
    )
  return {
    defer: (asked) =>
      callback(asked, {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      }),
    say: (asked, card) =>
      inTime(asked, () =>
        rest.patch(Routes.webhookMessage(applicationId, asked.token), {
          body: renderDiscord(card),
          auth: false,
        }),
      ),
    choices: async (asked, choices) => {
      const type = InteractionResponseType.ApplicationCommandAutocompleteResult
      await callback(asked, { type, data: { choices } })
    },
  }
}
