import { z } from 'zod'

const about = { method: z.string(), times: z.number().int().min(1).max(1_000_000).optional() }

/** What goes wrong with the next calls of a method. `lost-reply`: it is done, and nobody hears of it. */
export const Fault = z.discriminatedUnion('fault', [
  z.strictObject({ ...about, fault: z.literal('error'), code: z.string() }),
  z.strictObject({ ...about, fault: z.literal('rate-limit'), retry_after: z.number() }),
  z.strictObject({ ...about, fault: z.literal('http'), status: z.number() }),
  z.strictObject({ ...about, fault: z.literal('lost-reply') }),
  z.strictObject({ ...about, fault: z.literal('slow'), ms: z.number() }),
])
export type Fault = z.infer<typeof Fault>

export interface Faults {
  add(fault: Fault): void
  next(method: string): Fault | null
  /** How many are switched on. */
  count(): number
  clear(): void
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = []
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 })
    },
    next(method) {
      const found = waiting.find(({ fault, left }) => left > 0 && fault.method === method)
      if (found === undefined) return null
      found.left--
      return found.fault
    },
    count: () => waiting.filter(({ left }) => left > 0).length,
    clear() {
      waiting = []
    },
  }
}
