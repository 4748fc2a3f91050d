import { generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { claim } from '../../src/lti/launch/id-token.ts'
import { ground } from '../support/a-school.ts'
import { expectRefused } from './a-page.ts'
import { aTool, Jar } from './a-tool.ts'
import { type Change, shifted, with_, without } from './claims.ts'

const on = ground()

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
