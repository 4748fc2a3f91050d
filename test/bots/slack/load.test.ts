import { expect, test } from 'vitest'
import type { LanguageModel } from '../../../src/core/ports/lists/language-model.ts'
import { ground } from '../../support/a-school.ts'
import { aWorkspace, buttonOf, wordsOf } from './a-workspace.ts'

const on = ground()
const never = (): Promise<never> => new Promise(() => {})
/** A model that was asked and never answers. */
const hanging = { modelId: 'hangs', word: never, complete: never } as unknown as LanguageModel

test('[chat-N41] a model that hangs delays nobody: acknowledged, answered, with the template’s reasons', async () => {
  const w = await aWorkspace(on, { language: hanging })
  const startedMs = performance.now()
  const command = await w.slack.command({ user: w.ode, channel: w.hall }, '/picks', 'Ada')
  expect(command.ms).toBeLessThan(3_000)
  const picks = await w.picks()
  const tookMs = performance.now() - startedMs
  expect(wordsOf(picks)).toMatch(/Book \d/)
  expect(tookMs).toBeLessThan(6_000)
  const acks: number[] = []
  for (let n = 0; n < 40; n++) acks.push((await w.slack.press(w.ode, picks, buttonOf(picks, 'l'))).ms)
  acks.sort((a, b) => a - b)
  const p99 = acks[Math.floor(acks.length * 0.99)] ?? 0
  process.stdout.write(
    `Slack: answer ${Math.round(tookMs)} ms, acknowledged p99 ${Math.round(p99)} ms of ${acks.length}\n`,
  )
  expect(p99).toBeLessThan(3_000)
})

test('[chat-N44] a stop with fifty in hand finishes them; what comes meanwhile is sent again and lands once', async () => {
  const w = await aWorkspace(on)
  const picks = await w.picks()
  w.slack.fail({ method: 'users.info', fault: 'slow', ms: 200, times: 50 })
  const press = async (n: number): Promise<void> => {
    const { status } = await w.slack.deliveries.interaction({
      ...{
        type: 'block_actions',
        api_app_id: w.slack.app.id,
        team: { id: w.team.id },
        user: { id: w.ode.id },
      },
      container: { type: 'message', message_ts: picks.ts, channel_id: w.hall.id, is_ephemeral: true },
      actions: [{ ...buttonOf(picks, n % 2 === 0 ? 'l' : 'n'), action_ts: `${n}.1` }],
    })
    // What a busy machine could not store in time was not acknowledged, and is pressed again.
    if (status !== 200) await press(n)
  }
  const pressed = Promise.all(Array.from({ length: 50 }, (_, n) => press(n)))
  await pressed
  const startedMs = performance.now()
  await w.bot.stop()
  expect(performance.now() - startedMs).toBeLessThan(25_000)
  const late = await w.slack.openHome(w.ode)
  expect(late.status).toBe(503)
  const rows = (await w.rows('chat_request')).filter(({ tenant }) => tenant === w.team.id)
  expect(rows.filter(({ kind }) => String(kind).startsWith('action'))).toHaveLength(50)
  expect(rows.filter(({ state }) => state !== 'done')).toEqual([])
  expect((await w.votes()).length).toBe(1)
  const next = await w.another()
  w.slack.deliverTo(next.url)
  await w.slack.advance(60_000)
  await next.bot.inbox.idle(5_000)
  expect(w.slack.requests().filter(({ method }) => method === 'views.publish')).toHaveLength(1)
})
