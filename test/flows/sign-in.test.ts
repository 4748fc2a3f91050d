import { describe, expect, test } from 'vitest'
import { aBrowser } from '../support/a-browser.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aServer } from '../support/a-server.ts'
import { type Account, anIssuer, type Issuer } from '../support/an-issuer.ts'

const on = ground()
const ode: Account = { sub: 'ode-1', email: 'Ode@School.Example', email_verified: true }

/** A school whose people sign in at a provider of its own, over HTTP. */
async function aSchoolWithSignIn() {
  const school = await aSchool(on, { running: false })
  const site = await aServer(school.app)
  const issuer = await anIssuer(`${site}/sign-in/callback`)
  await school.staff({ person_id: 't1', role: 'teacher', name: 'Ms. Ode', email: 'ode@school.example' })
  await school.students({ student_id: 's1', first_name: 'Ada', class_ids: ['5a'] })
  const providerId = await provide(school, issuer)
  return { school, site, issuer, start: `${site}/sign-in/${providerId}` }
}

async function provide(school: TestSchool, issuer: Issuer, domain = 'school.example'): Promise<string> {
  const provider_id = `id-${school.id}`
  await school.provider({
    ...{ provider_id, label: 'School', issuer: issuer.url, client_id: issuer.client_id },
    ...{ client_secret: issuer.client_secret, email_domains: [domain], student_claim: 'student_id' },
  })
  return provider_id
}

/** Signs in with a fresh browser as far as the page that is reached in the end. */
async function signIn({ start, issuer }: { start: string; issuer: Issuer }, account: Account | null) {
  issuer.account = account
  const browser = aBrowser()
  const site = new URL(start).origin
  const { answer, at } = await browser.follow(start, (next) => next !== `${site}/`)
  const me = await browser.open(`${site}/me`)
  return {
    browser,
    answer,
    at,
    me: me.status === 200 ? ((await me.json()) as Record<string, unknown>) : null,
  }
}

describe('sign-in', () => {
  test('a teacher comes in by the verified address of the roster, and later by the account alone', async () => {
    const it = await aSchoolWithSignIn()
    const { at, me } = await signIn(it, ode)
    expect(at).toBe(`${it.site}/`)
    expect(me).toMatchObject({ role: 'teacher', person_id: 't1', name: 'Ms. Ode', school_name: it.school.id })
    expect((await signIn(it, { sub: 'ode-1' })).me).toMatchObject({ person_id: 't1' })
    // The person has an account here now: another one of the same address is not hers.
    expect((await signIn(it, { ...ode, sub: 'ode-2' })).answer.status).toBe(403)
  })

  test('a student comes in by the claim that holds the student_id', async () => {
    const it = await aSchoolWithSignIn()
    const { me } = await signIn(it, { sub: 'x', student_id: 's1' })
    expect(me).toMatchObject({ role: 'student', student_id: 's1', name: 'Ada', class_ids: ['5a'] })
    expect((await signIn(it, { sub: 'y', student_id: 't1' })).answer.status).toBe(403)
  })

  test('the browser goes on to the page that was wanted, and to no other site', async () => {
    const it = await aSchoolWithSignIn()
    it.issuer.account = ode
    const wanted = encodeURIComponent('/#/class/5a')
    const { at } = await aBrowser().follow(
      `${it.start}?return_path=${wanted}`,
      (next) => !next.endsWith('/5a'),
    )
    expect(at).toBe(`${it.site}/#/class/5a`)
    for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', '']) {
      const answer = await fetch(`${it.start}?return_path=${encodeURIComponent(path)}`, {
        redirect: 'manual',
      })
      expect([path, answer.status]).toEqual([path, 400])
    }
  })

  test('who comes is told which providers there are, and nothing of how we are known there', async () => {
    const { school, site } = await aSchoolWithSignIn()
    const answer = await fetch(`${site}/sign-in?school=${school.id}`)
    expect(await answer.json()).toEqual({
      items: [{ provider_id: `id-${school.id}`, label: 'School', school_name: school.id }],
    })
  })

  test.each([
    ['an unverified address', { ...ode, email_verified: false }],
    ['an address without a word about verification', { sub: 'ode-1', email: 'ode@school.example' }],
    ['an address that nobody of the roster has', { ...ode, email: 'other@school.example' }],
    ['an address of another domain', { ...ode, email: 'ode@other.example' }],
    ['an address below the domain', { ...ode, email: 'ode@mail.school.example' }],
    ['a student_id that nobody has', { sub: 'x', student_id: 'nobody' }],
    ['nothing but an account', { sub: 'x' }],
  ])('%s makes nobody and begins no session', async (_what, account) => {
    const it = await aSchoolWithSignIn()
    const { answer, browser, me } = await signIn(it, account)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    expect(await answer.text()).toContain('This account belongs to nobody at your school.')
    expect([me, browser.cookies(it.site).size]).toEqual([null, 0])
    expect(await it.school.sql('select 1 from person_session union all select 1 from identity')).toEqual([])
  })

  test('an address of another school of this service opens neither school', async () => {
    const it = await aSchoolWithSignIn()
    const they = await it.school.neighbour()
    await they.staff({ person_id: 't1', role: 'admin', name: 'Mr. Oh', email: 'oh@other.example' })
    const theirs = { ...it, start: `${it.site}/sign-in/${await provide(they, it.issuer, 'other.example')}` }
    const oh = { sub: 'oh', email: 'oh@other.example', email_verified: true }
    expect((await signIn(it, oh)).answer.status).toBe(403)
    expect((await signIn(theirs, ode)).answer.status).toBe(403)
    expect((await signIn(theirs, oh)).me).toMatchObject({ role: 'admin', school_name: they.id })
  })

  test('who left the school does not come in, with an account from before neither', async () => {
    const it = await aSchoolWithSignIn()
    expect((await signIn(it, ode)).me).not.toBeNull()
    await it.school.leave('t1')
    expect((await signIn(it, ode)).answer.status).toBe(403)
  })

  test.each([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another-client' }],
    ['another issuer', { iss: 'https://another.example' }],
    ['a time that is over', { exp: Math.floor(Date.now() / 1000) - 120 }],
    ['no subject', { sub: undefined }],
  ])('an ID token with %s is refused', async (_what, change) => {
    const it = await aSchoolWithSignIn()
    it.issuer.tamper = (claims) => ({ ...claims, ...change })
    const { answer, me } = await signIn(it, ode)
    expect([answer.status, me]).toEqual([401, null])
    expect(await answer.text()).toContain('The sign-in did not go through. Begin again.')
    it.issuer.tamper = (claims) => claims
    expect((await signIn(it, ode)).me).not.toBeNull()
  })

  test('an ID token that the provider did not sign is refused', async () => {
    const it = await aSchoolWithSignIn()
    it.issuer.signature = 'wrong'
    expect((await signIn(it, ode)).answer.status).toBe(401)
  })

  test('who turns back at the provider is told so, not let in', async () => {
    const it = await aSchoolWithSignIn()
    const { answer, me } = await signIn(it, null)
    expect([answer.status, me]).toEqual([401, null])
  })

  test('a callback works once, in the browser that began, with its own state, for ten minutes', async () => {
    const it = await aSchoolWithSignIn()
    it.issuer.account = ode
    const untilBack = (browser = aBrowser()) =>
      browser.follow(it.start, (next) => !next.startsWith(`${it.site}/sign-in/callback`)).then(({ at }) => at)
    const statusOf = async (url: string, browser = aBrowser()) => (await browser.open(url)).status
    const [mine, other] = [aBrowser(), aBrowser()]
    const [back, otherBack] = [await untilBack(mine), await untilBack(other)]
    const cookie = mine.cookies(it.site).get('shelftalk_sign_in') ?? ''
    expect(await statusOf(back)).toBe(401)
    expect(await statusOf(back, other)).toBe(401)
    expect(await statusOf(otherBack, other)).toBe(401) // its state was used up by the attempt before
    expect(await statusOf(back, mine)).toBe(303)
    mine.cookies(it.site).set('shelftalk_sign_in', cookie)
    expect(await statusOf(back, mine)).toBe(401)
    const late = aBrowser()
    const lateBack = await untilBack(late)
    it.school.clock.advance(600_000)
    expect(await statusOf(lateBack, late)).toBe(401)
  })

  test('a provider that is not there, and one that does not answer, are problems in plain words', async () => {
    const it = await aSchoolWithSignIn()
    const missing = await fetch(`${it.site}/sign-in/nobody`)
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    await it.school.provider({
      ...{ provider_id: `id-${it.school.id}`, label: 'School', issuer: 'http://127.0.0.1:9', client_id: 'c' },
      ...{ client_secret: null, email_domains: [], student_claim: null },
    })
    const away = await fetch(it.start, { headers: { Accept: 'text/html' } })
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '60'])
    expect(await away.text()).toContain('does not answer')
  })
})
