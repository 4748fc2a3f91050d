import { describe, expect, test } from 'vitest'
import { ground } from '../support/a-school.ts'
import { expectRefused } from './a-page.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

const on = ground()

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

  test('[lti-L9] where as many launches as may be are on their way the oldest makes room, and no platform takes that of another', async () => {
    const made = await aTool(on)
    const [jar, other] = [new Jar(), await aTool(on)]
    const asked = await made.login(jar)
    const theirs = await other.login(new Jar())
    const { store } = made.school.app.core
    const { school_id, registration_id } = {
      school_id: made.school.id,
      registration_id: `lms-${made.school.id}`,
    }
    const now = made.school.clock()
    let later = 3_600_000
    const begin = (name: string) =>
      store.system((rows) =>
        rows.ltiLaunches.begin(
          {
            ...{ state_hash: name, public_id: name, school_id, registration_id, state: name, nonce: name },
            ...{
              deployment_id: null,
              target: 't',
              login_hint: 'h',
              message_hint: null,
              storage_target: null,
            },
            ...{ proof_hash: name, expires_at: new Date(now.getTime() + ++later).toISOString() },
          },
          { now, most: { all: 1_000, ofOne: 3 } },
        ),
      )
    for (const name of ['a', 'b', 'c', 'd']) await begin(name)
    const waiting = await store.system(async (rows) => [
      await rows.ltiLaunches.byPublicId('a', now),
      await rows.ltiLaunches.byPublicId('d', now),
    ])
    expect(waiting.map((one) => one?.nonce)).toEqual([undefined, 'd'])
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    await expectRefused(made, await made.back(jar, asked, token), 'state_unknown')
    const transaction = await other.school.app.flows.lti.transactionOf(theirs.get('state') ?? '')
    expect(transaction?.nonce).toBe(theirs.get('nonce'))
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

  test('[lti-L4] a login that fits two registrations is not guessed about', async () => {
    const made = await aTool(on)
    await made.school.sql(
      `insert into lti_registration select school_id, registration_id || '2', issuer, 'second', family, auth_url, token_url,
         jwks_url, frame_origins, require_sub, account_key, state, created_at from lti_registration`,
    )
    const { client_id: _, ...fields } = made.lms.loginFields(made.tool, made.launching)
    await expectRefused(made, await new Jar().post(made.tool.login, fields), 'platform_ambiguous')
  })
})
