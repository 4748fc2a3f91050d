import { z } from 'zod'

/** For the next so many requests that it is about; always when left out. */
const times = z.number().int().min(1).max(1_000_000).optional()
/** Which requests: `POST /channels/`; every one when left out. */
const about = z.string().optional()

/**
 * What goes wrong. `refuse-429`: too many requests. `error`: a refusal with a code, before anything is done.
 * `bad-gateway`: 502 before anything is done. `lost-reply`: it is done, and the connection breaks before the answer.
 * `lost-request`: the connection breaks before anything is done. `slow`: the answer takes its time.
 */
export const Fault = z.union([
  z.strictObject({ fault: z.literal('refuse-429'), retry_after: z.number().min(0).max(600), about, times }),
  z.strictObject({
    fault: z.literal('error'),
    status: z.number().int().min(400).max(599),
    code: z.number().int(),
    about,
    times,
  }),
  z.strictObject({ fault: z.enum(['bad-gateway', 'lost-reply', 'lost-request']), about, times }),
  z.strictObject({ fault: z.literal('slow'), ms: z.number().int().min(0).max(600_000), about, times }),
])
export type Fault = z.infer<typeof Fault>

/** The faults that are switched on. The first that is about a request happens to it. */
export function createFaults(): {
  add(fault: Fault): void
  clear(): void
  list(): readonly Fault[]
  next(method: string, path: string): Fault | null
} {
  let faults: Fault[] = []
  return {
    add: (fault) => void faults.push(fault),
    clear() {
      faults = []
    },
    list: () => faults,
    next(method, path) {
      const fault = faults.find(({ about }) => about === undefined || `${method} ${path}`.includes(about))
      if (fault?.times !== undefined) {
        const left = fault.times - 1
        faults = faults.flatMap((one) =>
          one !== fault ? [one] : left === 0 ? [] : [{ ...one, times: left }],
        )
      }
      return fault ?? null
    },
  }
}
