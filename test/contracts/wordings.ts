import { uuidv7 } from 'uuidv7'
import { beforeEach, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import {
  askedForMs,
  maxTellings,
  type WordingOutcome,
  type Wordings,
} from '../../src/core/ports/lists/wordings.ts'
import type { Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const after = (ms: number): Date => new Date(noon.getTime() + ms)
const told = (facts_hash: string, text: string): WordingOutcome => ({ facts_hash, state: 'told', text })
const untold = (facts_hash: string, state: 'refused' | 'away'): WordingOutcome => ({
  facts_hash,
  state,
  text: null,
})

/** What every keeper of wordings promises. */
export function wordingsSuite(on: Ground): void {
  let store: Store
  let school: string
  let other: string

  const keep = <T>(work: (wordings: Wordings) => Promise<T>, of = school): Promise<T> =>
    store.school(of, (rows) => work(rows.wordings))
  const claim = async (hashes: readonly string[], at = noon, of = school): Promise<string[]> =>
    (await keep((w) => w.claim(hashes, { modelId: 'm', at }), of)).sort()
  const settle = (outcomes: readonly WordingOutcome[], at = noon): Promise<void> =>
    keep((w) => w.settle(outcomes, at))
  const texts = async (hashes: readonly string[], of = school): Promise<[string, string][]> =>
    [...(await keep((w) => w.told(hashes), of))].sort()
  const underway = async (hashes: readonly string[], at = noon): Promise<string[]> =>
    (await keep((w) => w.underway(hashes, at))).sort()

  beforeEach(async () => {
    store = createStore(on.driver)
    school = `wordings-${uuidv7()}`
    other = `wordings-${uuidv7()}`
    for (const school_id of [school, other]) {
      await store.system((rows) =>
        rows.schools.create({ school_id, name: school_id, invented: false, time_zone: 'UTC' }),
      )
    }
  })

  test('what was told is found by its hash, and nothing else is', async () => {
    expect(await texts(['a', 'b'])).toEqual([])
    await claim(['a', 'b', 'c'])
    await settle([told('a', 'It’s “A”.'), untold('b', 'refused')])
    expect(await texts(['a', 'b', 'c', 'd'])).toEqual([['a', 'It’s “A”.']])
    expect(await texts([])).toEqual([])
  })

  test('a claim is one caller’s until it is settled or older than its time', async () => {
    expect(await claim(['a', 'b', 'a'])).toEqual(['a', 'b'])
    expect(await claim(['a', 'b', 'c'], after(askedForMs - 1))).toEqual(['c'])
    expect(await underway(['a', 'b', 'c', 'd'], after(askedForMs - 1))).toEqual(['a', 'b', 'c'])
    expect(await underway(['a', 'b', 'c'], after(askedForMs))).toEqual(['c'])
    expect(await claim(['a', 'b', 'c'], after(askedForMs))).toEqual(['a', 'b'])
    expect(await claim([])).toEqual([])
  })

  test('of many who claim the same at once, each set of facts goes to one', async () => {
    const hashes = ['a', 'b', 'c', 'd', 'e', 'f']
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, at) => claim(at % 2 === 0 ? hashes : [...hashes].reverse())),
    )
    expect(claims.flat().sort()).toEqual(hashes)
  })

  test('claims and answers that cross hold nobody up for good', async () => {
    const hashes = Array.from({ length: 40 }, (_, k) => `f${k}`)
    await claim(hashes)
    const turned = (at: number): string[] => (at % 2 === 0 ? hashes : [...hashes].reverse())
    const answers = turned(1).map((hash) => told(hash, hash))
    await Promise.all([
      ...Array.from({ length: 10 }, (_, at) => claim(turned(at), after((at + 1) * askedForMs))),
      ...Array.from({ length: 10 }, (_, at) =>
        settle(at === 9 ? answers : answers.slice(at * 4, at * 4 + 8)),
      ),
    ])
    expect(await texts(hashes)).toHaveLength(40)
  })

  test('what was told is never claimed again, nor changed by whoever comes late', async () => {
    await claim(['a'])
    await settle([told('a', 'first')])
    expect(await claim(['a'], after(10 * askedForMs))).toEqual([])
    await settle([told('a', 'second'), untold('a', 'away')])
    expect(await texts(['a'])).toEqual([['a', 'first']])
    expect(await underway(['a'])).toEqual([])
  })

  test('what was refused too often is left to the template for good', async () => {
    for (let tries = 0; tries < maxTellings; tries++) {
      const at = after(tries * askedForMs)
      expect([tries, await claim(['a'], at)]).toEqual([tries, ['a']])
      await settle([untold('a', 'refused')], at)
      expect(await underway(['a'], at)).toEqual([])
      expect(await claim(['a'], at)).toEqual([])
    }
    expect(await claim(['a'], after(100 * askedForMs))).toEqual([])
  })

  test('that nobody could be asked counts as no try', async () => {
    for (let tries = 0; tries < maxTellings + 3; tries++) {
      const at = after(tries * askedForMs)
      expect(await claim(['a'], at)).toEqual(['a'])
      await settle([untold('a', 'away')], at)
      expect(await underway(['a'], at)).toEqual([])
    }
  })

  test('[T-2] another school neither sees, nor claims away, nor settles what is ours', async () => {
    await claim(['a', 'b'])
    await settle([told('a', 'ours')])
    expect(await texts(['a'], other)).toEqual([])
    expect(await claim(['a', 'b'], noon, other)).toEqual(['a', 'b'])
    await keep((w) => w.settle([told('a', 'theirs'), told('b', 'theirs')], noon), other)
    expect(await texts(['a', 'b'])).toEqual([['a', 'ours']])
    expect(await texts(['a', 'b'], other)).toEqual([
      ['a', 'theirs'],
      ['b', 'theirs'],
    ])
  })
}
