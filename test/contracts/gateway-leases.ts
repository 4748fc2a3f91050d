import { uuidv7 } from 'uuidv7'
import { describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { SystemRows } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'

const long: { leaseMs: number; coveredUntil: Date | null } = { leaseMs: 60_000, coveredUntil: null }
const over = { leaseMs: 0, coveredUntil: null }

/** What every store promises of the lease of a bot's gateway. */
export function gatewayLeasesSuite(on: Ground): void {
  const rows = <T>(work: (rows: SystemRows['gatewayLeases']) => Promise<T>): Promise<T> =>
    createStore(on.driver).system((all) => work(all.gatewayLeases))
  const take = (bot: string, owner: string, lease = long) => rows((leases) => leases.take(bot, owner, lease))

  describe('the lease of a gateway', () => {
    test('[chat-N26] one owner holds it, until it gives it back or is over', async () => {
      const bot = uuidv7()
      const asked = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => take(bot, owner)))
      expect(asked.filter(Boolean)).toHaveLength(1)
      const holder = 'abcd'[asked.indexOf(true)]!
      expect(await take(bot, holder)).toBe(true)
      expect(await take(bot, 'e')).toBe(false)
      await rows((leases) => leases.release(bot, 'e'))
      expect(await take(bot, 'e')).toBe(false)
      await rows((leases) => leases.release(bot, holder))
      expect(await take(bot, 'e', over)).toBe(true)
      expect(await take(bot, 'f')).toBe(true)
      expect(await take(bot, 'e')).toBe(false)
      expect(await take(uuidv7(), 'e')).toBe(true)
    })

    test('it tells until when everything was heard, whoever listened', async () => {
      const bot = uuidv7()
      const until = () => rows((leases) => leases.coveredUntil(bot))
      await take(bot, 'a', over)
      expect(await until()).toBeNull()
      const heard = new Date('2026-03-02T12:00:00.123Z')
      await take(bot, 'a', { ...over, coveredUntil: heard })
      expect(await until()).toEqual(heard)
      await take(bot, 'b')
      expect(await until()).toEqual(heard)
    })
  })
}
