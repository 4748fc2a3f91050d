import { expect, test } from 'vitest'
import type { FakeSlack } from '../../../src/sandbox/fake-slack/server.ts'
import type { User } from '../../../src/sandbox/fake-slack/world.ts'
import { faulty, refusedRow } from '../../support/a-faulty-ground.ts'
import { ground } from '../../support/a-school.ts'
import { aBrowser } from './a-browser-at-slack.ts'
import { aWorkspace, buttonOf, type TestWorkspace } from './a-workspace.ts'

const on = faulty(ground())
const canary = { firstName: 'Quillonia', topic: 'Grumblethwaite', title: 'Dear diary Thaddeusius' }

/** Everything of Slack's and of people that must not be told, as it stands now. */
function secretsOf({ slack, log: _, ...w }: TestWorkspace): string[] {
  const people = [w.ode, w.poe, w.may].flatMap(({ id, email }) => [id, email])
  const { world, app } = slack
  return [
    ...[...people, ...Object.values(canary), '/respond/', app.signing_secret, app.client_secret],
    ...[...world.tokens.keys(), ...world.triggers.keys(), ...world.responses.keys(), ...world.grants.keys()],
  ].filter((one) => one !== '')
}

/** What goes wrong between Slack and us, and on our side. */
const failures: Record<string, (slack: FakeSlack) => void> = {
  'nothing fails': () => {},
  'Slack refuses': (slack) => {
    for (const method of ['chat.postMessage', 'views.open', 'views.publish', 'conversations.open'])
      slack.fail({ method, fault: 'error', code: 'fatal_error', times: 100 })
  },
  'Slack is in trouble': (slack) => {
    for (const method of ['chat.postMessage', 'views.open', 'views.publish', 'users.info'])
      slack.fail({ method, fault: 'http', status: 500, times: 100 })
  },
  'the token is refused': (slack) =>
    slack.fail({ method: 'chat.postMessage', fault: 'error', code: 'token_revoked', times: 100 }),
  'blocks are refused': (slack) =>
    slack.fail({ method: 'chat.postMessage', fault: 'error', code: 'invalid_blocks', times: 100 }),
  'replies are lost': (slack) => slack.fail({ method: 'chat.postMessage', fault: 'lost-reply', times: 100 }),
  'the database refuses rows': () => {
    on.fault = refusedRow(Object.values(canary))
  },
}

async function day(w: TestWorkspace, fail: () => void): Promise<void> {
  await w.picks(canary.firstName, canary.topic)
  const picks = await w.picks(canary.firstName)
  fail()
  const act: (() => Promise<unknown>)[] = [
    () => w.slack.command({ user: w.ode, channel: w.hall }, '/picks', canary.firstName),
    () => w.slack.command({ user: w.may, channel: w.hall }, '/picks', canary.topic),
    () => w.slack.press(w.ode, picks, buttonOf(picks, 's')),
    () => w.slack.press(w.ode, picks, buttonOf(picks, 'l')),
    () => w.slack.openHome(w.ode),
    () => w.pass(6),
    async () => {
      w.school.clock.advance(600_000)
      await w.bot.inbox.takeUp()
    },
    () => w.slack.uninstall(w.team),
  ]
  // Whatever of it comes to its end: what is told meanwhile is what counts.
  try {
    for (const one of act) await one().catch(() => {})
  } finally {
    on.fault = null
  }
}

test.each(Object.entries(failures))(
  '[T-55] a day in Slack on which %s',
  { timeout: 60_000 },
  async (name, fail) => {
    const w = await aWorkspace(on)
    await w.school.students({
      student_id: 'ada',
      first_name: canary.firstName,
      class_ids: ['9a'],
      grade_level: 9,
    })
    await w.school.sql('update book set title = $1 where book_id = $2', [canary.title, 'b0'])
    const before = secretsOf(w)
    await day(w, () => fail(w.slack))
    w.slack.heal()
    const text = w.log.join('')
    if (name !== 'nothing fails') expect(w.log).not.toEqual([])
    const secrets = [...new Set([...before, ...secretsOf(w)])]
    expect(secrets.length).toBeGreaterThan(15)
    expect(secrets.filter((one) => text.includes(one))).toEqual([])
    for (const line of w.log) expect(() => JSON.parse(line)).not.toThrow()
  },
)

test('[T-55] what comes unsigned, broken, or of a stranger', { timeout: 60_000 }, async () => {
  const w = await aWorkspace(on)
  const { raw } = w.slack.deliveries
  const stranger: User = w.slack.addUser(w.slack.addTeam('Elsewhere'), { name: 'x', email: 'x@else.example' })
  const bodies = [
    `{"type": ${canary.firstName}`,
    `payload=${canary.firstName}`,
    JSON.stringify({ type: canary.firstName, token: canary.topic, user: { name: canary.firstName } }),
    JSON.stringify({ type: 'event_callback', api_app_id: w.slack.app.id, event: { text: canary.firstName } }),
    `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', user: { id: w.ode.id, name: canary.firstName } }))}`,
  ]
  const statuses = []
  for (const body of bodies) statuses.push((await raw(body)).status)
  await w.slack.command({ user: stranger, channel: w.hall }, '/picks', canary.firstName).catch(() => {})
  on.fault = Object.assign(new Error(canary.firstName), { params: [canary.firstName] })
  await w.slack.command({ user: w.ode, channel: w.hall }, '/picks', canary.firstName)
  on.fault = null
  expect(statuses).toContain(400)
  expect(w.log.join('')).toContain('a request of Slack met a fault of ours')
  expect(secretsOf(w).filter((one) => w.log.join('').includes(one))).toEqual([])
})

test('[T-55] installations, those that fail among them', async () => {
  const w = await aWorkspace(on)
  const browser = await aBrowser(w, null, w.log)
  const team = w.slack.addTeam(canary.firstName)
  const [first, second] = [await browser.begin(), await browser.begin()]
  const back = w.slack.approve(first.address, { team_id: team.id })
  const secrets = [
    ...[first, second].flatMap(({ address, cookie }) => [
      new URL(address).searchParams.get('state') ?? '',
      cookie.split('=')[1] ?? '',
    ]),
    new URL(back).searchParams.get('code') ?? '',
  ]
  expect((await browser.back(back, '')).status).toBe(400)
  expect((await browser.back(back, first.cookie)).status).toBe(200)
  expect((await browser.back(back, first.cookie)).status).toBe(400)
  w.slack.fail({ method: 'oauth.v2.access', fault: 'error', code: 'invalid_code' })
  const again = w.slack.approve(second.address, { team_id: team.id })
  expect((await browser.back(again, second.cookie)).status).toBe(400)
  expect(w.log.join('')).toContain('an installation on Slack was refused')
  const all = [...secrets, ...secretsOf(w)].filter((one) => one !== '')
  expect(all.filter((one) => w.log.join('').includes(one))).toEqual([])
})
