import { EventEmitter } from 'node:events'
import type { Live, LiveMessage } from '../../ports/runtime.ts'

/** Messages to those who look right now, within this process. */
export function createMemoryLive(): Live {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    publish: (schoolId, message) => void emitter.emit(eventOf(schoolId), message),
    subscribe(schoolId, listener: (message: LiveMessage) => void) {
      emitter.on(eventOf(schoolId), listener)
      return () => emitter.off(eventOf(schoolId), listener)
    },
  }
}

/** To the emitter an event called `error` is more than a name. */
const eventOf = (schoolId: string): string => `school ${schoolId}`
