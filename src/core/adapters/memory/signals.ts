import type { Signals } from '../../ports/runtime.ts'

/** Signals of a process that has the database to itself: nobody else is there to be told. */
export function createOwnSignals(): Signals {
  const held = new Set<string>()
  return {
    wakeOthers: () => {},
    onWake: () => {},
    async hold(name) {
      if (held.has(name)) return null
      held.add(name)
      return async () => void held.delete(name)
    },
    isHeld: (name) => held.has(name),
    close: async () => {},
  }
}
