import type { Caller } from '../../core/domain/people/permissions.ts'
import type { RateCounter } from '../../core/ports/rate-counter.ts'
import { createPointLeases, type PointLeases, type PointsLeft } from './point-leases.ts'

/**
 * What is left to somebody in the current second. In answers: RateLimit-Limit, RateLimit-Remaining and
 * RateLimit-Reset (seconds), as draft-ietf-httpapi-ratelimit-headers-05 names them.
 */
export interface Allowance {
  limit: number
  remaining: number
  resetSeconds: number
  allowed: boolean
}

export interface RateLimits {
  /** Takes one request from what a key may send. */
  ofCaller(caller: Caller): Promise<Allowance>
  /** Takes one request from what an address may send without a key. */
  ofAddress(address: string): Promise<Allowance>
  /** Counts a key that was refused. */
  countRefusedKey(address: string): Promise<void>
  /** Whether an address had so many keys refused that a further one is refused more shortly. */
  hasTriedTooMany(address: string): Promise<Allowance | null>
  /** Takes one look-up from the few that all such addresses together still have. */
  mayLookUpAllTheSame(): Promise<boolean>
}

/** For keys that stand for a person; a page that opens asks for many covers at once, hence the burst. */
const person = { requestsASecond: 20, burst: 100, burstSeconds: 10 }
const stranger = { requestsASecond: 20, burst: 40, burstSeconds: 10 }
/** Each refused key costs a look-up in the database. */
const refusedKeys = { aSecond: 5, lookedUpAllTheSameASecond: 50 }

/**
 * Rate limits as far as the counter reaches, one process or many: one window a second for each key or address, and
 * for people and strangers a longer one for bursts.
 */
export function createRateLimits(serviceRequestsASecond: number, counter: RateCounter): RateLimits {
  const aSecond = (kind: string, points: number): PointLeases =>
    createPointLeases(counter, { kind, points, seconds: 1 })
  const bursty = (kind: string, { requestsASecond, burst, burstSeconds }: typeof person): Bursty => ({
    steady: aSecond(kind, requestsASecond),
    burst: createPointLeases(counter, { kind: `${kind}-burst`, points: burst, seconds: burstSeconds }),
    limit: requestsASecond,
  })
  const service = aSecond('service', serviceRequestsASecond)
  const people = bursty('person', person)
  const strangers = bursty('stranger', stranger)
  const refused = aSecond('refused', refusedKeys.aSecond)
  const spare = aSecond('spare', refusedKeys.lookedUpAllTheSameASecond)

  return {
    ofCaller: async ({ role, caller_id }) =>
      role === 'service'
        ? allowance(await service.take(caller_id), serviceRequestsASecond)
        : takeBursty(people, caller_id),
    ofAddress: (address) => takeBursty(strangers, address),
    async countRefusedKey(address) {
      await refused.take(address)
    },
    async hasTriedTooMany(address) {
      const left = await refused.look(address)
      return left.isAllowed ? null : allowance(left, refusedKeys.aSecond)
    },
    mayLookUpAllTheSame: async () => (await spare.take('all')).isAllowed,
  }
}

interface Bursty {
  steady: PointLeases
  burst: PointLeases
  limit: number
}

/** What goes beyond the steady rate comes out of the burst; what is told is what is left of the steady rate. */
async function takeBursty({ steady, burst, limit }: Bursty, key: string): Promise<Allowance> {
  const left = await steady.take(key)
  if (left.isAllowed) return allowance(left, limit)
  const { isAllowed, msToReset } = await burst.take(key)
  return allowance({ ...left, isAllowed, msToReset: Math.min(left.msToReset, msToReset) }, limit)
}

const allowance = ({ isAllowed, remaining, msToReset }: PointsLeft, limit: number): Allowance => ({
  limit,
  remaining,
  resetSeconds: Math.max(1, Math.ceil(msToReset / 1000)),
  allowed: isAllowed,
})
