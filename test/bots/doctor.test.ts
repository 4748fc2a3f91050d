import { describe, expect, test } from 'vitest'
import { discordCommands } from '../../src/bots/discord/commands.ts'
import { putCommands } from '../../src/bots/discord/put-commands.ts'
import { scopes } from '../../src/bots/slack/install.ts'
import { requestFindings } from '../../src/roles/doctor/chat.ts'
import { lookAtDiscord } from '../../src/roles/doctor/discord.ts'
import type { Finding } from '../../src/roles/doctor/finding.ts'
import { lookAtSlack } from '../../src/roles/doctor/slack.ts'
import { startFakeDiscord } from '../../src/sandbox/fake-discord/server.ts'
import { ground } from '../support/a-school.ts'
import { aWorkspace, type TestWorkspace } from './slack/a-workspace.ts'

const on = ground()
const problems = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ what, advice }) => (advice === undefined ? [] : [`${what} -> ${advice}`]))

describe('what the doctor sees of Slack', () => {
  const look = async (
    w: TestWorkspace,
    more: { now?: Date; scopes?: readonly string[]; appToken?: string } = {},
  ) => {
    const { installations } = w.school.app.flows.chat
    const all = await installations.list('slack')
    return lookAtSlack({
      ...{ api: w.slack.api, scopes, appToken: null, now: w.school.clock() },
      installations: all.filter(({ tenant }) => tenant === w.team.id),
      open: (tenant) => installations.get({ platform: 'slack', tenant }),
      ...more,
    })
  }

  test('an app with the scopes of the manifest, and clocks that agree', async () => {
    const w = await aWorkspace(on)
    const found = await look(w)
    expect(problems(found)).toEqual([])
    expect(found.map(({ what }) => what).join('\n')).toMatch(/0 s apart.*has the scopes of the manifest/s)
  })

  test('scopes that are missing or too many, a clock that is wrong, a token that is no good', async () => {
    const w = await aWorkspace(on)
    expect(problems(await look(w, { scopes: [...scopes, 'channels:history'] }))).toEqual([
      expect.stringMatching(/lacks channels:history.* -> .*slack-manifest\.json/),
    ])
    expect(problems(await look(w, { scopes: scopes.slice(1) }))).toEqual([
      expect.stringMatching(/more scopes than it uses: commands/),
    ])
    const late = new Date(w.school.clock().getTime() + 200_000)
    expect(problems(await look(w, { now: late }))).toEqual([
      expect.stringMatching(/200 s apart.* -> Run NTP/),
    ])
    w.slack.fail({ method: 'auth.test', fault: 'error', code: 'token_revoked' })
    expect(problems(await look(w))).toEqual([expect.stringMatching(/token_revoked.* -> .*slack\/install/)])
    const { installations } = w.school.app.flows.chat
    await installations.end({ platform: 'slack', tenant: w.team.id }, 'disabled', 'token_revoked')
    expect(problems(await look(w))).toEqual([expect.stringMatching(/disabled \(token_revoked\)/)])
  })

  test('whether the token of Socket Mode is good', async () => {
    const w = await aWorkspace(on)
    const { appToken } = w.slack.socketMode()
    const found = await look(w, { appToken })
    expect(problems(found)).toEqual([])
    expect(found.map(({ what }) => what).join()).toContain('Socket Mode: the app-level token is good')
    expect(JSON.stringify(found)).not.toContain(appToken)
    for (const [wrong, reason] of [
      ['xapp-wrong', 'invalid_auth'],
      [[...w.slack.world.tokens.keys()].find((one) => one.includes('xoxb'))!, 'missing_scope'],
    ] as const)
      expect(problems(await look(w, { appToken: wrong }))).toEqual([
        expect.stringMatching(new RegExp(`refused \\(${reason}\\)\\. -> .*connections:write`)),
      ])
  })

  test('nothing of a token in what it says, and no renewal', async () => {
    const w = await aWorkspace(on)
    w.school.clock.advance(13 * 3_600_000)
    const said = JSON.stringify(await look(w))
    for (const token of w.slack.world.tokens.keys()) expect(said).not.toContain(token)
    expect(said).toContain('its token is old')
    expect(w.slack.requests().some(({ method }) => method === 'oauth.v2.access')).toBe(false)
  })
})

describe('what the doctor sees of Discord', () => {
  const commands = discordCommands().map(({ name }) => name)

  test('a bot with its commands and no privileged intent; else what to do', async () => {
    const discord = await startFakeDiscord({ token: 'a.b.c' })
    try {
      const look = (now = new Date()) => lookAtDiscord({ token: 'a.b.c', commands, now, api: discord.api })
      expect(problems(await look())).toEqual([expect.stringMatching(/-> Run the role discord-commands/)])
      await putCommands({ token: 'a.b.c', api: discord.api })
      expect(problems(await look())).toEqual([])
      discord.world.application_flags = 1 << 19
      discord.world.interactions_endpoint_url = 'https://elsewhere.example'
      expect(problems(await look(new Date(Date.now() + 90_000)))).toEqual([
        expect.stringMatching(/ s apart.* -> Run NTP/),
        expect.stringMatching(/message content.* -> Switch the privileged intents off/),
        expect.stringMatching(/elsewhere\.example.* -> Empty/),
      ])
      const other = await lookAtDiscord({ token: 'x.y.z', commands, now: new Date(), api: discord.api })
      expect(problems(other)).toEqual([expect.stringMatching(/refuses the token.* -> Set DISCORD_TOKEN/)])
    } finally {
      await discord.close()
    }
    const gone = await lookAtDiscord({ token: 'a.b.c', commands, now: new Date(), api: discord.api })
    expect(problems(gone)).toEqual([expect.stringMatching(/does not answer/)])
  })
})

test('what waits too long or was given up is said, with what to do', async () => {
  const w = await aWorkspace(on)
  const { chat } = w.school.app.flows
  w.slack.fail({ method: 'views.publish', fault: 'error', code: 'fatal_error', times: 100 })
  await w.slack.openHome(w.ode)
  w.school.clock.advance(120_000)
  expect(problems(await requestFindings(chat))).toEqual([
    expect.stringMatching(/oldest for 120 s.* -> See that a process with the role bots/),
  ])
  for (let n = 0; n < 6; n++) {
    await w.bot.inbox.takeUp()
    w.school.clock.advance(600_000)
  }
  expect(problems(await requestFindings(chat))).toEqual([
    expect.stringMatching(/1 requests were given up.* -> .*chat-requests replay/),
  ])
})
