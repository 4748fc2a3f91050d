import { notFound, ShelftalkError } from '../../domain/errors.ts'
import {
  type Channel,
  type InstallBy,
  linkCodeLifeMs,
  type Space,
  spaceCodeLength,
  typedCode,
} from '../../domain/people/account.ts'
import { type Caller, requirePermission, requirePerson } from '../../domain/people/permissions.ts'
import type { LookAtChannel } from '../../ports/chats/channels.ts'
import type { Core } from '../../ports/core.ts'
import type { BoundChannel, BoundSpace } from '../../ports/people/links.ts'
import type { KeyedDigest } from '../../ports/sealed.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { onlyTaughtBy } from '../steps/people/reach.ts'

/** What came of binding a space: `refused` says no more, and `taken` not by whom. */
export type SpaceAnswer = { answer: 'bound'; school_name: string } | { answer: 'refused' | 'taken' }

/** Which school a workspace, guild or LTI registration is of, and which class a channel. */
export interface SpaceFlow {
  /** The id of the school; null for a space that nobody bound. */
  spaceOf(space: Space): Promise<string | null>
  /** A new code of an admin's: typed in a Discord server by whoever manages it, it makes the server the school's. */
  newSpaceCode(caller: Caller, shown_name: string): Promise<{ code: string; expires_at: string }>
  /** Binds the space in which somebody who may manage it typed a code. Asked twice, it answers the same. */
  claimSpace(space: Space, code: string): Promise<SpaceAnswer>
  /** Binds a space that the platform just showed to be this admin's to connect. The admin must be one still. */
  bindProven(space: Space, by: InstallBy): Promise<SpaceAnswer>
  /**
   * Names a space of the school's anew; a workspace of an organisation of the school's becomes the school's with it.
   * Throws `not_found` for any other, `conflict` when the workspace is another school's.
   */
  bindSpace(caller: Caller, space: Space & { shown_name: string }): Promise<void>
  /** Ends it at once, with every link and channel in it. */
  unbindSpace(caller: Caller, space: Space): Promise<void>
  listSpaces(caller: Caller): Promise<BoundSpace[]>
  /** Workspaces of the school's organisations that have the app and are no school's yet. */
  listUnbound(caller: Caller): Promise<Space[]>
  /** The class that a channel is bound to; null for none, also when the space is bound to no school. */
  channelClassOf(channel: Channel): Promise<string | null>
  /**
   * Binds a channel to a class that the caller teaches, or to any as an admin; a channel has one class at most. Throws
   * `forbidden` when the platform says that the channel is not the school's own, `unavailable` when it does not say.
   */
  bindChannel(caller: Caller, channel: BoundChannel): Promise<void>
  unbindChannel(caller: Caller, channel: Channel): Promise<void>
  /** The channels of the school's classes; of a teacher's, the teacher's own. */
  listChannels(caller: Caller): Promise<BoundChannel[]>
}

type Needs = Pick<Core, 'store' | 'clock'> & {
  keyedDigest: KeyedDigest
  newCode(): string
  lookAt: LookAtChannel
}

export function createSpaces(core: Needs): SpaceFlow {
  const schoolOf = (space: Space): Promise<string | null> =>
    core.store.system((rows) => rows.spaces.schoolOf(space))
  const bindProven: SpaceFlow['bindProven'] = (space, { school_id, person_id, shown_name }) =>
    core.store.school(school_id, async (rows) => {
      const who = await rows.links.linkable({ person_id })
      if (who?.role !== 'admin') return { answer: 'refused' }
      if (!(await rows.spaces.put({ ...space, shown_name }, person_id, core.clock())))
        return { answer: 'taken' }
      return { answer: 'bound', school_name: (await rows.school.read()).name }
    })
  // Nobody needs to count tries of a code this long. It was begun in no browser.
  const hashes = (code: string) => ({
    state_hash: core.keyedDigest(typedCode(code, spaceCodeLength), 'space code'),
    browser_hash: '',
  })
  return {
    spaceOf: schoolOf,
    bindProven,
    async newSpaceCode(caller, shown_name) {
      const { school_id } = caller
      const by = { school_id, person_id: requirePerson(caller, 'spaces.bind'), shown_name }
      const code = core.newCode() + core.newCode()
      const now = core.clock()
      const expiresAt = new Date(now.getTime() + linkCodeLifeMs)
      await core.store.system((rows) =>
        rows.chatInstallations.beginInstall({ ...hashes(code), by }, { now, expiresAt }),
      )
      return { code, expires_at: expiresAt.toISOString() }
    },
    async claimSpace(space, code) {
      const taken = await core.store.system((rows) =>
        rows.chatInstallations.takeInstall(hashes(code), { now: core.clock(), keptFor: space }),
      )
      return taken?.by == null ? { answer: 'refused' } : bindProven(space, taken.by)
    },
    async bindSpace(caller, space) {
      const by = requirePerson(caller, 'spaces.bind')
      const { platform } = space
      const installed = await core.store.system((rows) => rows.chatInstallations.get(space))
      const within = installed?.within ?? null
      await core.store.school(caller.school_id, async (rows) => {
        const ours = (await rows.spaces.list()).filter((one) => one.platform === platform)
        if (!ours.some(({ tenant }) => tenant === space.tenant || tenant === within))
          throw notFound('workspace')
        if (!(await rows.spaces.put(space, by, core.clock()))) throw taken('This workspace')
      })
    },
    async unbindSpace(caller, space) {
      requirePermission(caller, 'spaces.bind')
      const removed = await core.store.school(caller.school_id, async (rows) => {
        if (space.platform === 'lti') await rows.ltiRegistrations.remove(space.tenant)
        return rows.spaces.remove(space)
      })
      if (!removed) throw notFound('workspace')
    },
    async listSpaces(caller) {
      requirePermission(caller, 'channels.bind')
      return core.store.school(caller.school_id, (rows) => rows.spaces.list())
    },
    async listUnbound(caller) {
      requirePermission(caller, 'spaces.bind')
      const ours = await core.store.school(caller.school_id, (rows) => rows.spaces.list())
      return core.store.system((rows) => rows.spaces.unboundWithin(ours))
    },
    async channelClassOf(channel) {
      const school = await schoolOf(channel)
      return school === null ? null : core.store.school(school, (rows) => rows.spaces.channelClass(channel))
    },
    async bindChannel(caller, channel) {
      const person_id = requirePerson(caller, 'channels.bind')
      const { platform, tenant, channel_id, class_id } = channel
      const isHere = await core.store.school(caller.school_id, async (rows) => {
        if (!(await isOwnClass(rows, caller, class_id))) throw notFound('class')
        return (await rows.spaces.list()).some((one) => one.platform === platform && one.tenant === tenant)
      })
      if (!isHere) throw notFound('class')
      const standing = await core.lookAt({ platform, tenant, channel_id })
      if (standing !== 'own') throw unfitChannel(standing)
      await core.store.school(caller.school_id, async (rows) => {
        if (!(await isOwnClass(rows, caller, class_id))) throw notFound('class')
        const bound = await rows.spaces.channelClass(channel)
        // Whoever may give the class's channel away may give it another.
        if (bound !== null && bound !== channel.class_id && !(await isOwnClass(rows, caller, bound)))
          throw taken('This channel')
        const by = { person_id, before: bound, at: core.clock() }
        if (await rows.spaces.putChannel(channel, by)) return
        const isMoved = (await rows.spaces.channelClass(channel)) !== bound
        throw isMoved ? taken('This channel') : notFound('channel')
      })
    },
    async unbindChannel(caller, channel) {
      requirePermission(caller, 'channels.bind')
      await core.store.school(caller.school_id, async (rows) => {
        const class_id = await rows.spaces.channelClass(channel)
        const isOwn = class_id !== null && (await isOwnClass(rows, caller, class_id))
        if (!(isOwn && (await rows.spaces.removeChannel({ ...channel, class_id })))) throw notFound('channel')
      })
    },
    async listChannels(caller) {
      requirePermission(caller, 'channels.bind')
      return core.store.school(caller.school_id, async (rows) =>
        rows.spaces.channels(await onlyTaughtBy(rows, caller, 'channels.bind')),
      )
    },
  }
}

async function isOwnClass(rows: SchoolRows, caller: Caller, classId: string): Promise<boolean> {
  const teacher = await onlyTaughtBy(rows, caller, 'channels.bind')
  return teacher === null || (await rows.classTeachers.of(teacher)).includes(classId)
}

const unfitChannel = (standing: 'not_own' | 'unknown'): ShelftalkError =>
  standing === 'not_own'
    ? new ShelftalkError(
        'forbidden',
        'This channel cannot be of a class: it is not there, the app is not in it, it is archived, or people from outside are in it.',
      )
    : new ShelftalkError(
        'unavailable',
        'The platform does not say who is in this channel. Try again in a moment.',
        { retryAfterSeconds: 5 },
      )

const taken = (what: string): ShelftalkError =>
  new ShelftalkError('conflict', `${what} is bound elsewhere. Whoever bound it must end that first.`)
