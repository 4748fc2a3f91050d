import { afterEach, expect, test, vi } from 'vitest'
import type { Signals } from '../../src/core/ports/runtime.ts'

/** What the signals of each process promise. `make` answers those of one more process. */
export function leasesSuite(make: () => Promise<Signals>): void {
  const open: Signals[] = []
  const one = async (): Promise<Signals> => {
    const made = await make()
    open.push(made)
    return made
  }
  afterEach(async () => {
    await Promise.all(open.splice(0).map((signals) => signals.close()))
  })

  test('a lease is held once, by name, until it is given back', async () => {
    const signals = await one()
    const release = await signals.hold('job/a')
    expect(release).not.toBeNull()
    expect(signals.isHeld('job/a')).toBe(true)
    expect(await signals.hold('job/a')).toBeNull()
    expect(await signals.hold('job/b')).not.toBeNull()
    await release?.()
    await release?.()
    expect(signals.isHeld('job/a')).toBe(false)
    await vi.waitFor(async () => expect(await signals.hold('job/a')).not.toBeNull())
  })
}
