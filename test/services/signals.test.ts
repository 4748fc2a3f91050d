import pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openSignals } from '../../src/core/adapters/postgres/connection/signals.ts'
import type { Signals } from '../../src/core/ports/runtime.ts'
import { leasesSuite } from '../contracts/signals.ts'
import { serverAddress } from '../support/database.ts'

const open: Signals[] = []
const aProcess = async (alone = false): Promise<Signals> => {
  const signals = await openSignals(serverAddress(), { alone })
  open.push(signals)
  return signals
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((signals) => signals.close()))
})

/** Ends every connection that signals hold, as a server that restarts does. */
async function cutAll(): Promise<void> {
  const client = new pg.Client({ connectionString: serverAddress() })
  await client.connect()
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'shelftalk signals'",
  )
  await client.end()
}

describe('the signals over PostgreSQL', () => {
  leasesSuite(() => aProcess())

  test('a lease of one process is refused to another, and free when the first one ends', async () => {
    const [first, second] = [await aProcess(), await aProcess()]
    await first.hold('job/a')
    expect(await second.hold('job/a')).toBeNull()
    await first.close()
    await vi.waitFor(async () => expect(await second.hold('job/a')).not.toBeNull())
  })

  test('a lease is lost with the connection, and can be taken again when there is one', async () => {
    const signals = await aProcess()
    await signals.hold('job/a')
    await cutAll()
    await vi.waitFor(() => expect(signals.isHeld('job/a')).toBe(false))
    await vi.waitFor(async () => expect(await signals.hold('job/a')).not.toBeNull(), { timeout: 10_000 })
  })

  test('whoever wakes the others is heard by all, many calls as one, also after the connection was lost', async () => {
    const [first, second] = [await aProcess(), await aProcess()]
    const heard = vi.fn()
    second.onWake(heard)
    for (let call = 0; call < 50; call++) first.wakeOthers()
    await vi.waitFor(() => expect(heard).toHaveBeenCalled())
    expect(heard.mock.calls.length).toBeLessThan(5)
    await cutAll()
    const before = heard.mock.calls.length
    await vi.waitFor(
      () => {
        first.wakeOthers()
        // Being connected again counts as a wake-up too: something may have been missed.
        expect(heard.mock.calls.length).toBeGreaterThan(before + 1)
      },
      { timeout: 10_000 },
    )
  })

  test('a process with a cache or bus of its own serves alone, those that share them side by side', async () => {
    await aProcess()
    await aProcess()
    await expect(aProcess(true)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/REDIS_URL and KAFKA_BROKERS/),
    })
    await Promise.all(open.splice(0).map((signals) => signals.close()))
    const alone = await vi.waitFor(() => aProcess(true))
    await expect(aProcess()).rejects.toMatchObject({ code: 'conflict' })
    await expect(aProcess(true)).rejects.toMatchObject({ code: 'conflict' })
    await alone.close()
  })
})
