import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { createSealed } from '../../src/core/adapters/sealing/aes.ts'
import { createKeyedDigest } from '../../src/core/adapters/sealing/keyed-digest.ts'
import { createLtiItems } from '../../src/core/flows/courses/lti-items.ts'
import { createLtijsStore } from '../../src/lti/store/ltijs-store.ts'
import { ItemExists, type LtijsStore } from '../../src/lti/tool/ltijs.ts'
import type { Ground } from '../support/a-school.ts'

const key = 'what ltijs encrypts with'
const kept = [Buffer.alloc(32, 7)]
const hourMs = 3_600_000

/** What ltijs may rely on, whatever database lies below: its seven methods, and what they keep of people. */
export function ltiStoreSuite(on: Ground): void {
  let store: LtijsStore
  let now: Date
  /** Everything that lies in the table, as text. */
  const everything = async (): Promise<string> =>
    JSON.stringify(await on.driver.asOwner((sql) => sql.rows('select * from lti_item')))

  beforeEach(async () => {
    now = new Date('2026-03-02T12:00:00.250Z')
    await on.driver.asOwner((sql) => sql.script('truncate lti_item'))
    const made = createStore(on.driver)
    const items = createLtiItems({
      ...{ store: made, clock: () => now, sealed: createSealed(kept), keyedDigest: createKeyedDigest(kept) },
    })
    store = createLtijsStore(items)
  })

  const platform = (name: string, kid = name) => ({
    ...{ platformUrl: `https://${name}`, platformName: name, clientId: 'c', kid },
    ...{ authEndpoint: 'https://a', accesstokenEndpoint: 'https://t', authorizationServer: 'https://s' },
    authConfig: { method: 'JWK_SET', key: 'https://k' },
  })

  describe('Get', () => {
    test('answers false, never an empty list, when there is nothing', async () => {
      expect(await store.Get(false, 'platform')).toBe(false)
      await store.Insert(false, 'platform', platform('one'))
      expect(await store.Get(false, 'platform', { kid: 'two' })).toBe(false)
    })

    test('answers all without a question, and by any fields with one', async () => {
      await store.Insert(false, 'platform', platform('one'))
      await store.Insert(false, 'platform', platform('two'))
      expect(await store.Get(false, 'platform')).toEqual([platform('one'), platform('two')])
      expect(await store.Get(false, 'platform', { platformUrl: 'https://two', clientId: 'c' })).toEqual([
        platform('two'),
      ])
      expect(await store.Get(false, 'platform', { kid: 'one' })).toEqual([platform('one')])
    })

    test('keeps collections apart, and knows no other', async () => {
      await store.Insert(false, 'nonce', { nonce: 'n' })
      expect(await store.Get(false, 'state', { state: 'n' })).toBe(false)
      await expect(store.Get(false, 'people')).rejects.toThrow('no collection people')
      await expect(store.Get(false, 'toString')).rejects.toThrow('no collection')
    })

    test('does not see what has run out, before anybody swept it out', async () => {
      await store.Insert(false, 'state', { state: 's', query: { a: '1' } })
      now = new Date(now.getTime() + hourMs / 6 - 1)
      expect(await store.Get(false, 'state', { state: 's' })).toEqual([{ state: 's', query: { a: '1' } }])
      now = new Date(now.getTime() + 1)
      expect(await store.Get(false, 'state', { state: 's' })).toBe(false)
      await store.Insert(false, 'state', { state: 's', query: {} })
    })
  })

  describe('with a key', () => {
    const pair = { platformUrl: 'https://one', clientId: 'c' }

    test('what was put comes back with the time it was made, in milliseconds; the index lies open, the rest does not', async () => {
      const token = { token: { access_token: 'a-secret-token', expires_in: 3600 } }
      await store.Replace(key, 'accesstoken', { ...pair, scopes: 's' }, token, { ...pair, scopes: 's' })
      expect(await store.Get(key, 'accesstoken', { ...pair, scopes: 's' })).toEqual([
        { ...token, createdAt: now.getTime() },
      ])
      const all = await everything()
      expect(all).toContain('https://one')
      expect(all).not.toContain('a-secret-token')
      now = new Date(now.getTime() + hourMs)
      expect(await store.Get(key, 'accesstoken', { ...pair, scopes: 's' })).toBe(false)
    })

    test('a pair of keys is found by its id and by its platform, and another takes its place', async () => {
      for (const kid of ['k1', 'k2'])
        await store.Replace(key, 'privatekey', pair, { key: `pem of ${kid}`, kid }, { ...pair, kid })
      expect(await store.Get(key, 'privatekey', { kid: 'k1' })).toBe(false)
      const found = { key: 'pem of k2', kid: 'k2', createdAt: now.getTime() }
      expect(await store.Get(key, 'privatekey', { kid: 'k2' })).toEqual([found])
      expect(await store.Get(key, 'privatekey')).toEqual([found])
    })

    test('[lti-K3] a copy of the database without our key says nothing of a private key', async () => {
      await store.Replace(
        key,
        'privatekey',
        pair,
        { key: 'BEGIN PRIVATE KEY', kid: 'k' },
        { ...pair, kid: 'k' },
      )
      expect(await everything()).not.toContain('PRIVATE')
    })

    test('a secret that was moved to another platform’s row stays shut', async () => {
      const other = { platformUrl: 'https://two', clientId: 'c' }
      await store.Replace(key, 'privatekey', pair, { key: 'ours', kid: 'k1' }, { ...pair, kid: 'k1' })
      await store.Replace(key, 'privatekey', other, { key: 'theirs', kid: 'k2' }, { ...other, kid: 'k2' })
      await on.driver.asOwner((sql) =>
        sql.rows(
          `update lti_item set secret = (select secret from lti_item where fields ->> 'kid' = 'k1') where fields ->> 'kid' = 'k2'`,
        ),
      )
      await expect(store.Get(key, 'privatekey', { kid: 'k2' })).rejects.toThrow()
    })
  })

  describe('Insert', () => {
    test('of a nonce that is there rejects; of twenty at once one is taken', async () => {
      const tries = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.Insert(false, 'nonce', { nonce: 'same' })),
      )
      expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
      for (const one of tries) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(ItemExists)
    })

    test('a nonce is kept for an hour', async () => {
      await store.Insert(false, 'nonce', { nonce: 'n' })
      now = new Date(now.getTime() + hourMs - 1)
      await expect(store.Insert(false, 'nonce', { nonce: 'n' })).rejects.toBeInstanceOf(ItemExists)
    })

    test('no two platforms share a key id, or an address and client', async () => {
      await store.Insert(false, 'platform', platform('one'))
      await expect(store.Insert(false, 'platform', platform('two', 'one'))).rejects.toBeInstanceOf(ItemExists)
      await expect(
        store.Insert(false, 'platform', { ...platform('one'), kid: 'another' }),
      ).rejects.toBeInstanceOf(ItemExists)
    })

    test('an item without what tells it from others is refused by name', async () => {
      await expect(store.Insert(false, 'platform', { kid: 'k' })).rejects.toThrow('platformUrl is missing')
    })
  })

  test('Replace adds or replaces in one step: of twenty at once one is left, and it is whole', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, k) =>
        store.Replace(false, 'platformStatus', { id: 'p' }, { id: 'p', active: k % 2 === 0, by: `${k}` }),
      ),
    )
    const found = await store.Get(false, 'platformStatus', { id: 'p' })
    expect(found).toHaveLength(1)
    expect(found).toEqual([{ id: 'p', active: expect.any(Boolean), by: expect.any(String) }])
  })

  test('Modify sets the columns that are named, of what is meant only', async () => {
    await store.Insert(false, 'platform', platform('one'))
    await store.Insert(false, 'platform', platform('two'))
    await store.Modify(
      false,
      'platform',
      { platformUrl: 'https://one', clientId: 'c' },
      { platformName: 'New' },
    )
    expect(await store.Get(false, 'platform', { kid: 'one' })).toEqual([
      { ...platform('one'), platformName: 'New' },
    ])
    expect(await store.Get(false, 'platform', { kid: 'two' })).toEqual([platform('two')])
    await store.Modify(false, 'platform', { kid: 'nobody' }, { platformName: 'x' })
  })

  test('Delete removes what is meant only, and twice is no matter', async () => {
    await store.Insert(false, 'platform', platform('one'))
    await store.Insert(false, 'platform', platform('two'))
    for (let twice = 0; twice < 2; twice++) await store.Delete('platform', { kid: 'one' })
    expect(await store.Get(false, 'platform')).toEqual([platform('two')])
  })

  test('Delete of a state never rejects, also when the database is away; of other things it does', async () => {
    const away = async (): Promise<never> => {
      throw new Error('away')
    }
    const broken = createLtijsStore({ remove: away, digestOf: (id: string) => id } as never)
    await broken.Delete('state', { state: 's' })
    await expect(broken.Delete('nonce', { nonce: 'n' })).rejects.toThrow('away')
  })

  describe('what it keeps of people', () => {
    const who = { iss: 'https://one', clientId: 'c', deploymentId: 'd' }

    test('an id becomes a digest, in questions too; names, addresses and the school’s ids are left out', async () => {
      const userInfo = { name: 'Canary Name', email: 'canary@example.org' }
      const launch = { ...who, user: 'canary-id', userInfo, platformId: 'k' }
      await store.Replace(false, 'idtoken', { ...who, user: 'canary-id' }, launch)
      await store.Replace(
        false,
        'contexttoken',
        { contextId: 'x'.repeat(5000), user: 'canary-id' },
        {
          ...{ contextId: 'x'.repeat(5000), user: 'canary-id', roles: ['Learner'] },
          ...{ lis: { person_sourcedid: 'canary-sis' }, custom: { st_mode: 'picks', sis: 'canary-sis' } },
        },
      )
      const [found] = (await store.Get(false, 'idtoken', { ...who, user: 'canary-id' })) || []
      expect(found).toMatchObject({ ...who, platformId: 'k' })
      const [context] = (await store.Get(false, 'contexttoken', {
        ...{ contextId: 'x'.repeat(5000), user: 'canary-id' },
      })) || [{}]
      expect(context).toMatchObject({ roles: ['Learner'], custom: { st_mode: 'picks' } })
      expect((await everything()).toLowerCase()).not.toContain('canary')
      expect(await store.Get(false, 'idtoken', { ...who, user: uuidv7() })).toBe(false)
    })

    test('it is kept for a day', async () => {
      await store.Replace(false, 'idtoken', { ...who, user: 'u' }, { ...who, user: 'u' })
      now = new Date(now.getTime() + 24 * hourMs)
      expect(await store.Get(false, 'idtoken', { ...who, user: 'u' })).toBe(false)
    })

    test('text that no database takes is kept without what it cannot hold', async () => {
      const odd = { contextId: 'k', user: 'u', context: { id: 'c', title: 'A\0B\ud800' } }
      await store.Replace(false, 'contexttoken', { contextId: 'k', user: 'u' }, odd)
      const [found] = (await store.Get(false, 'contexttoken', { contextId: 'k', user: 'u' })) || []
      expect(found).toMatchObject({ context: { id: 'c', title: 'AB' } })
    })
  })
}
