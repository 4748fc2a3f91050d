import { describe, expect, test } from 'vitest'
import { createMemoryListCache } from '../../src/core/adapters/memory/list-cache.ts'
import { listCacheSuite, sharedListCacheSuite } from './list-cache.ts'

describe('the cache in the process', () => {
  const small = () => createMemoryListCache({ maxListBytes: 2 ** 20, maxReaders: 10_000 })
  listCacheSuite(small)
  sharedListCacheSuite(async () => {
    const cache = small()
    return [cache, cache]
  }, 500)

  const list = { body: Buffer.from('x'), bookIds: [], versions: { reader: 1, school: 1 } }

  test('forgets the lists that were asked for least recently, by their bytes', async () => {
    const cache = createMemoryListCache({ maxListBytes: 2 * 501, maxReaders: 10 })
    await cache.put('s', 'ada', 'v', list)
    await cache.put('s', 'bo', 'v', list)
    await cache.get('s', 'ada', 'v')
    await cache.put('s', 'cy', 'v', list)
    expect(await cache.get('s', 'bo', 'v')).toBeNull()
    expect(await cache.get('s', 'ada', 'v')).not.toBeNull()
    expect(await cache.get('s', 'cy', 'v')).not.toBeNull()
  })

  test('still knows the version of a reader whose lists it forgot', async () => {
    const cache = createMemoryListCache({ maxListBytes: 501, maxReaders: 10 })
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 2 }])
    await cache.put('s', 'bo', 'v', list)
    expect(await cache.put('s', 'ada', 'v', list)).toBe(false)
  })
})
