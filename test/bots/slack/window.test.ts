import { request } from 'node:http'
import { expect, test } from 'vitest'
import { ground } from '../../support/a-school.ts'
import { aWorkspace, type TestWorkspace } from './a-workspace.ts'

const on = ground()

const act = async (w: TestWorkspace, what: object): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(new URL('/window/act', w.slack.page), {
    ...{ method: 'POST', body: JSON.stringify(what), headers: { 'content-type': 'application/json' } },
  })
  return { status: answer.status, body: await answer.json() }
}
interface State {
  messages: {
    id: string
    private: boolean
    blocks: { elements?: { action_id: string; value: string }[] }[]
  }[]
  modal: { id: string; view: { blocks: { type: string }[] } } | null
  home: object | null
  faults: number
}
const state = async (w: TestWorkspace, user: string): Promise<State> => {
  const query = new URLSearchParams({ user, channel: w.hall.id })
  const answer = await fetch(new URL(`/window/state?${query}`, w.slack.page))
  return (await answer.json()) as State
}
const done = (w: TestWorkspace): Promise<void> => w.bot.inbox.idle(10_000)

test('in the window a teacher types a command, fills the form in, and sees the answer, which others do not', async () => {
  const w = await aWorkspace(on)
  const user = w.ode.id
  expect((await fetch(w.slack.page)).status).toBe(200)
  await act(w, { do: 'command', user, channel: w.hall.id, command: '/picks', text: '' })
  await done(w)
  const { modal } = await state(w, user)
  expect(modal?.view.blocks.map(({ type }) => type)).toEqual(['input', 'input'])
  expect((await state(w, w.poe.id)).modal).toBeNull()
  const view = modal?.id ?? ''
  const typed = await act(w, { do: 'type', user, view, action_id: 'student', value: 'Ad' })
  const [selected_option] = (typed.body as { options: unknown[] }).options
  const values = {
    student: { student: { type: 'external_select', selected_option } },
    topic: { topic: { type: 'plain_text_input', value: null } },
  }
  expect((await act(w, { do: 'submit', user, view, values })).body).toEqual({ status: 200 })
  await done(w)
  const { messages } = await state(w, user)
  expect(messages).toMatchObject([{ private: true }])
  expect((await state(w, w.poe.id)).messages).toEqual([])
  const like = messages[0]?.blocks
    .flatMap(({ elements = [] }) => elements)
    .find(({ action_id }) => action_id === 'fb1:l')
  const { action_id = '', value = '' } = like ?? {}
  await act(w, { do: 'press', user, message: messages[0]?.id, action_id, value })
  await done(w)
  expect(await w.votes()).toEqual([{ reader_id: 'ada', voter: 'teacher:ode', vote: 'up' }])
  await act(w, { do: 'home', user })
  await done(w)
  expect((await state(w, user)).home).not.toBeNull()
})

test('faults are switched on and off there; delivered twice is done once', async () => {
  const w = await aWorkspace(on)
  await act(w, { do: 'fail', fault: { method: 'chat.postMessage', fault: 'lost-reply' } })
  expect((await state(w, w.ode.id)).faults).toBe(1)
  await act(w, { do: 'heal' })
  expect((await state(w, w.ode.id)).faults).toBe(0)
  expect((await act(w, { do: 'anything' })).status).toBe(400)
  w.slack.double(true)
  await w.picks()
  expect(w.slack.seenBy(w.ode, w.hall)).toHaveLength(1)
})

test('under another name than this machine’s the window is closed', async () => {
  const w = await aWorkspace(on)
  const status = (path: string) =>
    new Promise((resolve, reject) => {
      const asked = request(new URL(path, w.slack.page), { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.on('error', reject).end()
    })
  expect(await Promise.all(['/', '/window/state', '/oauth/v2/authorize'].map(status))).toEqual([
    403, 403, 403,
  ])
})
