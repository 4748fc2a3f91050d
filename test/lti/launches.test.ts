import { generateKeyPairSync } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { claim } from '../../src/lti/launch/id-token.ts'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { expectRefused } from './a-page.ts'
import { aTool, Jar } from './a-tool.ts'
import { type Change, shifted, shiftedBoth, with_, without } from './claims.ts'

const on = ground()

describe('a launch is one browser’s and opens once', () => {
  test('[lti-N4] a state that is missing, unknown or changed is refused', async () => {
    const made = await aTool(on)
    const jar = new Jar()
    const asked = await made.login(jar)
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    for (const state of ['', 'unknown', `${asked.get('state')}x`])
      await expectRefused(made, await made.back(jar, new URLSearchParams({ state }), token), 'state_unknown')
  })

  test('[lti-N5] another browser is refused, and takes nothing from the first', async () => {
    const made = await aTool(on)
    const jar = new Jar()
    const asked = await made.login(jar)
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    const other = new Jar()
    const ours = { origin: made.origin }
    const wanted = await made.back(other, asked, token)
    expect([wanted.status, await made.sessions()]).toEqual([200, 0])
    expect(await wanted.text()).toContain('name="proof"')
    for (const proof of ['', 'made-up']) {
      const fields = { state: asked.get('state')!, id_token: token, proof }
      await expectRefused(made, await other.post(made.tool.redirectUri, fields, ours), 'proof_missing')
    }
    expect((await made.back(jar, asked, token)).status).toBe(303)
  })

  test('[lti-N7] the same post twice opens once', async () => {
    const made = await aTool(on)
    const { answer, jar, asked } = await made.launch()
    expect(answer.status).toBe(303)
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    expect((await made.back(jar, asked, token)).status).toBe(400)
    expect(await made.sessions()).toBe(1)
  })

  test('[lti-N11] the state of one platform with the token of another is refused', async () => {
    const [one, other] = [await aTool(on), await aTool(on)]
    const jar = new Jar()
    const asked = await one.login(jar)
    const token = await other.lms.sign(other.lms.claims(asked, one.tool, one.launching))
    await expectRefused(one, await one.back(jar, asked, token), 'token_signature')
  })

  test('[lti-B5] two launches in two tabs of one browser do not meet', async () => {
    const made = await aTool(on)
    const jar = new Jar()
    const [first, second] = [await made.login(jar), await made.login(jar)]
    for (const asked of [second, first]) {
      const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
      expect((await made.back(jar, asked, token)).status).toBe(303)
    }
  })
})

describe('a launch opens', () => {
  const opens: [string, Change][] = [
    ['[lti-Y1] with a token of eleven seconds ago', shifted('iat', -11)],
    ['[lti-Y2] with a clock that is ahead', shifted('iat', 50)],
    ['[lti-Y2] with a token that is just over', shifted('exp', -100)],
    ['[lti-Y3] without roles', with_(claim.roles, [])],
    ['[lti-Y3] with an empty role', with_(claim.roles, [''])],
    ['[lti-Y4] with short and unknown roles', with_(claim.roles, ['Learner', 'urn:else'])],
    ['[lti-Y6] without a context', without(claim.context)],
    ['[lti-Y9] with an audience of one', (c) => ({ ...c, aud: [c.aud] })],
    ['[lti-C12] without a context and with a name', (c) => ({ ...without(claim.context)(c), name: 'A' })],
    [
      '[lti-C13] with custom parameters that were not filled in',
      with_(claim.custom, { a: '$A', b: 3, ['__proto__']: 'x' }),
    ],
  ]
  test.each(opens)('%s', async (_promise, change) => {
    const made = await aTool(on)
    const { answer } = await made.launch(change)
    expect([answer.status, await made.sessions()]).toEqual([303, 1])
  })

  test('[lti-Y5] for a visitor, without a reader and without thumbs', async () => {
    const made = await aTool(on)
    const launching = { ...made.launching, person: persons.visitor }
    const { answer, jar } = await made.launch(undefined, { launching })
    const page = await jar.ask(new URL(answer.headers.get('location')!, made.origin).href)
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain('<form')
    expect(await made.school.sql("select reader_id from reader where reader_id like 'lti-%'")).toEqual([])
  })

  test('[lti-J9] [lti-J10] [lti-Y7] after the platform changed its key, and never again with the one it took away', async () => {
    const made = await aTool(on)
    expect((await made.launch()).answer.status).toBe(303)
    const old = await made.login(new Jar())
    made.lms.keys.delete('key-1')
    const retired = await made.lms.sign(made.lms.claims(old, made.tool, made.launching))
    await made.lms.rotate()
    made.wait(31_000)
    expect((await made.launch()).answer.status).toBe(303)
    expect(made.lms.jwksAsked).toBe(2)
    const jar = new Jar()
    const asked = await made.login(jar)
    expect((await made.back(jar, asked, retired)).status).toBe(400)
  })

  test('[lti-Y8] [lti-J11] while the platform is away, with the keys that were fetched before', async () => {
    const made = await aTool(on)
    expect((await made.launch()).answer.status).toBe(303)
    made.lms.jwksAnswer = { status: 503, type: 'text/plain', text: '' }
    made.wait(6 * 60_000)
    const { answer } = await made.launch((claims) => shiftedBoth(claims, 360))
    expect([answer.status, made.lms.jwksAsked]).toEqual([303, 2])
  })

  test.each([
    ['an error', { status: 503, type: 'text/plain', text: '' }],
    ['a page', { status: 200, type: 'text/html', text: '<html>' }],
    ['an empty set', { status: 200, type: 'application/json', text: '{"keys":[]}' }],
    ['another address', { status: 302, type: 'text/plain', text: '' }],
    ['a megabyte', { status: 200, type: 'application/json', text: 'x'.repeat(1_000_000) }],
  ])(
    '[lti-J11] not when %s comes for keys that never were here: closed, with a time to come back',
    async (_what, jwksAnswer) => {
      const made = await aTool(on)
      made.lms.jwksAnswer = jwksAnswer
      await expectRefused(made, (await made.launch()).answer, 'platform_keys_away', 503)
    },
  )

  test('[lti-J12] not with a key that is too short, for encryption only, or of another kind', async () => {
    for (const change of [
      async () =>
        exportJWK(
          (await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })).publicKey,
        ).then((jwk) => ({ ...jwk, use: 'enc' })),
      async () => exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey),
      async () => ({
        ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      }),
    ]) {
      const made = await aTool(on)
      made.lms.keys.set('key-1', { ...(await change()), kid: 'key-1' } as never)
      const { answer } = await made.launch()
      expect([400, 503]).toContain(answer.status)
      expect(await made.sessions()).toBe(0)
    }
  })

  test('[lti-Y10] begun by GET, and without a deployment in the login', async () => {
    const made = await aTool(on)
    const { lti_deployment_id: _, ...fields } = made.lms.loginFields(made.tool, made.launching)
    const jar = new Jar()
    const hop = await jar.ask(`${made.tool.login}?${new URLSearchParams(fields)}`)
    const away = await jar.ask(new URL(hop.headers.get('location')!, made.origin).href)
    const asked = new URL(away.headers.get('location')!).searchParams
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    expect((await made.back(jar, asked, token)).status).toBe(303)
  })

  test('[lti-Y12] to a target that is written in another way', async () => {
    const made = await aTool(on)
    const { answer } = await made.launch(with_(claim.target, made.tool.target.replace('http:', 'HTTP:')))
    expect(answer.status).toBe(303)
  })

  test('[lti-Y13] from a Canvas that left the target out', async () => {
    const made = await aTool(on)
    await made.school.sql("update lti_registration set family = 'canvas'")
    const { target_link_uri: _, ...fields } = made.lms.loginFields(made.tool, made.launching)
    expect((await new Jar().post(made.tool.login, fields)).status).toBe(303)
  })

  test('[lti-Y14] for a review of a submission, which it shows as a plain page', async () => {
    const made = await aTool(on)
    const { answer } = await made.launch(with_(claim.messageType, 'LtiSubmissionReviewRequest'))
    expect(answer.status).toBe(303)
  })
})

describe('what is not of a launch', () => {
  test('[lti-C15] an error of the platform is a plain page', async () => {
    const made = await aTool(on)
    const answer = await new Jar().post(made.tool.redirectUri, { error: 'login_required', state: 'x' })
    await expectRefused(made, answer, 'platform_error')
  })

  test('[lti-B8] [lti-B9] answers name no other origin and pass on no address', async () => {
    const made = await aTool(on)
    const { answer } = await made.launch()
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('nothing that the platform knows of a person is in the log or in the database', async () => {
    const made = await aTool(on)
    const canaries = {
      name: 'Canary Name',
      email: 'canary@school.example',
      sub: 'canary-sub',
      picture: 'https://canary',
    }
    const custom = { st_count: '5', sis: 'canary-sis', who: 'Canary Name' }
    const launching = { ...made.launching, custom, person: { ...persons.ada, sub: canaries.sub } }
    const { answer, jar } = await made.launch((claims) => ({ ...claims, ...canaries }), { launching })
    const page = await jar.ask(new URL(answer.headers.get('location')!, made.origin).href)
    const stored = await made.school.sql<{ text: string }>(
      `select coalesce((select jsonb_agg(s)::text from lti_session s), '') || coalesce((select jsonb_agg(r)::text from reader r), '')
         || coalesce((select jsonb_agg(o)::text from outbox o), '') as text`,
    )
    const items = await on.driver.asOwner((sql) => sql.rows('select * from lti_item'))
    expect(items).not.toEqual([])
    for (const text of [await page.text(), stored[0]!.text, JSON.stringify(items), made.logged.join()])
      expect(text.toLowerCase()).not.toContain('canary')
  })
})
