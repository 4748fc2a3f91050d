import { describe, expect, test } from 'vitest'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { claim } from '../../src/lti/launch/id-token.ts'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

const on = ground()
const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership#'

const away = async (): Promise<never> => {
  throw new ShelftalkError('unavailable', 'The database does not answer.')
}

/** A token that would open a launch in this browser. */
async function ready(made: TestTool) {
  const jar = new Jar()
  const asked = await made.login(jar)
  const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
  return { jar, asked, token, fields: { state: asked.get('state')!, id_token: token } }
}

describe('what was used, or is another’s, opens nothing', () => {
  test('[lti-N1] [lti-N2] the nonce of another login of the same browser, or one that somebody made up', async () => {
    const made = await aTool(on)
    const jar = new Jar()
    const [one, other] = [await made.login(jar), await made.login(jar)]
    for (const nonce of [other.get('nonce'), 'x'.repeat(43)]) {
      const token = await made.lms.sign({ ...made.lms.claims(one, made.tool, made.launching), nonce })
      expect((await made.back(jar, one, token)).status).toBe(400)
    }
    expect(await made.sessions()).toBe(0)
  })

  test('[lti-N6] the secret of another school’s launch is no proof, under any name', async () => {
    const [one, other] = [await aTool(on), await aTool(on)]
    const mine = await ready(one)
    const theirs = await ready(other)
    const [name] = mine.jar.cookies.keys()
    const [secret] = theirs.jar.cookies.values()
    const jar = new Jar()
    jar.cookies.set(name!, secret!)
    expect((await one.back(jar, mine.asked, mine.token)).status).toBe(400)
    expect(await one.sessions()).toBe(0)
    expect((await one.back(mine.jar, mine.asked, mine.token)).status).toBe(303)
  })

  test('[lti-N9] a token that opened opens nothing 11 seconds, 61 seconds and 11 minutes later', async () => {
    const made = await aTool(on)
    const { jar, asked, token } = await ready(made)
    expect((await made.back(jar, asked, token)).status).toBe(303)
    for (const ms of [11_000, 50_000, 600_000]) {
      made.wait(ms)
      expect((await made.back(jar, asked, token)).status).toBe(400)
    }
    expect(await made.sessions()).toBe(1)
  })

  test('[lti-A3] the session of one school’s launch opens nothing of another’s, for the same person and course', async () => {
    const [one, other] = [await aTool(on), await aTool(on)]
    const [mine, theirs] = [await one.launch(), await other.launch()]
    const pages = await Promise.all(
      [mine, theirs].map(({ answer, jar }) =>
        jar.ask(new URL(answer.headers.get('location')!, one.origin).href),
      ),
    )
    // Each reads its own list at either address, which is one service's: who launched decides, not where it is asked.
    const readers = await one.school.sql<{ reader_id: string }>(
      "select reader_id from reader where reader_id like 'lti-%'",
    )
    const theirReaders = await other.school.sql<{ reader_id: string }>(
      "select reader_id from reader where reader_id like 'lti-%'",
    )
    expect([readers.length, theirReaders.length]).toEqual([1, 1])
    expect(readers[0]!.reader_id).not.toBe(theirReaders[0]!.reader_id)
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    const mixed = new Jar()
    for (const [name, value] of mine.jar.cookies) mixed.cookies.set(name, value)
    const theirAddress = new URL(theirs.answer.headers.get('location')!, other.origin).href
    expect((await mixed.ask(theirAddress)).status).toBe(401)
  })
})

describe('when something is away', () => {
  test('[lti-N12] without a database no launch begins or opens, and it opens once that is back', async () => {
    const made = await aTool(on)
    for (const part of ['transactionOf', 'registration', 'deployment', 'consume', 'open'] as const) {
      const { jar, fields } = await ready(made)
      const origin = await made.instance((flows, counter) => [
        { ...flows, lti: { ...flows.lti, [part]: away } },
        counter,
      ])
      const answer = await jar.post(`${origin}/lti/launch`, fields)
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([503, []])
      expect(await answer.text()).toContain('away')
    }
    expect(await made.sessions()).toBe(0)
    expect((await made.launch()).answer.status).toBe(303)
  })

  test('[lti-K5] a process that dies between the token and the session opens nothing, and the next launch does', async () => {
    const made = await aTool(on)
    const { jar, fields, asked, token } = await ready(made)
    const dying = await made.instance((flows, counter) => [
      { ...flows, lti: { ...flows.lti, open: () => new Promise(() => {}) } },
      counter,
    ])
    const lost = jar.ask(`${dying}/lti/launch`, {
      ...{ method: 'POST', body: new URLSearchParams(fields).toString(), signal: AbortSignal.timeout(500) },
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    await expect(lost).rejects.toThrow()
    expect([(await made.back(jar, asked, token)).status, await made.sessions()]).toEqual([400, 0])
    expect((await made.launch()).answer.status).toBe(303)
  })

  test('[lti-Y11] a browser that keeps no cookies is offered a tab of its own, without a script', async () => {
    const made = await aTool(on)
    const fields = made.lms.loginFields(made.tool, made.launching)
    const hop = await new Jar().post(made.tool.login, fields)
    const page = await new Jar().ask(new URL(hop.headers.get('location')!, made.origin).href)
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(text).toContain('<div id="open"><p>')
    const [, address = ''] = /href="(\/lti\/login[^"]*)"/.exec(text) ?? []
    expect(text).toContain('target="_blank"')
    const top = new Jar()
    const again = await top.ask(`${made.origin}${address.replaceAll('&#38;', '&')}`)
    const off = await top.ask(new URL(again.headers.get('location')!, made.origin).href)
    const asked = new URL(off.headers.get('location')!).searchParams
    expect(asked.get('login_hint')).toBe(fields.login_hint)
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    expect((await made.back(top, asked, token)).status).toBe(303)
  })

  test('who began a launch cannot finish it in a browser that was led to its page', async () => {
    const made = await aTool(on)
    const [theirs, victim] = [new Jar(), new Jar()]
    const hop = await theirs.post(made.tool.login, made.lms.loginFields(made.tool, made.launching))
    const begin = new URL(hop.headers.get('location')!, made.origin).href
    const off = await theirs.ask(begin)
    const asked = new URL(off.headers.get('location')!).searchParams
    const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
    const kept = await (await victim.ask(begin)).text()
    const [, secret = ''] = /data-value="([^"]+)"/.exec(kept) ?? []
    expect(secret).not.toBe('')
    for (const [jar, proof] of [
      [victim, secret],
      [theirs, ''],
    ] as const) {
      const fields = { state: asked.get('state')!, id_token: token, proof }
      expect((await jar.post(made.tool.redirectUri, fields, { origin: made.origin })).status).toBe(400)
    }
    expect(await made.sessions()).toBe(0)
  })

  test('who began a launch cannot finish it elsewhere with the secret in a form of his own', async () => {
    const made = await aTool(on)
    const { jar: theirs, fields } = await ready(made)
    const [secret] = theirs.cookies.values()
    const finish = (headers: Record<string, string>) =>
      new Jar().post(made.tool.redirectUri, { ...fields, proof: secret! }, headers)
    const foreign: Record<string, string>[] = [
      { origin: 'https://his.example' },
      { origin: 'null' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      {},
    ]
    for (const headers of foreign) expect((await finish(headers)).status).toBe(400)
    expect(await made.sessions()).toBe(0)
    expect((await finish({ origin: made.origin })).status).toBe(200)
  })

  test('[lti-B6] going back or loading again shows the page or says to open it again, and opens no second session', async () => {
    const made = await aTool(on)
    const { jar, fields } = await ready(made)
    const opened = await jar.post(made.tool.redirectUri, fields)
    const page = new URL(opened.headers.get('location')!, made.origin).href
    for (let time = 0; time < 2; time++) {
      const loaded = await jar.ask(page)
      expect([loaded.status, loaded.headers.get('cache-control')]).toEqual([200, 'no-store'])
    }
    const posted = await jar.post(made.tool.redirectUri, fields)
    expect(posted.status).toBe(400)
    expect(await posted.text()).toContain('Open it again from your course')
    expect(await made.sessions()).toBe(1)
  })
})

describe('what certification sends', () => {
  const without =
    (...names: string[]) =>
    (claims: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)))
  const bad: [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
    ['a wrong version', (c) => ({ ...c, [claim.version]: '11.3' })],
    ['no version', without(claim.version)],
    [
      'no launch of LTI',
      (c) => ({ name: 'x', iss: c.iss, aud: c.aud, nonce: c.nonce, iat: c.iat, exp: c.exp }),
    ],
    ['most claims missing', without(claim.messageType, claim.roles, claim.deploymentId, claim.resourceLink)],
    ['times of long ago', (c) => ({ ...c, iat: 11_111, exp: 22_222 })],
    ['no kind of message', without(claim.messageType)],
    ['no roles', without(claim.roles)],
    ['no deployment', without(claim.deploymentId)],
    ['no resource link', without(claim.resourceLink)],
  ]
  test.each(bad)('[lti-C16] is refused with %s', async (_what, change) => {
    const made = await aTool(on)
    const { answer } = await made.launch(change)
    expect([answer.status, await made.sessions()]).toEqual([400, 0])
  })

  test('[lti-C16] is refused without a person where the school wants one', async () => {
    const made = await aTool(on)
    await made.school.sql('update lti_registration set require_sub = true')
    const { answer } = await made.launch(without('sub'))
    expect([answer.status, await made.sessions()]).toEqual([400, 0])
  })

  const personal = { name: 'A B', given_name: 'A', family_name: 'B', email: 'a@school.example' }
  const good: [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
    ['a teacher', (c) => ({ ...c, [claim.roles]: [`${membership}Instructor`] })],
    ['a student', (c) => ({ ...c, [claim.roles]: [`${membership}Learner`] })],
    ['several roles', (c) => ({ ...c, [claim.roles]: [`${membership}Learner`, `${membership}Mentor`] })],
    ['a short role', (c) => ({ ...c, [claim.roles]: ['Instructor'] })],
    ['an unknown role', (c) => ({ ...c, [claim.roles]: ['http://else.example/role#unknown'] })],
    ['no role', (c) => ({ ...c, [claim.roles]: [] })],
    ['names and an address', (c) => ({ ...c, ...personal })],
    ['an address only', (c) => ({ ...c, email: personal.email })],
    ['names only', (c) => ({ ...c, name: 'A B' })],
    ['an address and no context', (c) => ({ ...without(claim.context)(c), email: personal.email })],
    [
      'a parameter and a title with NUL',
      (c) => ({ ...c, [claim.custom]: { a: 'x\0' }, [claim.context]: { id: 'c', title: 'x\0' } }),
    ],
  ]
  test.each(good)('[lti-C17] opens with %s', async (_what, change) => {
    const made = await aTool(on)
    const { answer, jar } = await made.launch(change)
    const page = await jar.ask(new URL(answer.headers.get('location')!, made.origin).href)
    expect([answer.status, page.status]).toEqual([303, 200])
  })

  test('[lti-A1] a student’s session opens nothing that is for who teaches', async () => {
    const made = await aTool(on)
    const { answer, jar } = await made.launch(undefined, {
      launching: { ...made.launching, person: persons.ada },
    })
    const launch = new URL(answer.headers.get('location')!, made.origin).searchParams.get('l')!
    const page = await (await jar.ask(`${made.origin}/lti/picks?l=${launch}`)).text()
    expect(page).not.toContain('Shelftalk in this course')
    const picker = await jar.ask(`${made.origin}/lti/deep-link?l=${launch}`)
    expect(picker.status).toBe(403)
    const form = { launch, csrf: 'x', do: 'cancel' }
    const sent = await jar.post(`${made.origin}/lti/deep-link`, form, { origin: made.origin })
    expect(sent.status).toBe(403)
  })
})
