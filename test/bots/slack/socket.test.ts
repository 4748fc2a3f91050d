import { expect, onTestFinished, test } from 'vitest'
import type { SlackBot } from '../../../src/bots/slack/app.ts'
import { databaseAway, faulty } from '../../support/a-faulty-ground.ts'
import { ground } from '../../support/a-school.ts'
import { aWorkspace, buttonOf, type TestWorkspace, wordsOf } from './a-workspace.ts'

const on = faulty(ground())

const aSocketWorkspace = async () => {
  const w = await aWorkspace(on, { sockets: true })
  const wire = w.slack.socketMode().sockets
  await until(() => wire.counts().connected === 2)
  return { w, wire }
}

async function until(holds: () => unknown): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come to hold: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const up = [{ reader_id: '', voter: 'ode', vote: 'up' }]
const doneRequests = async (w: TestWorkspace) =>
  (await w.rows('chat_request')).filter(({ tenant, state }) => tenant === w.team.id && state === 'done')

test('a teacher’s story over connections of ours: what is asked, found, voted, shared and reacted', async () => {
  const { w } = await aSocketWorkspace()
  const picks = await w.picks()
  expect(wordsOf(picks)).toMatch(/Books for Ada.*Book \d.*Share with 9a/)
  const pressed = await w.slack.press(w.ode, picks, buttonOf(picks, 'n'))
  expect(pressed.status).toBe(200)
  expect(wordsOf(w.told(w.ode))).toMatch(/Saved: “Book \d” is not for Ada/)
  const [post] = await w.shelf()
  await w.slack.react(w.ode, post!, '+1')
  expect((await w.votes()).filter(({ voter }) => voter === 'ode')).toEqual(up)
  expect(w.slack.requests().filter(({ ok }) => !ok)).toEqual([])
  expect(w.log.filter((line) => line.includes('"level":50'))).toEqual([])
  expect(w.log.join()).toContain('a lost press of a button is not, and shows no')
})

test('there is no other way in: what is sent by HTTP finds nothing', async () => {
  const { w } = await aSocketWorkspace()
  const { url } = await w.another()
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(404)
})

test('what could not be stored is not acknowledged, is sent again, and lands once', async () => {
  const { w } = await aSocketWorkspace()
  const [post] = await w.shelf()
  on.fault = databaseAway
  const reacting = w.slack.react(w.ode, post!, '+1')
  await until(() => w.log.some((line) => line.includes('was not stored') || line.includes('met a fault')))
  on.fault = null
  expect((await reacting).status).toBe(200)
  expect(await w.votes()).toEqual(up)
})

test('what is delivered twice has one effect', async () => {
  const { w } = await aSocketWorkspace()
  const picks = await w.picks()
  w.slack.double(true)
  const before = (await doneRequests(w)).length
  await w.slack.press(w.ode, picks, buttonOf(picks, 'l'))
  expect(await w.votes()).toMatchObject([{ voter: 'teacher:ode', vote: 'up' }])
  expect((await doneRequests(w)).length).toBe(before + 1)
})

test('Slack renews a connection, and the other one hears what comes meanwhile', async () => {
  const { w, wire } = await aSocketWorkspace()
  const [post] = await w.shelf()
  for (let n = 0; n < 4; n++) {
    const { opened } = wire.counts()
    wire.renew()
    const way = n % 2 === 0 ? 'react' : 'unreact'
    expect((await w.slack[way](w.ode, post!, '+1')).status).toBe(200)
    await until(() => wire.counts().opened === opened + 1)
  }
  await w.slack.react(w.ode, post!, '+1')
  expect(await w.votes()).toEqual(up)
})

test('emoji that came while every connection was away are looked up when one is back', async () => {
  const { w, wire } = await aSocketWorkspace()
  const [post] = await w.shelf()
  w.slack.fail({ method: 'apps.connections.open', fault: 'http', status: 500, times: 2 })
  wire.cut()
  // Nobody hears of it.
  post!.reactions.set('+1', new Set([w.ode.id]))
  await until(async () => (await w.votes()).length === 1)
  expect(await w.votes()).toEqual(up)
})

test('a token that Slack refuses ends it for good, without trying again', async () => {
  const { w } = await aSocketWorkspace()
  const failed: string[] = []
  const { bot } = await w.another({ appToken: 'xapp-wrong', failed: (code) => void failed.push(code) })
  await bot.sockets?.open()
  expect(failed).toEqual(['invalid_auth'])
  const asked = () => w.slack.requests().filter(({ error }) => error === 'invalid_auth').length
  const before = asked()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(asked()).toBe(before)
})

test('two processes listen side by side, and each request is worked on by one of them', async () => {
  const { w, wire } = await aSocketWorkspace()
  const [post] = await w.shelf()
  const { bot: other }: { bot: SlackBot } = await w.another()
  await other.sockets?.open()
  onTestFinished(() => other.sockets?.close())
  await until(() => wire.counts().connected === 4)
  const before = (await doneRequests(w)).length
  for (let n = 0; n < 8; n++) await w.slack[n % 2 === 0 ? 'react' : 'unreact'](w.ode, post!, '+1')
  await until(async () => (await doneRequests(w)).length === before + 8)
  expect(await w.votes()).toEqual([])
})
