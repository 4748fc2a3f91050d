import { request } from 'node:http'
import { expect, test } from 'vitest'
import { ground } from '../../support/a-school.ts'
import { aGuild, type TestGuild } from './a-guild.ts'

const on = ground()

const act = (g: TestGuild, what: object): Promise<Response> =>
  fetch(new URL('/window/act', g.discord.page), {
    ...{ method: 'POST', body: JSON.stringify(what), headers: { 'content-type': 'application/json' } },
  })
interface State {
  messages: { private: boolean }[]
  faults: unknown[]
}
const state = async (g: TestGuild, user: string): Promise<State> => {
  const answer = await fetch(new URL(`/window/state?user=${user}`, g.discord.page))
  return (await answer.json()) as State
}

test('in the window somebody types a command and sees the answer, which others do not', async () => {
  const g = await aGuild(on)
  await g.bot()
  const page = await fetch(g.discord.page)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('stand-in')])
  const here = { user: g.ada.id, channel: g.channel.id }
  expect((await act(g, { do: 'command', ...here, name: 'picks', options: {} })).status).toBe(200)
  await g.until(async () => (await state(g, g.ada.id)).messages.length === 1)
  expect((await state(g, g.ada.id)).messages).toMatchObject([{ private: true }])
  expect((await state(g, g.kim.id)).messages).toEqual([])
  await act(g, { do: 'fail', fault: { fault: 'bad-gateway', times: 3 } })
  expect((await state(g, g.ada.id)).faults).toHaveLength(1)
  await act(g, { do: 'heal' })
  expect((await state(g, g.ada.id)).faults).toEqual([])
  expect((await act(g, { do: 'anything' })).status).toBe(400)
})

test('under another name than this machine’s the window is closed', async () => {
  const g = await aGuild(on)
  const status = await new Promise((resolve, reject) => {
    const asked = request(g.discord.page, { headers: { host: 'evil.example' } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject).end()
  })
  expect(status).toBe(403)
})
