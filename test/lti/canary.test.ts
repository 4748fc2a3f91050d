import { expect, test } from 'vitest'
import { claim } from '../../src/lti/launch/id-token.ts'
import { faulty, refusedRow } from '../support/a-faulty-ground.ts'
import { ground } from '../support/a-school.ts'
import { aCourse, aStudent, type TestCourse } from './a-course.ts'
import { field } from './a-page.ts'
import { Jar } from './a-tool.ts'
import { type Change, shifted, with_, without } from './claims.ts'

const on = faulty(ground())

/** Of a person, as a platform may say it although it was not asked, and of a launch. */
const canary = {
  name: 'Quillonia Umbrafox',
  email: 'quillonia@school.example',
  sub: 'Vermillion-4471',
  custom: 'Grumblethwaite',
  hint: 'hint-Nimbuswillow',
}
const person = { ...aStudent('2'), sub: canary.sub }
const named: Change = (claims) => ({
  ...claims,
  ...{ name: canary.name, given_name: canary.name, email: canary.email, sub: canary.sub },
  [claim.custom]: { note: canary.custom },
})

function expectNothingTold(made: TestCourse, secrets: Iterable<string>): void {
  const lines = [...made.logged, ...made.jobLog]
  const text = lines.join('')
  const all = [...new Set([...secrets, ...Object.values(canary)])].filter((one) => one.length > 5)
  expect(all.filter((one) => text.includes(one))).toEqual([])
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
}

/** A launch; what it holds and must not be told goes into `secrets`. */
async function launch(made: TestCourse, secrets: Set<string>, change: Change) {
  const jar = new Jar()
  const launching = { person, deploymentId: '1', services: true }
  const asked = await made.login(jar, { launching, fields: { lti_message_hint: canary.hint } })
  for (const name of ['state', 'nonce', 'login_hint']) secrets.add(asked.get(name) ?? '')
  const token = await made.lms.sign(change(named(made.lms.claims(asked, made.tool, launching))))
  secrets.add(token)
  const answer = await made.back(jar, asked, token)
  for (const value of jar.cookies.values()) secrets.add(value)
  return { jar, asked, token, answer }
}

const wrong: [string, Change][] = [
  ['another nonce', with_('nonce', canary.custom)],
  ['another issuer', with_('iss', `https://${canary.custom}.example`)],
  ['another audience', with_('aud', canary.custom)],
  ['an end that is over', shifted('exp', -4000)],
  ['a beginning that is not yet', shifted('iat', 3600)],
  ['another version', with_(claim.version, canary.custom)],
  ['another kind of message', with_(claim.messageType, canary.custom)],
  ['another deployment', with_(claim.deploymentId, canary.custom)],
  ['another target', with_(claim.target, `https://${canary.custom}.example/${canary.sub}`)],
  ['no roles', without(claim.roles)],
  ['a subject that is none', with_('sub', { name: canary.name })],
  ['a link that is none', with_(claim.resourceLink, { title: canary.name })],
]

test('[T-55] launches that are refused, for every reason', { timeout: 90_000 }, async () => {
  const made = await aCourse(on)
  const secrets = new Set<string>()
  for (const [why, change] of wrong) {
    const { answer } = await launch(made, secrets, change)
    expect([why, answer.status]).toEqual([why, 400])
  }
  const { jar, asked, token } = await launch(made, secrets, (claims) => claims)
  const others = [
    await made.back(jar, asked, token),
    await made.back(jar, asked, `${token}x`),
    await made.back(jar, asked, canary.name),
    await made.back(new Jar(), new URLSearchParams({ state: canary.custom }), token),
    await jar.post(made.tool.redirectUri, {
      error: canary.custom,
      error_description: canary.name,
      state: 'x',
    }),
    await jar.post(made.tool.login, { iss: `https://${canary.custom}`, login_hint: canary.hint }),
    await jar.ask(`${made.tool.login}?iss=${canary.custom}&login_hint=${canary.hint}`),
    await jar.ask(
      `${made.origin}/lti/register/${canary.custom}?openid_configuration=https://x.example/${canary.sub}`,
    ),
  ]
  expect(others.every(({ status }) => status >= 400)).toBe(true)
  expect(made.logged.filter((line) => line.includes('a launch was refused')).length).toBeGreaterThan(
    wrong.length,
  )
  expect(secrets.size).toBeGreaterThan(30)
  expectNothingTold(made, secrets)
})

test('[T-55] a visit with a vote and a score, while platform and database fail', {
  timeout: 60_000,
}, async () => {
  const made = await aCourse(on)
  const secrets = new Set<string>()
  const { jar, answer } = await launch(made, secrets, (claims) => claims)
  expect(answer.status).toBe(303)
  const at = new URL(answer.headers.get('location') ?? '', made.origin).href
  const text = await (await jar.ask(at)).text()
  const fields = Object.fromEntries(
    ['launch', 'csrf', 'slate', 'book'].map((name) => [name, field(text, name)]),
  )
  secrets.add(fields.csrf ?? '')
  expect(fields.csrf).not.toBe('')
  const vote = (more: object) =>
    jar.post(`${made.origin}/lti/vote`, { ...fields, vote: 'up', ...more }, { origin: made.origin })
  expect((await vote({})).status).toBe(303)
  expect((await vote({ csrf: canary.custom, book: canary.name })).status).toBeGreaterThanOrEqual(400)
  on.fault = refusedRow([...Object.values(canary), ...secrets])
  const failing = [await jar.ask(at), await vote({}), await loginOf(made)]
  on.fault = null
  expect(failing.map(({ status }) => status)).toEqual([500, 500, 500])
  await made.run('rosters')
  await made.run('scores')
  expect(made.logged.join('')).toContain('a launch failed')
  expectNothingTold(made, secrets)
})

const loginOf = (made: TestCourse) =>
  new Jar().post(made.tool.login, {
    ...{ iss: made.lms.url, login_hint: canary.hint, target_link_uri: made.tool.target },
  })
