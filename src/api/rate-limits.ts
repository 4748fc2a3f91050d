import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Caller } from '../core/domain/permissions.ts'

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
 * Rate limits of this process, in memory: one window a second for each key or address. A window is a counter in a
 * Map, kept for that second only, so what it takes is bounded by the requests of a second.
 */
export function createRateLimits(serviceRequestsASecond: number): RateLimits {
  const service = new RateLimiterMemory({ points: serviceRequestsASecond, duration: 1 })
  const people = bursty(person)
  const strangers = bursty(stranger)
  const refused = new RateLimiterMemory({ points: refusedKeys.aSecond, duration: 1 })
  const spare = new RateLimiterMemory({ points: refusedKeys.lookedUpAllTheSameASecond, duration: 1 })

  return {
    ofCaller: (caller) =>
      caller.role === 'service'
        ? take(service, caller.caller_id, serviceRequestsASecond)
        : take(people, caller.caller_id, person.requestsASecond),
    ofAddress: (address) => take(strangers, address, stranger.requestsASecond),
    async countRefusedKey(address) {
      await refused.penalty(address)
    },
    async hasTriedTooMany(address) {
      const state = await refused.get(address)
      if (state === null || state.consumedPoints < refusedKeys.aSecond) return null
      return allowance(state, refusedKeys.aSecond, false)
    },
    async mayLookUpAllTheSame() {
      return (await take(spare, 'all', refusedKeys.lookedUpAllTheSameASecond)).allowed
    },
  }
}

const bursty = (bounds: {
  requestsASecond: number
  burst: number
  burstSeconds: number
}): BurstyRateLimiter =>
  new BurstyRateLimiter(
    new RateLimiterMemory({ points: bounds.requestsASecond, duration: 1 }),
    new RateLimiterMemory({ points: bounds.burst, duration: bounds.burstSeconds, keyPrefix: 'burst' }),
  )

async function take(
  limiter: RateLimiterMemory | BurstyRateLimiter,
  key: string,
  limit: number,
): Promise<Allowance> {
  try {
    return allowance(await limiter.consume(key), limit, true)
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return allowance(refusal, limit, false)
    throw refusal
  }
}

const allowance = (state: RateLimiterRes, limit: number, allowed: boolean): Allowance => ({
  limit,
  remaining: Math.max(0, state.remainingPoints),
  resetSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  allowed,
})
