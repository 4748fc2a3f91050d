import { uuidv7 } from 'uuidv7'
import { expect, test } from 'vitest'
import { aSchool, ground } from '../support/a-school.ts'

const on = ground()
const dayMs = 86_400_000
const space = { platform: 'slack', tenant: 'T1' } as const

test('[chat-N06] the same at the same instant is stored once, and worked on once', async () => {
  const { app } = await aSchool(on, { running: false })
  const { requests } = app.flows.chat
  const input = { ...space, account_id: 'U1', kind: 'event', dedupe: [uuidv7()], payload: { secret: 'text' } }
  const taken = await Promise.all(Array.from({ length: 8 }, () => requests.take(input)))
  expect(taken.filter(({ before }) => before === null)).toHaveLength(1)
  expect(new Set(taken.map(({ request_id }) => request_id)).size).toBe(1)
})

test('a request is taken up by one process when its lease is over, and opened only by our key', async () => {
  const { app, clock } = await aSchool(on, { running: false })
  const { requests } = app.flows.chat
  const { request_id } = await requests.take({
    ...{ ...space, account_id: 'U1', kind: 'event', dedupe: [uuidv7()], payload: { text: 'private words' } },
  })
  const mine = (all: readonly { request_id: string }[]) => all.filter((one) => one.request_id === request_id)
  expect(mine(await requests.due('slack', 1000))).toEqual([])
  clock.advance(31_000)
  const both = await Promise.all([requests.due('slack', 1000), requests.due('slack', 1000)])
  expect(both.flatMap(mine)).toMatchObject([{ request_id, payload: { text: 'private words' } }])
  expect(await requests.payloadOf(request_id, { ...space, account_id: 'U1' })).toEqual({
    text: 'private words',
  })
  expect(await requests.payloadOf(request_id, { ...space, account_id: 'U2' })).toBeNull()
  await requests.done(request_id, { answer: 1 })
  clock.advance(31_000)
  expect(mine(await requests.due('slack', 1000))).toEqual([])
})

test('the night forgets what is older than a week, and nothing younger', async () => {
  const school = await aSchool(on)
  const { flows } = school.app
  const account = { ...space, account_id: 'U1' }
  const ask = async (): Promise<string> => {
    const input = { ...account, kind: 'event', dedupe: [uuidv7()], payload: 'words' }
    return (await flows.chat.requests.take(input)).request_id
  }
  const old = await ask()
  school.clock.advance(6 * dayMs)
  const young = await ask()
  const night = async () => {
    const { run_id } = await flows.startJob(school.service, 'nightly')
    await school.drain()
    return (await flows.readRun(school.service, run_id)).counts.old_chat_requests ?? 0
  }
  const known = (id: string) => flows.chat.requests.payloadOf(id, account)
  await night()
  expect([await known(old), await known(young)]).toEqual(['words', 'words'])
  school.clock.advance(2 * dayMs)
  expect(await night()).toBeGreaterThan(0)
  expect([await known(old), await known(young)]).toEqual([null, 'words'])
})

test('[T-20] what came in a request is emptied once it is done; a command’s when its form cannot answer any more, or somebody is erased', async () => {
  const school = await aSchool(on)
  const { flows } = school.app
  const account = { ...space, account_id: 'U-teacher' }
  const known = (id: string) => flows.chat.requests.payloadOf(id, account)
  const done = async (kind: string): Promise<string> => {
    const input = { ...account, kind, dedupe: [uuidv7()], payload: 'Ada Lovelace' }
    const { request_id } = await flows.chat.requests.take(input)
    await flows.chat.requests.done(request_id)
    return request_id
  }
  expect(await known(await done('event app_mention'))).toBeNull()
  const early = await done('command /picks')
  school.clock.advance(31 * 60_000)
  const late = await done('command /picks')
  await flows.chat.requests.purge()
  expect([await known(early), await known(late)]).toEqual([null, 'Ada Lovelace'])
  await flows.chat.requests.forgetPerson({ reader_ids: ['ada'], accounts: [] })
  expect(await known(late)).toBeNull()
})
