import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSealed, sealingKeyBytes } from '../../src/core/adapters/sealing/aes.ts'
import { createChatInstallations } from '../../src/core/flows/chats/chat-installations.ts'
import { sealAnew } from '../../src/core/flows/work/seal-anew.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'

const on = ground()
const key = () => randomBytes(sealingKeyBytes)
const provider = (provider_id: string) => ({
  ...{ provider_id, label: 'Google', issuer: 'https://id.example', client_id: 'c', client_secret: null },
  ...{ email_domains: [], student_claim: null },
})
const context = (school: TestSchool, id: string) => `client secret of ${JSON.stringify([school.id, id])}`
const stored = async (school: TestSchool, id: string) =>
  (
    await school.sql<{ client_secret: string | null }>(
      'select client_secret from identity_provider where provider_id = $1',
      [id],
    )
  )[0]?.client_secret ?? null

async function aSchoolWithSecrets() {
  const school = await aSchool(on, { running: false })
  const [older, newer] = [key(), key()]
  const before = createSealed([older])
  const id = `google-${school.id}`
  const { store } = school.app.core
  const put = (client_secret: string | null) =>
    store.school(school.id, (rows) => rows.identityProviders.put({ ...provider(id), client_secret }))
  await put(before.seal('open sesame', context(school, id)))
  return { school, id, put, older, newer, store }
}

describe('sealing anew', () => {
  test('seals with the new key what the old one sealed; then the old one can go', async () => {
    const { school, id, older, newer, store } = await aSchoolWithSecrets()
    const sealed = createSealed([newer, older])
    const run = () => sealAnew({ store, sealed }, school.id, { others: async () => 3 })
    expect(await run()).toEqual({ sign_in_secrets: 1, others: 3 })
    expect(await run()).toEqual({ sign_in_secrets: 0, others: 3 })
    const now = (await stored(school, id)) ?? ''
    expect(createSealed([newer]).open(now, context(school, id))).toBe('open sesame')
    expect(() => createSealed([older]).open(now, context(school, id))).toThrow(/key for stored secrets/)
  })

  test('fails and changes nothing when the old key is gone already', async () => {
    const { school, id, newer, store } = await aSchoolWithSecrets()
    const before = await stored(school, id)
    const sealed = createSealed([newer])
    await expect(sealAnew({ store, sealed }, school.id, {})).rejects.toMatchObject({ code: 'unavailable' })
    expect(await stored(school, id)).toBe(before)
  })

  test('leaves a secret that was entered anew meanwhile', async () => {
    const { school, id, put, older, newer, store } = await aSchoolWithSecrets()
    const opened = createSealed([newer, older])
    const entered = opened.seal('another', context(school, id))
    const from = (await stored(school, id)) ?? ''
    await put(entered)
    const late = store.school(school.id, (rows) => rows.identityProviders.sealAnew(id, { from, to: 'late' }))
    expect([await late, await stored(school, id)]).toEqual([false, entered])
  })

  test('a token of a chat that was renewed meanwhile stays, and one that is switched off stays off', async () => {
    const { school, older, newer } = await aSchoolWithSecrets()
    const { core } = school.app
    const keyedDigest = (text: string) => text
    const of = (keys: Buffer[]) =>
      createChatInstallations({ ...core, sealed: createSealed(keys), keyedDigest })
    const space = { platform: 'slack' as const, tenant: `team of ${school.id}` }
    const installation = { ...space, scopes: [], bot_user_id: 'B1', expires_at: null }
    await of([older]).put({ ...installation, installed: { token: 'one' } })
    await of([older]).end(space, 'disabled', 'invalid_auth')
    const both = of([newer, older])
    expect([await both.sealAnew('slack'), await both.sealAnew('slack')]).toEqual([1, 0])
    expect(await of([newer]).get(space)).toMatchObject({ state: 'disabled', installed: { token: 'one' } })
    const [row] = await core.store.system((rows) => rows.chatInstallations.list('slack'))
    await core.store.system((rows) => rows.chatInstallations.sealAnew(space, { from: 'older', to: 'late' }))
    const [same] = await core.store.system((rows) => rows.chatInstallations.list('slack'))
    expect(same?.sealed).toBe(row?.sealed)
  })
})
