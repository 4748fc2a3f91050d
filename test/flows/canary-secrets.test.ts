import { expect, onTestFinished, test } from 'vitest'
import { serverOver } from '../api/stub-flows.ts'
import { aBrowser, type Browser } from '../support/a-browser.ts'
import { faulty } from '../support/a-faulty-ground.ts'
import { ground } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import {
  canary,
  databaseFault,
  expectNothingTold,
  keyOf,
  type Watched,
  watchedSchool,
} from '../support/a-watched-school.ts'
import { anIssuer, type Issuer } from '../support/an-issuer.ts'
import { aCaller } from '../support/builders.ts'

const on = faulty(ground())

test('[T-55] keys, and what is sent in the place of one', { timeout: 60_000 }, async () => {
  const w = await watchedSchool(on)
  const key = await keyOf(w)
  const whole = aCaller({ school_id: w.school.id, role: 'admin', caller_id: 'admin' })
  const wanted = { role: 'admin' as const, reader_id: null, label: canary.comment }
  const admin = await w.school.app.flows.keys.issue(whole, wanted)
  w.secrets.add(admin.key)
  const made = await w.site.ask('/keys', {
    ...{ key: admin.key, method: 'POST', headers: { 'Content-Type': 'application/json' } },
    body: JSON.stringify({ role: 'student', reader_id: 's1', label: canary.comment }),
  })
  const { key: issued, key_id } = (await made.json()) as { key: string; key_id: string }
  const rotated = await w.site.ask(`/keys/${key_id}/rotation`, { key: admin.key, method: 'POST' })
  for (const one of [issued, ((await rotated.json()) as { key: string }).key]) w.secrets.add(one)
  expect([made.status, rotated.status]).toEqual([201, 201])
  const bad = `${key}x`
  w.secrets.add(bad)
  const headers = { Authorization: `Basic ${canary.password}`, Cookie: `session=${canary.password}` }
  const statuses = [
    (await w.site.ask('/books', { key: bad })).status,
    (await w.site.ask('/books', { headers })).status,
    (await w.site.ask(`/books?key=${key}&token=${canary.password}`, { key })).status,
    (await w.site.ask(`/nowhere/${canary.firstName}?key=${key}`, { key })).status,
    (await w.site.ask('/books/%E0%A4%A', { key })).status,
  ]
  expect(statuses).toEqual([401, 401, 400, 404, 400])
  await expectNothingTold(w)
})

async function signedIn(
  w: Watched,
): Promise<{ browser: Browser; issuer: Issuer; start: string; csrf: string }> {
  const issuer = await anIssuer(`${w.site.url}/sign-in/callback`)
  w.secrets.add(issuer.client_secret)
  await w.school.provider({
    ...{ provider_id: `id-${w.school.id}`, label: 'School', issuer: issuer.url, client_id: issuer.client_id },
    ...{
      client_secret: issuer.client_secret,
      email_domains: ['school.example'],
      student_claim: 'student_id',
    },
  })
  const start = `${w.site.url}/sign-in/id-${w.school.id}`
  issuer.account = {
    sub: `sub-${canary.comment}`,
    email: canary.email,
    email_verified: true,
    student_id: 's1',
  }
  const browser = await comeIn(w, start)
  const me = (await (await browser.open(`${w.site.url}/me`)).json()) as { csrf_token: string }
  w.secrets.add(me.csrf_token)
  return { browser, issuer, start, csrf: me.csrf_token }
}

/** Goes to the provider and back; every address, code, state and cookie on the way is a secret. */
async function comeIn(w: Watched, start: string): Promise<Browser> {
  const browser = aBrowser()
  await browser.follow(start, (next) => {
    for (const [name, value] of new URL(next).searchParams)
      if (['code', 'state', 'nonce', 'code_challenge', 'error_description'].includes(name))
        w.secrets.add(value)
    for (const value of browser.cookies(w.site.url).values()) w.secrets.add(value)
    return next !== `${w.site.url}/`
  })
  for (const value of browser.cookies(w.site.url).values()) w.secrets.add(value)
  return browser
}

test('[T-55] sign-in, sessions and codes of links, those that fail among them', {
  timeout: 60_000,
}, async () => {
  const w = await watchedSchool(on)
  const { browser, issuer, start, csrf } = await signedIn(w)
  const post = (path: string, body: object, token: string) =>
    browser.open(`${w.site.url}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token, Origin: w.site.url },
    })
  const account = { platform: 'lti' as const, tenant: w.school.id, account_id: 'a1' }
  const admin = aCaller({ school_id: w.school.id, role: 'admin', person_id: 'root' })
  await bound(w.school.app, admin, { ...account, shown_name: '' })
  const asked = await post('/links/codes', { platform: 'lti' }, csrf)
  const { code } = (await asked.json()) as { code: string }
  w.secrets.add(code)
  const { links } = w.school.app.flows
  for (const tried of ['BCDFGHJK', code])
    await links.claimCode(account, { code: tried, shown_name: canary.accountName })
  expect((await post('/links/confirmations', account, `${csrf}x`)).status).toBe(403)
  expect((await post('/links/confirmations', account, csrf)).status).toBe(204)
  const before = w.lines.length
  issuer.signature = 'wrong'
  await comeIn(w, start)
  issuer.signature = 'right'
  issuer.account = null
  await comeIn(w, start)
  await browser.open(`${w.site.url}/sign-in/callback?code=${canary.password}&state=${canary.password}`)
  // They were told of, by a code and the provider alone.
  expect(w.lines.slice(before).join('')).toContain('a sign-in was refused')
  on.fault = databaseFault()
  await browser.open(`${w.site.url}/sign-in/callback?code=${canary.password}&state=${canary.password}`)
  await browser.open(`${w.site.url}/me`)
  on.fault = null
  expect(w.secrets.size).toBeGreaterThan(15)
  await expectNothingTold(w)
})

const broken: Record<string, string> = {
  students: `student_id,grade_level,first_name,birth_year,class_ids\ns1,${canary.comment},${canary.firstName},${canary.ownTitle},6a\n"${canary.firstName}\n`,
  classes: `class_id,name,grade_level\n6a,${canary.className},${canary.comment}\n,${canary.className},6\n`,
  checkouts: `checkout_id,student_id,book_id,checkout_date\nc1,${canary.firstName},${canary.ownTitle},${canary.comment}\n`,
  catalogue: `book_id,title,page_count\nb9,${canary.ownTitle},${canary.comment}\nb8,,1\n`,
}

test('[T-55] files with broken rows', { timeout: 60_000 }, async () => {
  const w = await watchedSchool(on)
  const key = await keyOf(w)
  const send = (path: string, body: string, type = 'text/csv') =>
    w.site.ask(path, { key, method: 'POST', body, headers: { 'Content-Type': type } })
  for (const [kind, file] of Object.entries(broken)) {
    expect([kind, (await send(`/imports/${kind}`, file)).status]).toEqual([kind, 202])
    expect((await send(`/imports/${kind}`, `${canary.firstName},${canary.comment}\nx`)).status).toBe(400)
  }
  const books = `title,author,rating,${canary.comment}\n${canary.ownTitle},x,${canary.comment},y\n`
  expect((await send('/user/books?reader_id=s1', books)).status).toBe(202)
  const json = 'application/json'
  expect((await send('/user/books?reader_id=s1', `[{"title": ${canary.ownTitle}}]`, json)).status).toBe(400)
  expect((await send('/feedback', `{"student_id":"s1","${canary.comment}":1}`, json)).status).toBe(400)
  await w.school.drain()
  for (const [kind, file] of Object.entries(broken)) {
    on.fault = databaseFault()
    expect([kind, (await send(`/imports/${kind}`, file)).status]).toEqual([kind, 500])
    on.fault = null
  }
  expect(w.lines.join('')).toContain('a request failed')
  await expectNothingTold(w)
})

/** Faults of ours, and of what we stand on, in the middle of a request. */
const faults: Record<string, () => Error> = {
  'a row that the database refuses': databaseFault,
  'a text that is no JSON': () => {
    try {
      return JSON.parse(`${canary.ownTitle} {`)
    } catch (error) {
      return error as Error
    }
  },
  'a wrapped one with an address that holds a password': () =>
    new Error(`no answer from postgres://shelftalk:${canary.password}@db/school?options=${canary.password}`, {
      cause: databaseFault(),
    }),
  'one with a request on it': () =>
    Object.assign(new Error('socket hang up'), {
      config: { headers: { authorization: canary.password }, data: canary },
      response: { body: canary.ownTitle },
    }),
}

test.each(Object.entries(faults))(
  '[T-55] every route with %s',
  { timeout: 60_000 },
  async (_name, faultOf) => {
    const w = await watchedSchool(on)
    const key = await keyOf(w)
    const routes: [string, object?][] = [
      ['/students/s1'],
      [`/students?query=${canary.firstName}`],
      ['/students/s1/export'],
      ['/recommendations/s1'],
      ['/recommendations/s1/why/b1'],
      [`/books?query=${encodeURIComponent(canary.ownTitle)}`],
      ['/user/books?reader_id=s1', [{ title: canary.ownTitle, author: canary.comment }]],
      ['/feedback', { student_id: 's1', book_id: 'b1', vote: 'up' }],
    ]
    const { authenticate } = w.school.app.flows
    const caller = await authenticate(key)
    const site = await serverOver(
      {
        ...{ ...w.school.app.flows, demoKey: () => null, demoPeople: () => null, platforms: () => [] },
        // Who asks is known already, so that the fault is met further in.
        authenticate: async () => caller,
      },
      { logLines: w.lines },
    )
    onTestFinished(() => site.stop())
    for (const [path, body] of routes) {
      const sent = {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }
      on.fault = faultOf()
      const answer = await site.ask(path, { key, ...(body === undefined ? {} : sent) })
      on.fault = null
      const text = await answer.text()
      expect([path, answer.status, Object.values(canary).filter((one) => text.includes(one))]).toEqual([
        path,
        500,
        [],
      ])
    }
    expect(w.lines.filter((line) => line.includes('a request failed'))).toHaveLength(routes.length)
    await expectNothingTold(w)
  },
)
