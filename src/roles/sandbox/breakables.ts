import type { Connections } from '../../connections.ts'
import type { EventBus } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { Switches } from '../../sandbox/playground/server.ts'
import { breakableBus } from './breakable-bus.ts'
import { breakableModel } from './breakable-model.ts'

/** What of the service itself may go wrong in the playground. */
export interface Breakables {
  /** With a language model, if none was connected. */
  connections: Connections
  aroundBus(bus: EventBus): EventBus
  switches: Switches
  close(): Promise<void>
}

/** A model that somebody connected is left alone. */
export async function breakables(connections: Connections, log: Log): Promise<Breakables> {
  const bus = breakableBus()
  const model = connections.openai === null ? await breakableModel(log) : null
  return {
    connections: model === null ? connections : { ...connections, openai: model.connected },
    aroundBus: bus.wrap,
    switches: {
      'Kafka is down': bus.breakIt,
      ...(model === null ? {} : { 'The language model is slow': model.slow }),
    },
    close: async () => model?.close(),
  }
}
