import { describe, expect, test } from 'vitest'
import { createMemoryListCache } from '../../src/core/adapters/memory/list-cache.ts'
import { listCacheSuite } from './list-cache.ts'

describe('the cache in the process', () => {
  listCacheSuite(() => createMemoryListCache())

  const list = { body: Buffer.from('x'), bookIds: [], versions: { reader: 1, school: 1 } }

  test('forgets the readers who were asked for least recently', async () => {
    const cache = createMemoryListCache(2)
    await cache.put('s', 'ada', 'v', list)
    await cache.put('s', 'bo', 'v', list)
    await cache.get('s', 'ada', 'v')
    await cache.put('s', 'cy', 'v', list)
    expect(await cache.get('s', 'bo', 'v')).toBeNull()
    expect(await cache.get('s', 'ada', 'v')).not.toBeNull()
    expect(await cache.get('s', 'cy', 'v')).not.toBeNull()
  })

  test('keeps a bounded number of variants of one reader', async () => {
    const cache = createMemoryListCache()
    for (let k = 0; k < 100; k++) await cache.put('s', 'ada', `v${k}`, list)
    const kept = await Promise.all(Array.from({ length: 100 }, (_, k) => cache.get('s', 'ada', `v${k}`)))
    expect(kept.at(-1)).not.toBeNull()
    expect(kept.filter((entry) => entry !== null).length).toBeLessThanOrEqual(8)
  })
})
