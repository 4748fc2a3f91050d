import type { RateCounter } from '../../ports/rate-counter.ts'
import type { RedisConnection } from './connection.ts'
import { counterKey } from './keys.ts'

/** Counts for all processes together, in one round trip; while Redis is away this process counts by itself. */
export function createRedisRateCounter(connection: RedisConnection, alone: RateCounter): RateCounter {
  return {
    async take(key, window) {
      const answer = await connection.ask(({ redis, namespace }) =>
        redis.takePoints(counterKey(namespace, key), window.points, window.seconds * 1000, window.wanted),
      )
      if (answer === null) return alone.take(key, window)
      const [taken, used, msToReset] = answer
      return { taken, used, msToReset }
    },
  }
}
