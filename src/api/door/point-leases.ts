import type { RateCounter } from '../../core/ports/rate-counter.ts'

/** What each key of a kind may take in a window of time. */
export interface PointsOfAKind {
  kind: string
  points: number
  seconds: number
}

export interface PointsLeft {
  isAllowed: boolean
  remaining: number
  msToReset: number
}

export interface PointLeases {
  /** Takes one point. */
  take(key: string): Promise<PointsLeft>
  /** Tells what a `take` would find, and takes nothing. */
  look(key: string): Promise<PointsLeft>
}

/** A process takes this part of what is left at once: few questions, and little lies unused while others want it. */
const leasedPart = 1 / 20

interface Lease {
  /** Points that are ours and not spent. */
  left: number
  used: number
  endsAtMs: number
  waiting: number
  asking: Promise<void> | null
}

/**
 * Points from a shared counter, taken in small lots and spent here: a key with a high limit does not cost a question
 * for each request, one with fewer than 40 points is counted exactly. That a window is used up is remembered until it
 * ends. Requests that come together ask together.
 */
export function createPointLeases(
  counter: RateCounter,
  { kind, points, seconds }: PointsOfAKind,
): PointLeases {
  const leases = new Map<string, Lease>()

  const leaseOf = (key: string): Lease => {
    const known = leases.get(key)
    if (known !== undefined && !hasEnded(known, seconds)) return known
    leases.delete(key)
    for (const [old, lease] of leases) {
      if (!hasEnded(lease, seconds)) break
      leases.delete(old)
    }
    const fresh = { left: 0, used: 0, endsAtMs: Date.now() + seconds * 1000, waiting: 0, asking: null }
    leases.set(key, fresh)
    return fresh
  }
  const ask = async (key: string, lease: Lease, wanted: number): Promise<void> => {
    const answer = await counter.take(`${kind}:${key}`, { points, seconds, wanted })
    lease.left += answer.taken
    lease.used = answer.used
    lease.endsAtMs = Date.now() + answer.msToReset
  }
  const askForAll = async (key: string, lease: Lease): Promise<void> => {
    await null // those who come in the same moment are counted in
    const lot = Math.floor((points - lease.used) * leasedPart)
    await ask(key, lease, Math.max(1, lot, lease.waiting)).finally(() => {
      lease.asking = null
    })
  }
  const answerOf = ({ left, used, endsAtMs }: Lease, isAllowed: boolean): PointsLeft => ({
    isAllowed,
    remaining: Math.max(0, points - used + left),
    msToReset: endsAtMs - Date.now(),
  })

  return {
    async take(key) {
      for (;;) {
        const lease = leaseOf(key)
        if (lease.left > 0) {
          lease.left--
          return answerOf(lease, true)
        }
        if (lease.used >= points) return answerOf(lease, false)
        lease.waiting++
        lease.asking ??= askForAll(key, lease)
        await lease.asking.finally(() => lease.waiting--)
      }
    },
    async look(key) {
      const lease = leaseOf(key)
      if (lease.left === 0 && lease.used < points) await ask(key, lease, 0)
      return answerOf(lease, lease.left > 0 || lease.used < points)
    },
  }
}

/** A clock that was set back must not make a window longer than it is. */
const hasEnded = ({ endsAtMs }: Lease, seconds: number): boolean =>
  endsAtMs <= Date.now() || endsAtMs - Date.now() > seconds * 1000
