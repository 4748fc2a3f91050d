import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { CachedList, ListCache, ListVersions } from '../../src/core/ports/runtime.ts'

/** What every cache of lists promises. `make` answers an empty one. */
export function listCacheSuite(make: () => ListCache | Promise<ListCache>): void {
  let cache: ListCache
  beforeEach(async () => {
    cache = await make()
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

  test('[T-20] forgets a reader: every list and the name, which a list that the school overtook does not bring back', async () => {
    expect(await cache.forgetReader('s', 'ada')).toBe(0)
    await put('one', 1, 1)
    await cache.put('s', 'ada', 'w:*', entry('two', { reader: 1, school: 1 }))
    await cache.put('s', 'ada:2', 'v', entry('another', { reader: 1, school: 1 }))
    await cache.raiseSchool('s', 2)
    expect(await cache.forgetReader('s', 'ada')).toBe(2)
    expect(await put('late', 7, 1)).toBe(false)
    expect(await cache.forgetReader('s', 'ada')).toBe(0)
    expect(await put('a new one of that name', 1, 2)).toBe(true)
    expect(await cache.forgetReader('s', 'ada:2')).toBe(1)
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

  test('the bytes come back as they were put, whatever ids and variants look like', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256))
    const odd = ['{a}', 'a:b', 'a', '}', '{', '%7b', 'ü 海', 'a\nb', '']
    const places = odd.flatMap((school) =>
      odd.flatMap((reader) => odd.map((variant) => [school, reader, variant])),
    )
    for (const [at, [school, reader, variant]] of places.entries()) {
      const own = {
        body: Buffer.from(`${at}`),
        bookIds: [reader!, variant!],
        versions: { reader: 1, school: 1 },
      }
      await cache.put(school!, reader!, variant!, own)
    }
    for (const [at, [school, reader, variant]] of places.entries()) {
      const found = await cache.get(school!, reader!, variant!)
      expect(found?.body.toString(), places[at]!.join(' | ')).toBe(`${at}`)
      expect(found?.bookIds).toEqual([reader, variant])
    }
    await cache.put('s', 'ada', 'v', { body: bytes, bookIds: [], versions: { reader: 1, school: 1 } })
    expect((await cache.get('s', 'ada', 'v'))?.body.equals(bytes)).toBe(true)
    await cache.put('s', 'ada', 'v', {
      body: Buffer.alloc(0),
      bookIds: [],
      versions: { reader: 1, school: 1 },
    })
    expect((await cache.get('s', 'ada', 'v'))?.body).toHaveLength(0)
  })

  test('thousands of readers are raised by one call, and nobody beside them', async () => {
    const readers = Array.from({ length: 2_001 }, (_, at) => `r${at}`)
    const seen = ['r0', 'r499', 'r500', 'r1999', 'r2000', 'other']
    for (const reader of seen) await cache.put('s', reader, 'v', entry(reader, { reader: 1, school: 1 }))
    await cache.raiseReaders(
      's',
      readers.map((reader_id) => ({ reader_id, version: 2 })),
    )
    for (const reader of seen) expect(await read(reader)).toBe(reader === 'other' ? 'other' : undefined)
    await cache.raiseReaders('s', [])
  })
}

type Doing = { process: 0 | 1; reader: string } & (
  | { kind: 'raise reader' | 'raise school'; version: number }
  | { kind: 'put'; versions: ListVersions }
  | { kind: 'get' }
)

const version = fc.integer({ min: 1, max: 6 })
const who = { process: fc.constantFrom(0 as const, 1 as const), reader: fc.constantFrom('ada', 'bo') }
const doing: fc.Arbitrary<Doing> = fc.oneof(
  fc.record({ ...who, kind: fc.constantFrom('raise reader' as const, 'raise school' as const), version }),
  fc.record({
    ...who,
    kind: fc.constant('put' as const),
    versions: fc.record({ reader: version, school: version }),
  }),
  fc.record({ ...who, kind: fc.constant('get' as const) }),
)
/** What is done at once, then what is done at once after that. */
const course = fc.array(fc.array(doing, { minLength: 1, maxLength: 4 }), { maxLength: 20 })

/** What two processes with one cache promise together. `make` answers an empty cache, as each of them sees it. */
export function sharedListCacheSuite(
  make: () => Promise<readonly [ListCache, ListCache]>,
  runs: number,
): void {
  test('no list is answered, nor taken for current, below a version that was raised before', async () => {
    const seen = { hits: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(course, async (groups) => follow(await make(), groups, seen)),
      { numRuns: runs },
    )
    expect(seen.hits).toBeGreaterThan(0)
    expect(seen.refused).toBeGreaterThan(0)
  })
}

async function follow(
  caches: readonly [ListCache, ListCache],
  groups: readonly Doing[][],
  seen: { hits: number; refused: number },
): Promise<void> {
  const raised = new Map<string, number>()
  const raise = (name: string, to: number): void => void raised.set(name, Math.max(to, raised.get(name) ?? 0))

  for (const group of groups) {
    const before = new Map(raised)
    const isStale = (reader: string, made: ListVersions): boolean =>
      made.reader < (before.get(reader) ?? 0) || made.school < (before.get('school') ?? 0)
    const perform = async (one: Doing): Promise<void> => {
      const cache = caches[one.process]
      if (one.kind === 'raise school') {
        await cache.raiseSchool('s', one.version)
        raise('school', one.version)
      } else if (one.kind === 'raise reader') {
        await cache.raiseReaders('s', [{ reader_id: one.reader, version: one.version }])
        raise(one.reader, one.version)
      } else if (one.kind === 'put') {
        const body = Buffer.from(JSON.stringify(one.versions))
        const kept = await cache.put('s', one.reader, 'v', { body, bookIds: [], versions: one.versions })
        if (!kept) seen.refused++
        expect(kept && isStale(one.reader, one.versions)).toBe(false)
        // A version that only a refused list was made for, the cache is told by whoever raised it.
        if (!kept) return
        raise(one.reader, one.versions.reader)
        raise('school', one.versions.school)
      } else {
        const found = await cache.get('s', one.reader, 'v')
        if (found === null) return
        seen.hits++
        expect(isStale(one.reader, JSON.parse(found.body.toString()))).toBe(false)
      }
    }
    await Promise.all(group.map(perform))
  }
}
