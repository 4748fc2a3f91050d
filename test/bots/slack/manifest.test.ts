import { describe, expect, test } from 'vitest'
import { command, events } from '../../../src/bots/slack/app.ts'
import { scopes as asked } from '../../../src/bots/slack/install.ts'
import { ids } from '../../../src/bots/slack/views.ts'
import { methods } from '../../../src/sandbox/fake-slack/methods.ts'
import { ground } from '../../support/a-school.ts'
import { filesUnder, textOf } from '../../support/repository.ts'
import { aWorkspace, buttonOf, type Manifest, manifest } from './a-workspace.ts'

const on = ground()

/** docs.slack.dev/reference/events: the scope that an event needs. */
const scopeOfEvent: Readonly<Record<string, string | null>> = {
  ...{ app_home_opened: null, app_uninstalled: null, tokens_revoked: null },
  ...{ reaction_added: 'reactions:read', reaction_removed: 'reactions:read' },
}
/** The methods that are called in src/bots/slack, as `client.chat.postMessage` or `bare.oauth.v2.access`. */
const called = [
  ...new Set(
    filesUnder('src/bots/slack').flatMap((path) =>
      [
        ...textOf(path)
          .replace(/\s+\./g, '.')
          .matchAll(/\b(?:client|bare)\s*\.((?:\w+\.)+\w+)\(/g),
      ].flatMap(([, name = '']) =>
        name.startsWith('oauth') || Object.hasOwn(methods, name) ? [name] : [`not in the stand-in: ${name}`],
      ),
    ),
  ),
].sort()
/** What Slack asks for each of them; a channel may be public or private. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'oauth.v2.access': [],
  'reactions.get': ['reactions:read'],
  'users.info': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
}

/** What the manifest and the code do not agree on. */
function disagreements({ features, oauth_config, settings }: Manifest): string[] {
  const declared = oauth_config.scopes.bot
  const botEvents = settings.event_subscriptions.bot_events
  const needed = new Set([
    'commands',
    ...called.flatMap((method) => scopesOf[method] ?? [`unknown method ${method}`]),
    ...botEvents.flatMap((event) => scopeOfEvent[event] ?? []),
  ])
  const same = (what: string, one: readonly string[], other: readonly string[]): string[] =>
    JSON.stringify([...one].sort()) === JSON.stringify([...other].sort()) ? [] : [what]
  const urls = JSON.stringify([features, oauth_config, settings]).match(/"[a-z]+:\/\/[^"]+"/g) ?? []
  return [
    ...same('scopes', declared, [...needed]),
    ...same('scopes asked for', declared, asked),
    ...same('events', botEvents, events),
    ...same(
      'commands',
      features.slash_commands.map((one) => one.command),
      [command],
    ),
    ...same(
      'shortcuts',
      features.shortcuts.map((one) => one.callback_id),
      [ids.shortcut],
    ),
    ...(features.slash_commands.every((one) => one.should_escape) ? [] : ['escape']),
    ...(urls.every((url) => url.startsWith('"https://')) ? [] : ['https']),
    ...(settings.token_rotation_enabled && settings.org_deploy_enabled && !settings.socket_mode_enabled
      ? []
      : ['switches']),
  ]
}

describe('the manifest of the Slack app', () => {
  test('[chat-N45] declares what the code listens to and calls, no more and no less', () => {
    expect(called).toEqual(Object.keys(scopesOf))
    expect(disagreements(manifest)).toEqual([])
  })

  const without = (change: (copy: Manifest) => void): string[] => {
    const copy = structuredClone(manifest)
    change(copy)
    return disagreements(copy)
  }

  test.each(manifest.oauth_config.scopes.bot)('[chat-N45] is refused without the scope %s', (scope) => {
    const found = without(({ oauth_config: { scopes } }) => {
      scopes.bot = scopes.bot.filter((one) => one !== scope)
    })
    expect(found).toContain('scopes')
  })

  test.each(events)('[chat-N45] is refused without the event %s', (event) => {
    const found = without(({ settings: { event_subscriptions: subscribed } }) => {
      subscribed.bot_events = subscribed.bot_events.filter((one) => one !== event)
    })
    expect(found).toContain('events')
  })

  test('[chat-N45] is refused without a command or shortcut, with one that is misspelt, and with http', () => {
    expect(without(({ features }) => void features.slash_commands.pop())).toContain('commands')
    expect(without(({ features }) => void features.shortcuts.pop())).toContain('shortcuts')
    expect(without(({ oauth_config: { scopes } }) => void scopes.bot.push('chat:wirte'))).toContain('scopes')
    expect(
      without(({ settings }) => {
        settings.interactivity.request_url = 'http://shelftalk.example/slack/events'
      }),
    ).toContain('https')
  })

  test('[chat-N45] is enough: with exactly its scopes nothing is refused for want of one', async () => {
    const w = await aWorkspace(on)
    const [first] = await w.shelf()
    await w.slack.react(w.ode, first!, '+1')
    await w.slack.react(w.may, first!, '+1')
    await w.slack.openHome(w.ode)
    await w.slack.press(w.ode, first!, buttonOf(first, 'n'))
    await w.pass(3)
    const used = new Set(w.slack.requests().map(({ method }) => method))
    expect(w.slack.requests().filter(({ error }) => error !== null)).toEqual([])
    for (const method of [
      'chat.postMessage',
      'chat.postEphemeral',
      'conversations.info',
      'conversations.members',
    ])
      expect(used).toContain(method)
  })
})
