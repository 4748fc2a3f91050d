import { ShelftalkError } from '../core/domain/errors.ts'
import { parseEvent } from '../core/domain/events.ts'
import type { EventBus, Subscription } from '../core/ports/runtime.ts'
import type { Log } from '../log.ts'

/**
 * Puts the flows' applying halves on the bus. A message is checked against its schema first; what fails is thrown
 * to the bus, which tries again and in the end buries it with the reason.
 */
export function subscribeConsumers(bus: EventBus, subscriptions: readonly Subscription[], log: Log): void {
  for (const subscription of subscriptions) {
    bus.subscribe({
      ...subscription,
      async handle(message) {
        const started = performance.now()
        const event = parseEvent(message)
        try {
          const outcome = await subscription.handle(event)
          const ms = Math.round(performance.now() - started)
          // Only the kind: the words of an outcome may quote an error, and that the rows of a school.
          const [kind] = Object.keys(outcome)
          log.debug(
            { consumer: subscription.consumer, event_id: event.id, type: event.type, ms, outcome: kind },
            'event handled',
          )
          return outcome
        } catch (error) {
          // Each event that waits for a server meets it again and again: whoever speaks to that server tells it once.
          const isAway = error instanceof ShelftalkError && error.code === 'unavailable'
          log[isAway ? 'debug' : 'warn'](
            { consumer: subscription.consumer, event_id: event.id, type: event.type, err: error },
            'event failed',
          )
          throw error
        }
      },
    })
  }
}
