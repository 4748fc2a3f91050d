import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createGroupCommit, type Written } from '../../src/core/flows/steps/work/group-commit.ts'

interface Item {
  key: string
  at: number
}

/** A writer whose transactions end when the test says so. */
function aWriter({ maxBatch = 100, maxWaiting = 100, besides = 2 } = {}) {
  const begun: {
    items: readonly Item[]
    end(written?: Written<number>[]): void
    fail(error: Error): void
  }[] = []
  const put = createGroupCommit<Item, number>(
    {
      keyOf: (item) => item.key,
      write: (_school, items) =>
        new Promise((resolve, reject) => {
          begun.push({
            items,
            end: (written = items.map(({ at }) => ({ value: at }))) => resolve(written),
            fail: reject,
          })
        }),
    },
    { maxBatch, maxWaiting, besides },
  )
  const places = () => begun.map(({ items }) => items.map(({ at }) => at))
  return { begun, places, put: (key: string, at: number) => put('s', { key, at }) }
}

describe('a group commit', () => {
  test('writes a lone item at once, and together what comes in at one moment', async () => {
    const { begun, places, put } = aWriter()
    const answers = [put('a', 1), put('b', 2), put('c', 3)]
    await turn()
    expect(places()).toEqual([[1, 2, 3]])
    begun[0]?.end()
    expect(await Promise.all(answers)).toEqual([1, 2, 3])
  })

  test('begins a second transaction beside the first with enough items, and never a third', async () => {
    const { begun, places, put } = aWriter({ besides: 2 })
    void put('a', 1)
    await turn()
    void put('b', 2)
    await turn()
    expect(places(), 'one more is not worth a transaction of its own').toEqual([[1]])
    void put('c', 3)
    await turn()
    expect(places()).toEqual([[1], [2, 3]])
    for (const at of [4, 5, 6]) void put(`k${at}`, at)
    await turn()
    expect(places()).toHaveLength(2)
    begun[0]?.end()
    await turn()
    expect(places()[2]).toEqual([4, 5, 6])
  })

  test('never writes an item beside an earlier one of its key, nor before it', async () => {
    const { begun, places, put } = aWriter({ besides: 1 })
    void put('a', 1)
    await turn()
    void put('a', 2)
    void put('b', 3)
    void put('a', 4)
    await turn()
    expect(places()).toEqual([[1], [3]])
    begun[0]?.end()
    await turn()
    expect(places()).toEqual([[1], [3], [2, 4]])
  })

  test('goes on in the order of coming when a batch is full', async () => {
    const { begun, places, put } = aWriter({ maxBatch: 2, besides: 100 })
    for (const at of [1, 2, 3]) void put('a', at)
    await turn()
    begun[0]?.end()
    await turn()
    expect(places()).toEqual([[1, 2], [3]])
  })

  test('answers each item for itself; a transaction that fails fails for all in it, and the next begins', async () => {
    const { begun, put } = aWriter({ besides: 100 })
    const first = [put('a', 1), put('b', 2)]
    await turn()
    begun[0]?.end([{ error: new Error('refused') }, { value: 2 }])
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    const second = put('a', 3)
    await turn()
    begun[1]?.fail(new Error('the database is away'))
    await expect(second).rejects.toThrow('the database is away')
    const third = put('a', 4)
    await turn()
    begun[2]?.end()
    expect(await third).toBe(4)
  })

  test('refuses what is more than may wait, with a time to come back', async () => {
    const { put } = aWriter({ maxWaiting: 2 })
    void put('a', 1)
    void put('b', 2)
    await expect(put('c', 3)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 })
  })
})
