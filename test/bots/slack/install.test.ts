import { describe, expect, test } from 'vitest'
import { ground } from '../../support/a-school.ts'
import { aBrowser } from './a-browser-at-slack.ts'
import { aWorkspace, buttonOf, manifest, type TestWorkspace, wordsOf } from './a-workspace.ts'

const on = ground()

describe('[chat-N16] an installation', () => {
  test('[chat-N16] needs a state that is fresh, of this browser, and used once; so is its code', async () => {
    const w = await aWorkspace(on)
    const browser = await aBrowser(w)
    const team = w.slack.addTeam('New')
    const space = { platform: 'slack', tenant: team.id } as const
    const { installations } = w.school.app.flows.chat
    const { address, cookie } = await browser.begin()
    const back = w.slack.approve(address, { team_id: team.id })
    const without = new URL(back)
    without.searchParams.delete('state')
    const refused = [
      await browser.back(without.href, cookie),
      await browser.back(back, ''),
      await browser.back(back, 'slack-app-oauth-state=another'),
    ]
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400])
    expect(await installations.get(space)).toBeNull()
    expect((await browser.back(back, cookie)).status).toBe(200)
    expect(await installations.isActive(space)).toBe(true)
    await installations.end(space, 'gone', 'test')
    expect((await browser.back(back, cookie)).status).toBe(400)
    const again = await browser.begin()
    const reused = new URL(w.slack.approve(again.address, { team_id: team.id }))
    reused.searchParams.set('code', new URL(back).searchParams.get('code') ?? '')
    expect((await browser.back(reused.href, again.cookie)).status).toBe(400)
    w.school.clock.advance(0)
    expect(await installations.isActive(space)).toBe(false)
    const stored = JSON.stringify(
      (await w.rows('chat_installation')).filter(({ tenant }) => tenant === team.id),
    )
    for (const token of w.slack.world.tokens.keys()) expect(stored).not.toContain(token)
  })

  test('[chat-N16] over ten minutes old, or without a scope, is none; what is missing is named', async () => {
    const w = await aWorkspace(on)
    const browser = await aBrowser(w)
    const team = w.slack.addTeam('New')
    const late = await browser.begin()
    w.school.clock.advance(601_000)
    expect(
      (await browser.back(w.slack.approve(late.address, { team_id: team.id }), late.cookie)).status,
    ).toBe(400)
    const { address, cookie } = await browser.begin()
    const scopes = ['commands', 'chat:write', 'users:read']
    const answer = await browser.back(w.slack.approve(address, { team_id: team.id, scopes }), cookie)
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('reactions:read') })
    const { installations } = w.school.app.flows.chat
    expect(await installations.get({ platform: 'slack', tenant: team.id })).toBeNull()
  })

  test('[chat-N16] makes the workspace the school’s whose admin began it, and nobody’s begun by anybody else', async () => {
    const w = await aWorkspace(on)
    const { spaces, chat } = w.school.app.flows
    const ours = w.slack.addTeam('Ours')
    const strangers = w.slack.addTeam('Strangers')
    const install = async (browser: Awaited<ReturnType<typeof aBrowser>>, team_id: string) => {
      const { address, cookie } = await browser.begin()
      return (await browser.back(w.slack.approve(address, { team_id }), cookie)).text
    }
    const school = async (tenant: string) => spaces.spaceOf({ platform: 'slack', tenant })
    const admin = w.person('root', 'admin')
    expect(await install(await aBrowser(w), strangers.id)).toContain('belongs to no school')
    expect([await school(strangers.id), await school(ours.id)]).toEqual([null, null])
    expect(await install(await aBrowser(w, admin), ours.id)).toContain('The workspace belongs to')
    expect(await school(ours.id)).toBe(w.school.id)
    expect(await spaces.listSpaces(admin)).toContainEqual(expect.objectContaining({ shown_name: 'Ours' }))
    const they = await w.school.neighbour()
    await they.staff({ person_id: 'root', role: 'admin', name: 'Root', email: null })
    const theirs = await aBrowser(w, { ...admin, school_id: they.id })
    expect(await install(theirs, ours.id)).toContain('stays with the school')
    expect(await school(ours.id)).toBe(w.school.id)
    // Somebody who has the role no more: the workspace is installed, and nobody's.
    const former = await aBrowser(w, w.person('ode'))
    expect(await install(former, strangers.id)).toContain('belongs to no school')
    expect(await chat.installations.isActive({ platform: 'slack', tenant: strangers.id })).toBe(true)
    expect(await school(strangers.id)).toBeNull()
  })

  test('tells what came of it in the language of the page where it began, else of the browser', async () => {
    const w = await aWorkspace(on)
    const browser = await aBrowser(w, w.person('root', 'admin'))
    const told = async (page: string, team: string) => {
      const { address, cookie } = await browser.begin(page, 'fr-FR,fr;q=0.9')
      return browser.back(w.slack.approve(address, { team_id: team }), cookie)
    }
    const german = await told('de', w.slack.addTeam('A').id)
    expect(german.text).toContain('<html lang="de">')
    expect(german.text).toContain('Der Arbeitsbereich gehört jetzt zu')
    expect((await told('', w.slack.addTeam('B').id)).text).toContain('L’espace de travail appartient')
    expect((await told('xx', w.slack.addTeam('C').id)).text).toContain('L’espace de travail appartient')
    const { address } = await browser.begin('es')
    const late = await browser.back(w.slack.approve(address, { team_id: w.team.id }), '')
    expect(late).toMatchObject({ status: 400, text: expect.stringContaining('Shelftalk no está instalado') })
    expect(late.text).toContain('href="/#/connections"')
  })

  test('[chat-N16] that is removed has no effect any more, and its tokens are gone', async () => {
    const w = await aWorkspace(on)
    const [one] = await w.shelf()
    await w.slack.uninstall(w.team)
    const { installations } = w.school.app.flows.chat
    expect(await installations.get({ platform: 'slack', tenant: w.team.id })).toMatchObject({
      ...{ state: 'gone', installed: null },
    })
    expect((await w.slack.react(w.ode, one!, '+1')).status).toBe(200)
    expect(await w.votes()).toEqual([])
  })

  test('[chat-N16] that comes back posts into a class’s channel once a teacher bound it again, and votes are there', async () => {
    const w = await aWorkspace(on)
    const [one] = await w.shelf()
    await w.slack.react(w.ode, one!, '+1')
    await w.slack.uninstall(w.team)
    await installAgain(w)
    expect(await w.votes()).toMatchObject([{ voter: 'ode', vote: 'up' }])
    const posted = () => w.slack.world.messages.filter(({ channel }) => channel === w.channel.id).length
    const before = posted()
    const answer = await w.picks()
    await w.slack.press(w.ode, answer, buttonOf(answer, 's'))
    await w.pass(8)
    expect(posted()).toBe(before)
    expect(wordsOf(w.slack.seenBy(w.ode, w.slack.im(w.ode)).at(-1))).toContain(
      'must be connected again first',
    )
    const { spaces } = w.school.app.flows
    const space = { platform: 'slack', tenant: w.team.id } as const
    await spaces.bindChannel(w.person('ode'), { ...space, channel_id: w.channel.id, class_id: '9a' })
    const again = await w.picks()
    await w.slack.press(w.ode, again, buttonOf(again, 's'))
    await w.pass(8)
    expect(posted()).toBe(before + 4)
  })

  test('[chat-N16] of a whole organisation works in its workspaces', async () => {
    const w = await aWorkspace(on)
    const browser = await aBrowser(w, w.person('root', 'admin'))
    const team = w.slack.addTeam('Member', `E${w.team.id}`)
    const { address, cookie } = await browser.begin()
    const back = w.slack.approve(address, { team_id: team.id, is_enterprise: true })
    expect((await browser.back(back, cookie)).status).toBe(200)
    const { spaces } = w.school.app.flows
    const space = { platform: 'slack', tenant: team.id } as const
    const user = w.slack.addUser(team, { name: 'ode', email: 'ode@school.example' })
    await w.slack.openHome(user)
    await spaces.bindSpace(w.person('root', 'admin'), { ...space, shown_name: 'Member' })
    await w.slack.openHome(user)
    await w.link(user, w.person('ode'))
    expect((await w.slack.openHome(user)).status).toBe(200)
    expect(JSON.stringify([...w.slack.world.views.values()].at(-1)?.view)).toContain('My classes')
  })

  test('[chat-N16] whose token is old is renewed once, by whoever asks first', async () => {
    const w = await aWorkspace(on)
    w.school.clock.advance(11 * 3_600_000)
    const other = await w.another()
    const tokens = await Promise.all([
      w.bot.clients.botOf(w.team.id),
      other.bot.clients.botOf(w.team.id),
      w.bot.clients.botOf(w.team.id),
    ])
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(1)
    expect(w.slack.requests().filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(1)
    w.school.clock.advance(11 * 3_600_000)
    w.slack.fail({ method: 'oauth.v2.access', fault: 'lost-reply' })
    await expect(w.bot.clients.botOf(w.team.id)).rejects.toThrow()
    await expect(w.bot.clients.botOf(w.team.id)).rejects.toThrow(/not installed/)
    expect(w.slack.requests().filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(2)
  })
})

/** The app is approved once more, with the scopes of the manifest. */
async function installAgain(w: TestWorkspace): Promise<void> {
  const { bot } = manifest.oauth_config.scopes
  const { token, refresh, expires_ms } = w.slack.install(w.team.id, bot)
  const userId = w.team.bot_user_id
  await w.school.app.flows.chat.installations.put({
    ...{ platform: 'slack', tenant: w.team.id, scopes: bot, bot_user_id: userId },
    expires_at: new Date(expires_ms),
    installed: { bot: { token, refreshToken: refresh, expiresAt: expires_ms / 1000, userId, scopes: bot } },
  })
}
