import type { Delivered, Deliveries } from './deliveries.ts'
import { type Channel, imWith, type Message, openTrigger, type Team, type User, type World } from './world.ts'

/** What people do in their own clients; the app hears of it. */
export interface Hands {
  /** `ids`: its own, and the bot's in it; else new ones. */
  addTeam(name: string, enterprise_id?: string, ids?: { id: string; bot_user_id: string }): Team
  addUser(team: Team, user: { name: string; email: string } & Partial<User>): User
  addChannel(team: Team, name: string, members: readonly User[], more?: Partial<Channel>): Channel
  /** The conversation of this person with the app. */
  im(user: User): Channel
  command(where: Where, command: string, text?: string): Promise<Delivered>
  /** Chooses the shortcut in the menu of a message. */
  shortcut(where: Where, callback_id: string, text: string): Promise<Delivered>
  /** Types into the field that asks the app for options. */
  type(user: User, view_id: string, action_id: string, value: string): Promise<Delivered>
  submit(user: User, view_id: string, values: Record<string, unknown>): Promise<Delivered>
  press(user: User, message: Message, action: { action_id: string; value: string }): Promise<Delivered>
  /** Presses a button of a view: of the app's tab, `home <user id>`. */
  pressIn(user: User, view_id: string, action: { action_id: string; value: string }): Promise<Delivered>
  react(user: User, message: Message, emoji: string): Promise<Delivered>
  unreact(user: User, message: Message, emoji: string): Promise<Delivered>
  openHome(user: User): Promise<Delivered>
  /** Removes the app from a workspace. */
  uninstall(team: Team): Promise<Delivered>
  /** What somebody sees in a conversation, oldest first. */
  seenBy(user: User, channel: Channel): Message[]
}

export interface Where {
  user: User
  channel: Channel
}

interface Surroundings {
  world: World
  deliveries: Deliveries
  appId: string
  /** Where answers to a press are sent. */
  base(): string
}

export function createHands(around: Surroundings): Hands {
  const { world, deliveries } = around
  return {
    ...createPlaces(world),
    ...createAsking(around),
    react(user, message, emoji) {
      message.reactions.set(emoji, (message.reactions.get(emoji) ?? new Set()).add(user.id))
      return deliveries.event(
        teamOf(world, user),
        reaction(world, 'reaction_added', { user, message, emoji }),
      )
    },
    unreact(user, message, emoji) {
      message.reactions.get(emoji)?.delete(user.id)
      return deliveries.event(
        teamOf(world, user),
        reaction(world, 'reaction_removed', { user, message, emoji }),
      )
    },
    openHome: (user) =>
      deliveries.event(teamOf(world, user), {
        ...{ type: 'app_home_opened', user: user.id, channel: imWith(world, user).id, tab: 'home' },
        event_ts: world.newTs(),
      }),
    uninstall(team) {
      const tenant = team.enterprise_id ?? team.id
      for (const token of world.tokens.values())
        if (token.tenant === team.id || token.tenant === tenant) token.state = 'revoked'
      return deliveries.event(team, { type: 'app_uninstalled', event_ts: world.newTs() })
    },
    seenBy: (user, { id }) =>
      world.messages.filter(
        ({ channel, only_for }) => channel === id && (only_for === null || only_for === user.id),
      ),
  }
}

const createPlaces = (world: World): Pick<Hands, 'addTeam' | 'addUser' | 'addChannel' | 'im'> => ({
  addTeam(name, enterprise_id, ids = { id: world.newId('T'), bot_user_id: world.newId('U') }) {
    const { id, bot_user_id } = ids
    const team = { id, name, enterprise_id: enterprise_id ?? null, bot_user_id }
    world.teams.set(id, team)
    world.users.set(bot_user_id, {
      ...{ id: bot_user_id, team_id: id, name: 'shelftalk', email: '', locale: 'en-US', tz: 'UTC' },
      ...{ is_bot: true, is_restricted: false },
    })
    return team
  },
  addUser(team, user) {
    const made: User = {
      ...{ id: world.newId('U'), team_id: team.id, locale: 'en-US', tz: 'America/New_York' },
      ...{ is_bot: false, is_restricted: false, ...user },
    }
    world.users.set(made.id, made)
    return made
  },
  addChannel(team, name, members, more = {}) {
    const channel: Channel = {
      ...{
        id: world.newId('C'),
        team_id: team.id,
        name,
        im_user: null,
        is_private: false,
        is_archived: false,
      },
      ...{ is_ext_shared: false, is_pending_ext_shared: false },
      members: new Set([...members.map(({ id }) => id), team.bot_user_id]),
      ...more,
    }
    world.channels.set(channel.id, channel)
    return channel
  },
  im: (user) => imWith(world, user),
})

/** docs.slack.dev/reference/interaction-payloads and docs.slack.dev/interactivity/implementing-slash-commands */
function createAsking({
  world,
  deliveries,
  appId,
  base,
}: Surroundings): Pick<Hands, 'command' | 'shortcut' | 'type' | 'submit' | 'press' | 'pressIn'> {
  const responseUrl = (where: Where, message_ts: string | null = null): string => {
    const id = world.newId('R')
    world.responses.set(id, {
      ...{ id, team_id: where.user.team_id, channel: where.channel.id, user: where.user.id },
      ...{ uses: 0, made_ms: world.now(), message_ts },
    })
    return `${base()}/respond/${id}`
  }
  const whose = (user: User) => {
    const { id, enterprise_id } = teamOf(world, user)
    return {
      ...{ api_app_id: appId, token: 'unused', is_enterprise_install: false },
      ...{
        team: { id, domain: 'stand-in' },
        enterprise: enterprise_id === null ? null : { id: enterprise_id },
      },
      user: { id: user.id, username: user.name, name: user.name, team_id: id },
    }
  }
  const viewOf = (user: User, viewId: string, values: Record<string, unknown> = {}) => {
    const { id, hash, view } = world.views.get(viewId) ?? { id: viewId, hash: '', view: {} }
    return {
      private_metadata: '',
      callback_id: '',
      ...view,
      id,
      hash,
      team_id: user.team_id,
      state: { values },
      app_id: appId,
    }
  }
  return {
    command: (where, command, text = '') =>
      deliveries.command({
        ...{ token: 'unused', api_app_id: appId, team_id: where.user.team_id, team_domain: 'stand-in' },
        ...{ channel_id: where.channel.id, channel_name: where.channel.name, user_id: where.user.id },
        ...{ user_name: where.user.name, command, text, is_enterprise_install: 'false' },
        ...{ response_url: responseUrl(where), trigger_id: openTrigger(world, where.user) },
      }),
    shortcut: (where, callback_id, text) =>
      deliveries.interaction({
        ...{
          type: 'message_action',
          callback_id,
          ...whose(where.user),
          trigger_id: openTrigger(world, where.user),
        },
        ...{ response_url: responseUrl(where), message_ts: world.newTs(), action_ts: world.newTs() },
        ...{ channel: { id: where.channel.id, name: where.channel.name } },
        message: { type: 'message', user: where.user.id, ts: world.newTs(), text },
      }),
    type: (user, view_id, action_id, value) =>
      deliveries.interaction({
        ...{ type: 'block_suggestion', ...whose(user), action_id, block_id: action_id, value },
        ...{ container: { type: 'view', view_id }, view: viewOf(user, view_id) },
      }),
    submit: (user, view_id, values) =>
      deliveries.interaction({
        ...{
          type: 'view_submission',
          ...whose(user),
          trigger_id: openTrigger(world, user),
          response_urls: [],
        },
        view: viewOf(user, view_id, values),
      }),
    pressIn: (user, view_id, action) =>
      deliveries.interaction({
        ...{ type: 'block_actions', ...whose(user), trigger_id: openTrigger(world, user) },
        ...{ container: { type: 'view', view_id }, view: viewOf(user, view_id) },
        actions: [{ type: 'button', block_id: 'b', action_ts: world.newTs(), ...action }],
      }),
    press(user, message, action) {
      const channel = world.channels.get(message.channel)
      if (channel === undefined) throw new Error('the message is nowhere')
      const is_ephemeral = message.only_for !== null
      const { ts, text, blocks } = message
      return deliveries.interaction({
        ...{ type: 'block_actions', ...whose(user), trigger_id: openTrigger(world, user) },
        container: { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral },
        channel: { id: channel.id, name: channel.name },
        ...(is_ephemeral ? {} : { message: { type: 'message', ts, text, blocks, user: message.user } }),
        state: { values: {} },
        response_url: responseUrl({ user, channel }, ts),
        actions: [{ type: 'button', block_id: 'b', action_ts: world.newTs(), ...action }],
      })
    },
  }
}

const teamOf = (world: World, user: User): Team => {
  const team = world.teams.get(user.team_id)
  if (team === undefined) throw new Error('the user is of no team')
  return team
}

/** docs.slack.dev/reference/events/reaction_added */
const reaction = (
  world: World,
  type: 'reaction_added' | 'reaction_removed',
  { user, message, emoji }: { user: User; message: Message; emoji: string },
) => ({
  ...{ type, user: user.id, reaction: emoji, item_user: message.user, event_ts: world.newTs() },
  item: { type: 'message', channel: message.channel, ts: message.ts },
})
