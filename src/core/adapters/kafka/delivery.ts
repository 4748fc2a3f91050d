import { setTimeout as wait } from 'node:timers/promises'
import type { KafkaMessage } from 'kafkajs'
import { ShelftalkError } from '../../domain/errors.ts'
import type { ShelftalkEvent } from '../../domain/events.ts'
import type { Subscription } from '../../ports/runtime.ts'
import { createSlots } from './key-lanes.ts'
import { type Death, deadLetterOf, eventIn, idIn, reasonOf } from './letters.ts'
import type { KafkaBusOptions } from './options.ts'

/** The longest pause before another try, however often there was one. */
const longestPauseMs = 5_000

type Rules = Pick<KafkaBusOptions, 'keysAtOnce' | 'maxTries' | 'retryMs' | 'watch' | 'onBuried' | 'log'>

/**
 * Hands messages to a consumer until each is applied or buried. What is away comes back: an event that meets
 * `unavailable` is tried for as long as that takes. Pauses take nobody's place, so that the others go on meanwhile.
 * The answer is whether the message is done; it is not when `ours` was aborted before.
 */
export function createDelivery(
  subscription: Subscription,
  rules: Rules,
  bury: (letter: ReturnType<typeof deadLetterOf>) => Promise<void>,
): (message: KafkaMessage, ours: AbortSignal) => Promise<boolean> {
  const { consumer, topic } = subscription
  const slots = createSlots(subscription.atOnce ?? rules.keysAtOnce)

  /** Null when the event is done, else what went wrong. */
  const attempt = async (event: ShelftalkEvent, ours: AbortSignal): Promise<{ error: unknown } | null> => {
    try {
      const outcome = await slots.run(() => {
        ours.throwIfAborted()
        return subscription.handle(event)
      })
      rules.watch(subscription, event, 'done' in outcome ? outcome.done : `skipped: ${outcome.skipped}`)
      return null
    } catch (error) {
      return { error }
    }
  }

  const pause = (tries: number, ours: AbortSignal): Promise<void> =>
    wait(Math.min(rules.retryMs(tries), longestPauseMs), undefined, { signal: ours }).catch(() => {})

  /** Until it is done, however often it fails; false when it was given up. */
  const insist = async (step: () => Promise<void>, ours: AbortSignal): Promise<boolean> => {
    for (let tries = 1; !ours.aborted; tries++) {
      try {
        await step()
        return true
      } catch (error) {
        rules.log.warn({ topic, consumer, err: error }, 'a dead letter could not be put away; trying again')
        await pause(tries, ours)
      }
    }
    return false
  }

  const putAway = async (
    dead: { message: KafkaMessage; id: string | null },
    death: Death,
    ours: AbortSignal,
  ) => {
    const { message, id } = dead
    const letter = deadLetterOf(message, { ...death, consumer, at: new Date() })
    rules.log.warn({ topic, consumer, event_id: id, tries: death.tries }, 'event buried')
    // In this order: a replay must not find the event still pending, and the offset is told only after both.
    return (
      (id === null || (await insist(() => rules.onBuried(id), ours))) &&
      (await insist(() => bury(letter), ours))
    )
  }

  return async (message, ours) => {
    const event = eventIn(message)
    if (event === null) {
      const death = { reason: 'not an event that this version of Shelftalk knows', tries: 1 }
      return putAway({ message, id: idIn(message) }, death, ours)
    }
    let failures = 0
    for (let tries = 1; !ours.aborted; tries++) {
      const failed = await attempt(event, ours)
      if (failed === null) return true
      if (ours.aborted) return false
      if (!isAway(failed.error) && ++failures >= rules.maxTries) {
        return putAway({ message, id: event.id }, { reason: reasonOf(failed.error), tries: failures }, ours)
      }
      await pause(tries, ours)
    }
    return false
  }
}

const isAway = (error: unknown): boolean => error instanceof ShelftalkError && error.code === 'unavailable'
