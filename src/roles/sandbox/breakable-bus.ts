import { ShelftalkError } from '../../core/domain/errors.ts'
import type { EventBus } from '../../core/ports/runtime.ts'

export interface BreakableBus {
  wrap(bus: EventBus): EventBus
  breakIt(isOn: boolean): void
}

/** A bus that is away while somebody says so: what is published then stays in the outbox. */
export function breakableBus(): BreakableBus {
  let isAway = false
  return {
    wrap: (bus) => ({
      ...bus,
      async publish(topic, events) {
        if (isAway) throw new ShelftalkError('unavailable', 'The bus was switched off in the playground.')
        await bus.publish(topic, events)
      },
    }),
    breakIt(isOn) {
      isAway = isOn
    },
  }
}
