import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { createLtiKeys } from '../../src/core/flows/courses/lti-keys.ts'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { goTo, submit } from './a-page.ts'
import { aTool, type Jar, type TestTool } from './a-tool.ts'

const on = ground()
const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim/'
const lti = 'https://purl.imsglobal.org/spec/lti/claim/'
const returns = 'https://lms.example/return?course=7'

const field = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''

const settings = {
  deep_link_return_url: returns,
  accept_types: ['ltiResourceLink'],
  accept_presentation_document_targets: ['iframe'],
  accept_multiple: 'false',
  data: 'csrf:\u00e9 "<&>" 1/2+3==',
}

/** Launches for deep linking; `jar` is the browser that then may answer. */
const begin = (made: TestTool, more: object = {}, person: object = persons.teacher) => {
  made.tool.target = `${made.origin}/lti/deep-link`
  return made.launch(undefined, {
    launching: {
      ...made.launching,
      person: { ...persons.teacher, ...person },
      deepLinking: { ...settings, ...more },
    },
  })
}

async function picker(made: TestTool, more: object = {}) {
  const { answer, jar } = await begin(made, more)
  const page = await jar.ask(new URL(answer.headers.get('location')!, made.origin).href)
  const text = await page.text()
  return {
    jar,
    text,
    status: page.status,
    form: { launch: field(text, 'launch'), csrf: field(text, 'csrf') },
  }
}

const send = (made: TestTool, jar: Jar, form: Record<string, string>, origin = made.origin) =>
  jar.post(`${made.origin}/lti/deep-link`, form, { origin })

/** What the platform reads in the answer, checked as platforms do, by the keys that the tool publishes. */
async function read(made: TestTool, text: string) {
  const keys = (await (await fetch(`${made.origin}/lti/jwks`)).json()) as Parameters<
    typeof createLocalJWKSet
  >[0]
  return jwtVerify(field(text, 'JWT'), createLocalJWKSet(keys), {
    ...{ issuer: made.lms.clientId, audience: made.lms.url, algorithms: ['RS256'], maxTokenAge: '5 minutes' },
    requiredClaims: ['exp', 'nonce'],
  })
}

describe('a teacher puts a link into a course', () => {
  test('[lti-D4] [lti-D5] which the platform can check, with its own words as they came', async () => {
    const made = await aTool(on)
    const { jar, form, status } = await picker(made)
    expect(status).toBe(200)
    const answer = await send(made, jar, {
      ...{ ...form, do: 'add', count: '7', level: 'easier', theme: 'sea' },
      ...{ data: 'altered', deployment_id: 'altered' },
    })
    const text = await answer.text()
    expect(text).toContain(`<form method="post" action="${returns}"`)
    expect(answer.headers.get('content-security-policy')).toContain('form-action https://lms.example;')
    const { payload, protectedHeader } = await read(made, text)
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) })
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(300)
    expect(String(payload.nonce).length).toBeGreaterThan(20)
    expect(payload).toMatchObject({
      ...{ [`${lti}message_type`]: 'LtiDeepLinkingResponse', [`${lti}version`]: '1.3.0' },
      ...{ [`${lti}deployment_id`]: '1', [`${dl}data`]: settings.data },
      [`${dl}content_items`]: [
        {
          type: 'ltiResourceLink',
          title: 'Books for you',
          url: `${made.origin}/lti/launch`,
          custom: { st_v: '1', st_mode: 'picks', st_count: '7', st_level: 'easier', st_themes: 'sea' },
        },
      ],
    })
  })

  test('[lti-D5] to a reading list that the course made, and to no other course’s', async () => {
    const made = await aTool(on)
    const { jar, form, text } = await picker(made)
    const page = { jar, at: made.origin, text, status: 200 }
    const empty = await submit(made, page, '/lti/list', { ...form, do: 'make', title: 'Sea <&> salt' })
    const list = new URL(empty.at).searchParams.get('list')!
    expect(empty.text).not.toContain('value="list"')
    const filled = await submit(made, page, '/lti/list', { ...form, list, do: 'add', book: 'b1' })
    expect(filled.text).toContain('Add this list to the course')
    const again = await goTo(made, jar, `/lti/deep-link?l=${form.launch}`)
    expect(again.text).toContain('aria-label="Add to the course: Sea &#60;&#38;&#62; salt"')
    expect((await send(made, jar, { ...form, do: 'list', list: 'another' })).status).toBe(403)
    const { payload } = await read(made, await (await send(made, jar, { ...form, do: 'list', list })).text())
    expect(payload[`${dl}content_items`]).toEqual([
      {
        ...{ type: 'ltiResourceLink', title: 'Sea <&> salt', url: `${made.origin}/lti/launch` },
        custom: { st_v: '1', st_mode: 'list', st_list: list },
      },
    ])
  })

  test('[lti-D6] or nothing', async () => {
    const made = await aTool(on)
    const { jar, form } = await picker(made, { data: undefined })
    const { payload } = await read(made, await (await send(made, jar, { ...form, do: 'cancel' })).text())
    expect(payload[`${dl}content_items`]).toEqual([])
    expect(`${dl}data` in payload).toBe(false)
  })

  test('[lti-D1] a student, or somebody who teaches elsewhere only, does not', async () => {
    const made = await aTool(on)
    const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor'
    for (const roles of [persons.ada.roles, [institution], []]) {
      const { answer } = await begin(made, {}, { roles })
      expect([answer.status, await made.sessions()]).toEqual([403, 0])
    }
  })

  test('[lti-D1] a session of a launch that was for no deep linking answers nothing', async () => {
    const made = await aTool(on)
    const { answer, jar } = await made.launch(undefined, {
      launching: { ...made.launching, person: persons.teacher },
    })
    const launch = new URL(answer.headers.get('location')!, made.origin).searchParams.get('l')!
    expect((await jar.ask(`${made.origin}/lti/deep-link?l=${launch}`)).status).toBe(401)
    expect((await send(made, jar, { launch, csrf: 'x', do: 'cancel' })).status).toBe(401)
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', '/return', '', 7])(
    '[lti-D2] not to %s',
    async (deep_link_return_url) => {
      const made = await aTool(on)
      const { answer } = await begin(made, { deep_link_return_url })
      expect([answer.status, await made.sessions()]).toEqual([400, 0])
    },
  )

  test('[lti-D2] once, however often it is sent, and nowhere else than the launch said', async () => {
    const made = await aTool(on)
    const { jar, form } = await picker(made)
    const all = { ...form, do: 'add', count: '5', deep_link_return_url: 'https://else.example' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(made, jar, all)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401])
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(texts.filter((text) => text.includes('name="JWT"'))).toHaveLength(1)
    expect(texts.join()).not.toContain('else.example')
  })

  test('[lti-D2] not without the token of the form, or from elsewhere', async () => {
    const made = await aTool(on)
    const { jar, form } = await picker(made)
    const all = { ...form, do: 'add', count: '5' }
    expect((await send(made, jar, { ...all, csrf: 'else' })).status).toBe(403)
    expect((await send(made, jar, all, 'https://else.example')).status).toBe(403)
    expect((await send(made, jar, all)).status).toBe(200)
  })

  test.each([{ accept_types: ['link', 'html'] }, { accept_types: [] }])(
    '[lti-D3] not where no links to a tool are taken: %o',
    async (more) => {
      const made = await aTool(on)
      const { jar, form, text } = await picker(made, more)
      expect(text).not.toContain('value="add"')
      expect((await send(made, jar, { ...form, do: 'add', count: '5' })).status).toBe(403)
      expect((await send(made, jar, { ...form, do: 'cancel' })).status).toBe(200)
    },
  )

  test.each(['false', false, 'true', true])(
    '[lti-D3] one link, also where several are taken or not: %o',
    async (accept_multiple) => {
      const made = await aTool(on)
      const { jar, form } = await picker(made, { accept_multiple })
      const twice = `${new URLSearchParams({ ...form, do: 'add', count: '5' })}&count=6`
      expect((await jar.post(`${made.origin}/lti/deep-link`, twice, { origin: made.origin })).status).toBe(
        400,
      )
      const { payload } = await read(
        made,
        await (await send(made, jar, { ...form, do: 'add', count: '5' })).text(),
      )
      expect(payload[`${dl}content_items`]).toHaveLength(1)
    },
  )

  test('a choice that makes no sense is refused and can be made again', async () => {
    const made = await aTool(on)
    const { jar, form } = await picker(made)
    for (const wrong of [{ count: '0' }, { count: '21' }, { level: 'else' }, { theme: 'x'.repeat(61) }])
      expect((await send(made, jar, { ...form, do: 'add', count: '5', ...wrong })).status).toBe(403)
    expect((await send(made, jar, { ...form, do: 'add', count: '5' })).status).toBe(200)
  })
})

describe('keys of the tool', () => {
  test('[lti-K2] only public parts are published, to be kept for some minutes', async () => {
    const made = await aTool(on)
    const answer = await fetch(`${made.origin}/lti/jwks`)
    const { keys } = (await answer.json()) as { keys: object[] }
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  test('[lti-K3] no private key can be read in the database', async () => {
    const made = await aTool(on)
    const { private_key } = await made.school.app.flows.ltiKeys.signing()
    expect(private_key).toContain('PRIVATE KEY')
    const secret = private_key.split('\n')[3]!
    await on.driver.asOwner(async (sql) => {
      const [row] = await sql.rows<{ text: string }>('select jsonb_agg(k)::text as text from lti_key k')
      expect(row!.text).toContain('private_key')
      for (const readable of [secret, 'PRIVATE', '"d"', '"p"', '"q"'])
        expect(row!.text).not.toContain(readable)
    })
  })

  test('[lti-Y7] a new key is published before it signs, and an old one until nobody needs it', async () => {
    const { store, clock } = (await aTool(on)).school.app.core
    await store.system((rows) => rows.ltiKeys.forget(new Date('2100-01-01')))
    let day = 0
    let made = 0
    const keys = createLtiKeys({
      store,
      clock: () => new Date(clock().getTime() + day * 86_400_000),
      sealed: { hasKey: true, seal: (secret) => secret, open: (sealed) => sealed, isCurrent: () => true },
      newKeyPair: async () => ({ kid: `k${++made}`, public_jwk: { kid: `k${made}` }, private_key: 'p' }),
    })
    const at = async (when: number) => {
      day = when
      const published = (await keys.published()).map(({ kid }) => kid)
      return { published, signs: (await keys.signing()).kid }
    }
    expect(await at(0)).toEqual({ published: ['k1'], signs: 'k1' })
    expect(await at(89.9)).toEqual({ published: ['k1'], signs: 'k1' })
    expect(await at(90)).toEqual({ published: ['k2', 'k1'], signs: 'k1' })
    expect(await at(91)).toEqual({ published: ['k2', 'k1'], signs: 'k2' })
    expect(await at(180)).toEqual({ published: ['k3', 'k2'], signs: 'k2' })
    await store.system((rows) => rows.ltiKeys.forget(new Date('2100-01-01')))
  })

  test('a key that nobody can open any more is not waited for: another is made, and signs', async () => {
    const lost = await (await aTool(on)).school.app.flows.ltiKeys.signing()
    const { flows } = (await aTool(on)).school.app
    const { kid } = await flows.ltiKeys.signing()
    expect(kid).not.toBe(lost.kid)
    expect((await flows.ltiKeys.signing()).kid).toBe(kid)
    expect((await flows.ltiKeys.published()).map((key) => key.kid)).toContain(kid)
  })

  test('the answer names the key that is published', async () => {
    const made = await aTool(on)
    const { jar, form } = await picker(made)
    const text = await (await send(made, jar, { ...form, do: 'cancel' })).text()
    const { keys } = (await (await fetch(`${made.origin}/lti/jwks`)).json()) as { keys: { kid: string }[] }
    expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(field(text, 'JWT')).kid)
  })
})
