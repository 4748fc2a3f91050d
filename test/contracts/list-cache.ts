import { beforeEach, expect, test } from 'vitest'
import type { CachedList, ListCache, ListVersions } from '../../src/core/ports/runtime.ts'

/** What every cache of lists promises. `make` answers an empty one. */
export function listCacheSuite(make: () => ListCache): void {
  let cache: ListCache
  beforeEach(() => {
    cache = make()
  })

  const entry = (text: string, versions: ListVersions): CachedList & { versions: ListVersions } => ({
    body: Buffer.from(text),
    bookIds: [text],
    versions,
  })
  const read = async (reader = 'ada', variant = 'v', school = 's'): Promise<string | undefined> =>
    (await cache.get(school, reader, variant))?.body.toString()
  const put = (text: string, reader: number, school: number): Promise<boolean> =>
    cache.put('s', 'ada', 'v', entry(text, { reader, school }))

  test('answers what was put, for that school, reader and variant only', async () => {
    expect(await read()).toBeUndefined()
    expect(await put('one', 1, 1)).toBe(true)
    expect(await read()).toBe('one')
    expect((await cache.get('s', 'ada', 'v'))?.bookIds).toEqual(['one'])
    expect(await read('bo')).toBeUndefined()
    expect(await read('ada', 'w')).toBeUndefined()
    expect(await read('ada', 'v', 't')).toBeUndefined()
    await cache.put('t', 'ada', 'v', entry('theirs', { reader: 9, school: 9 }))
    expect(await read()).toBe('one')
  })

  test("a raised reader's version makes all the reader's lists stale, and nobody else's", async () => {
    await put('one', 1, 1)
    await cache.put('s', 'ada', 'w', entry('other variant', { reader: 1, school: 1 }))
    await cache.put('s', 'bo', 'v', entry('of bo', { reader: 1, school: 1 }))
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 2 }])
    expect(await read()).toBeUndefined()
    expect(await read('ada', 'w')).toBeUndefined()
    expect(await read('bo')).toBe('of bo')
  })

  test("a raised school's version makes every list of that school stale", async () => {
    await put('one', 1, 1)
    await cache.put('t', 'ada', 'v', entry('theirs', { reader: 1, school: 1 }))
    await cache.raiseSchool('s', 2)
    expect(await read()).toBeUndefined()
    expect(await read('ada', 'v', 't')).toBe('theirs')
  })

  test('raising never lowers, whatever order the versions arrive in', async () => {
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 5 }])
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 3 }])
    await cache.raiseSchool('s', 7)
    await cache.raiseSchool('s', 2)
    expect(await put('behind the reader', 4, 7)).toBe(false)
    expect(await put('behind the school', 5, 6)).toBe(false)
    expect(await read()).toBeUndefined()
    expect(await put('current', 5, 7)).toBe(true)
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 5 }])
    await cache.raiseSchool('s', 7)
    expect(await read()).toBe('current')
  })

  test('a list that was overtaken while it was made is refused, and the newer one stays', async () => {
    expect(await put('new', 2, 1)).toBe(true)
    expect(await put('old', 1, 1)).toBe(false)
    expect(await read()).toBe('new')
    expect(await put('newer school', 2, 2)).toBe(true)
    expect(await put('old school', 2, 1)).toBe(false)
    expect(await read()).toBe('newer school')
  })

  test('a list made for a version that the cache had not heard of is kept, and ends the older ones', async () => {
    await cache.put('s', 'ada', 'w', entry('old variant', { reader: 1, school: 1 }))
    expect(await put('ahead', 4, 3)).toBe(true)
    expect(await read()).toBe('ahead')
    expect(await read('ada', 'w')).toBeUndefined()
  })
}
