import { generateKeyPairSync } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { claim } from '../../src/lti/launch/id-token.ts'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

const on = ground()

/** A plain page with a code, no session, and nothing of the person in the log. */
async function expectRefused(made: TestTool, answer: Response, code: string, status = 400): Promise<void> {
  const text = await answer.text()
  expect([answer.status, /<code>[^<]*?([a-z_]+)<\/code>/.exec(text)?.[1]]).toEqual([status, code])
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(await made.sessions()).toBe(0)
}

type Change = (claims: Record<string, unknown>) => Record<string, unknown>
const without =
  (name: string): Change =>
  ({ [name]: _, ...rest }) =>
    rest
const with_ =
  (name: string, value: unknown): Change =>
  (claims) => ({ ...claims, [name]: value })
const shifted =
  (name: 'iat' | 'exp', seconds: number): Change =>
  (claims) => ({ ...claims, [name]: (claims[name] as number) + seconds })

const refused: [string, Change, string][] = [
  ['[lti-N1] the nonce of another login', with_('nonce', 'another'), 'token_nonce'],
  ['[lti-N3] no nonce', without('nonce'), 'token_nonce'],
  ['[lti-N3] an empty nonce', with_('nonce', ''), 'token_nonce'],
  ['[lti-N3] a list of nonces', with_('nonce', ['a']), 'token_nonce'],
  ['[lti-C1] another issuer', with_('iss', 'https://else.example'), 'token_issuer'],
  ['[lti-C1] an issuer with a slash more', (c) => ({ ...c, iss: `${c.iss}/` }), 'token_issuer'],
  [
    '[lti-C1] an issuer in other letters',
    (c) => ({ ...c, iss: String(c.iss).toUpperCase() }),
    'token_issuer',
  ],
  ['[lti-C2] another audience', with_('aud', 'else'), 'token_audience'],
  ['[lti-C2] no audience', with_('aud', []), 'token_audience'],
  ['[lti-C2] an audience besides', (c) => ({ ...c, aud: [c.aud, 'else'] }), 'token_audience'],
  ['[lti-C2] another authorized party', with_('azp', 'else'), 'token_audience'],
  ['[lti-C3] no end', without('exp'), 'token_time'],
  ['[lti-C3] an end that is over', shifted('exp', -200), 'token_time'],
  ['[lti-C3] an end in letters', with_('exp', '9999999999'), 'token_time'],
  ['[lti-C3] an end that never comes', with_('exp', 1e20), 'token_time'],
  ['[lti-C4] no beginning', without('iat'), 'token_time'],
  ['[lti-C4] a beginning in an hour', shifted('iat', 3600), 'clock_apart'],
  ['[lti-C4] a beginning an hour ago', shifted('iat', -3600), 'token_time'],
  ['[lti-C5] no version', without(claim.version), 'token_version'],
  ['[lti-C5] another version', with_(claim.version, '1.3.1'), 'token_version'],
  ['[lti-C5] a version as a number', with_(claim.version, 1.3), 'token_version'],
  ['[lti-C6] no kind of message', without(claim.messageType), 'token_message'],
  ['[lti-C6] an unknown kind', with_(claim.messageType, 'LtiElse'), 'token_message'],
  [
    '[lti-C6] a deep linking at the launch',
    with_(claim.messageType, 'LtiDeepLinkingRequest'),
    'token_message',
  ],
  ['[lti-C7] no deployment', without(claim.deploymentId), 'deployment_unknown'],
  ['[lti-C7] another deployment than at login', with_(claim.deploymentId, '2'), 'deployment_unknown'],
  ['[lti-C7] a deployment as a number', with_(claim.deploymentId, 1), 'token_claims'],
  ['[lti-C8] no target', without(claim.target), 'token_target'],
  ['[lti-C8] another target', with_(claim.target, 'https://else.example/'), 'token_target'],
  ['[lti-C9] no resource link', without(claim.resourceLink), 'token_claims'],
  ['[lti-C9] a resource link without id', with_(claim.resourceLink, {}), 'token_claims'],
  ['[lti-C9] a long id of it', with_(claim.resourceLink, { id: 'x'.repeat(256) }), 'token_claims'],
  ['[lti-C10] no roles', without(claim.roles), 'token_claims'],
  ['[lti-C10] roles in one text', with_(claim.roles, 'Learner'), 'token_claims'],
  ['[lti-C11] an empty sub', with_('sub', ''), 'token_claims'],
  ['[lti-C11] a sub as an object', with_('sub', { id: 2 }), 'token_claims'],
  ['[lti-C11] a long sub', with_('sub', 'x'.repeat(256)), 'token_claims'],
  ['[lti-C13] custom parameters without end', with_(claim.custom, { a: 'x'.repeat(100_000) }), 'too_large'],
]

describe('a token is refused', () => {
  test.each(refused)('%s', async (_promise, change, code) => {
    const made = await aTool(on)
    const { answer } = await made.launch(change)
    await expectRefused(made, answer, code, code === 'too_large' ? 413 : 400)
  })

  test('[lti-J3] [lti-J1] signed by anything but RS256', async () => {
    const made = await aTool(on)
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const alg of ['none', 'nOnE', 'RS512', 'PS256', 'ES256', 'HS256']) {
      const jar = new Jar()
      const asked = await made.login(jar)
      const claims = made.lms.claims(asked, made.tool, made.launching)
      const token = `${part({ alg, kid: 'key-1' })}.${part(claims)}.c2ln`
      await expectRefused(made, await made.back(jar, asked, token), 'token_malformed')
    }
  })

  test('[lti-J2] signed with the public key as a secret', async () => {
    const made = await aTool(on)
    const { createHmac } = await import('node:crypto')
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jar = new Jar()
    const asked = await made.login(jar)
    const signed = `${part({ alg: 'HS256', kid: 'key-1' })}.${part(made.lms.claims(asked, made.tool, made.launching))}`
    const secret = JSON.stringify(made.lms.keys.get('key-1'))
    const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    await expectRefused(made, await made.back(jar, asked, token), 'token_malformed')
  })

  test('[lti-J4] [lti-J7] naming no key, or bringing one', async () => {
    const made = await aTool(on)
    for (const header of [
      { kid: undefined },
      { jku: 'https://else.example' },
      { x5u: 'https://e' },
      { jwk: {} },
    ]) {
      const jar = new Jar()
      const asked = await made.login(jar)
      const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching), { header })
      await expectRefused(made, await made.back(jar, asked, token), 'token_malformed')
    }
    expect(made.lms.jwksAsked).toBe(0)
  })

  test('[lti-J5] naming a key that the platform does not have, which is looked for once', async () => {
    const made = await aTool(on)
    for (let time = 0; time < 2; time++) {
      const jar = new Jar()
      const asked = await made.login(jar)
      const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching), { kid: 'else' })
      await expectRefused(made, await made.back(jar, asked, token), 'token_signature')
    }
    expect(made.lms.jwksAsked).toBe(1)
  })

  test('[lti-J6] signed by another key under the right name', async () => {
    const made = await aTool(on)
    const { privateKey } = await generateKeyPair('RS256')
    const jar = new Jar()
    const asked = await made.login(jar)
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching), { key: privateKey })
    await expectRefused(made, await made.back(jar, asked, token), 'token_signature')
  })

  test.each([
    ['of two parts', 'a.b'],
    ['of four', 'a.b.c.d'],
    ['of no letters of base64url', 'a.b=.c'],
    ['of words', 'not a token'],
    ['that is empty', ''],
  ])('[lti-J8] %s', async (_what, token) => {
    const made = await aTool(on)
    const jar = new Jar()
    const asked = await made.login(jar)
    await expectRefused(made, await made.back(jar, asked, token), 'token_malformed')
  })

  test('[lti-J8] that says something twice, is nested without end, or is a megabyte long', async () => {
    const made = await aTool(on)
    const raw = (text: string) => Buffer.from(text).toString('base64url')
    const head = raw('{"alg":"RS256","kid":"key-1"}')
    for (const [token, code, status] of [
      [`${raw('{"alg":"none","alg":"RS256","kid":"k"}')}.${raw('{}')}.c2ln`, 'token_malformed', 400],
      [`${head}.${raw(`{"a":${'['.repeat(50)}${']'.repeat(50)}}`)}.c2ln`, 'token_malformed', 400],
      [`${head}.${'a'.repeat(100_000)}.c2ln`, 'too_large', 413],
    ] as const) {
      const jar = new Jar()
      const asked = await made.login(jar)
      await expectRefused(made, await made.back(jar, asked, token), code, status)
    }
  })
})

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

describe('a login is refused', () => {
  const ask = (made: TestTool, change: (fields: Record<string, string>) => Record<string, string>) =>
    new Jar().post(made.tool.login, change(made.lms.loginFields(made.tool, made.launching)))

  test.each([
    ['[lti-L1] from an unknown issuer', { iss: 'https://else.example' }, 'platform_unknown'],
    ['[lti-L2] for an unknown client', { client_id: 'else' }, 'platform_unknown'],
    ['[lti-L5] without an issuer', { iss: '' }, 'parameter_missing'],
    ['[lti-L5] without a hint', { login_hint: '' }, 'parameter_missing'],
    ['[lti-L6] to another origin', { target_link_uri: 'https://else.example/lti/launch' }, 'target_unknown'],
    ['[lti-L6] to two slashes', { target_link_uri: '//else.example/lti/launch' }, 'target_unknown'],
    ['[lti-L6] to a script', { target_link_uri: 'javascript:alert(1)' }, 'target_unknown'],
  ])('%s', async (_promise, fields, code) => {
    const made = await aTool(on)
    await expectRefused(made, await ask(made, (usual) => ({ ...usual, ...fields })), code)
  })

  test('[lti-L3] while the registration waits or is off', async () => {
    const made = await aTool(on)
    await made.school.sql("update lti_registration set state = 'waiting'")
    await expectRefused(made, await ask(made, (usual) => usual), 'platform_waiting', 403)
  })

  test('[lti-L6] to a name with a user, or without end', async () => {
    const made = await aTool(on)
    const { host } = new URL(made.origin)
    for (const target of [
      `http://${host}@else.example/lti/launch`,
      `${made.origin}/lti/launch?${'x'.repeat(3000)}`,
    ]) {
      const answer = await ask(made, (usual) => ({ ...usual, target_link_uri: target }))
      await expectRefused(made, answer, 'target_unknown')
      expect(answer.headers.get('location')).toBeNull()
    }
  })

  test('[lti-L7] that says a parameter twice', async () => {
    const made = await aTool(on)
    const fields = new URLSearchParams(made.lms.loginFields(made.tool, made.launching))
    fields.append('iss', 'https://else.example')
    await expectRefused(made, await new Jar().post(made.tool.login, fields.toString()), 'parameter_repeated')
  })

  test('[lti-L8] that is too long', async () => {
    const made = await aTool(on)
    await expectRefused(
      made,
      await new Jar().post(made.tool.login, `a=${'x'.repeat(300_000)}`),
      'too_large',
      413,
    )
  })

  test('[lti-L9] [lti-Y16] five hundred at once from one address are too many; a class behind another gets in', async () => {
    const made = await aTool(on)
    const from = (address: string) =>
      new Jar().post(made.tool.login, made.lms.loginFields(made.tool, made.launching), {
        'x-test-address': address,
      })
    const many = await Promise.all(Array.from({ length: 200 }, () => from('one')))
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([303, 429]))
    const aClass = await Promise.all(Array.from({ length: 40 }, () => from('another')))
    expect(new Set(aClass.map(({ status }) => status))).toEqual(new Set([303]))
  })

  test('[lti-L10] the deployment is not approved: it is put on the list that an admin sees', async () => {
    const made = await aTool(on)
    const launching = { ...made.launching, deploymentId: 'new' }
    const { answer } = await made.launch(undefined, { launching })
    await expectRefused(made, answer, 'deployment_unknown')
    const rows = await made.school.sql<{ state: string }>(
      "select state from lti_deployment where deployment_id = 'new'",
    )
    expect(rows).toEqual([{ state: 'waiting' }])
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

const shiftedBoth = (claims: Record<string, unknown>, seconds: number) =>
  shifted('iat', seconds)(shifted('exp', seconds)(claims))

describe('what is not of a launch', () => {
  test('[lti-L4] a login that fits two registrations is not guessed about', async () => {
    const made = await aTool(on)
    await made.school.sql(
      `insert into lti_registration select school_id, registration_id || '2', issuer, 'second', family, auth_url, token_url,
         jwks_url, frame_origins, require_sub, account_key, state, created_at from lti_registration`,
    )
    const { client_id: _, ...fields } = made.lms.loginFields(made.tool, made.launching)
    await expectRefused(made, await new Jar().post(made.tool.login, fields), 'platform_ambiguous')
  })

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
