import type { ShapeSettings } from './settings.ts'

/**
 * What is left of a book's score after it was shown `times` times and passed over: all of it at first, from
 * `ignoredFrom` showings on less with each, but never less than `ignoredLeast`: it sinks, and is not lost.
 */
export function keptOfIgnored(times: number, settings: ShapeSettings): number {
  const beyond = times - settings.ignoredFrom + 1
  return beyond <= 0 ? 1 : Math.max(settings.ignoredLeast, settings.ignoredKeeps ** beyond)
}
