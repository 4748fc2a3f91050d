import { ShelftalkError } from '../../domain/errors.ts'
import type { InstallBy, Platform, Space } from '../../domain/people/account.ts'
import type { ChatInstallation, InstallationState } from '../../ports/chats/chat.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyedDigest, Sealed } from '../../ports/sealed.ts'

/** An installation with its tokens open. */
export interface OpenInstallation extends Omit<ChatInstallation, 'sealed'> {
  /** What the platform told when it was installed, tokens included; null when it is gone. */
  installed: unknown
}

/** An installation to be kept, as active. */
export type NewInstallation = Omit<OpenInstallation, 'state' | 'reason' | 'within'>

/** The app in workspaces and organisations, with sealed tokens. */
export interface ChatInstallationFlow {
  /** Whether the space has the app, switched on. Reads no token. */
  isActive(space: Space): Promise<boolean>
  get(space: Space): Promise<OpenInstallation | null>
  /** Notes that an organisation's installation serves a workspace too. */
  serve(space: Space, organisation: string): Promise<void>
  /** Keeps what was installed, as active; what was parked goes on its way. */
  put(installation: NewInstallation): Promise<void>
  /** Switches it off (`disabled`), or forgets its tokens (`gone`); what it owes is parked. */
  end(space: Space, state: Exclude<InstallationState, 'active'>, reason: string): Promise<void>
  list(platform: Platform): Promise<Omit<ChatInstallation, 'sealed'>[]>
  /**
   * Renews what was installed while nobody else does: `renew` is given what is stored now and answers what to store, or
   * null to leave it. Answers what is stored then.
   */
  renew(
    space: Space,
    renew: (now: OpenInstallation) => Promise<NewInstallation | null>,
  ): Promise<OpenInstallation | null>
  /** Seals with today's key what was sealed with an older one; answers how many. */
  sealAnew(platform: Platform): Promise<number>
  /** Begins an installation in a browser, where an admin is signed in or nobody is. */
  begin(state: string, browser: string, by: InstallBy | null): Promise<void>
  /** Who began it, when that was in this browser, lately, and it is taken for the first time; else null. */
  take(state: string, browser: string): Promise<{ by: InstallBy | null } | null>
}

const installWithinMs = 600_000
const renewWaitMs = 50
const renewPatienceMs = 15_000

type Needs = Pick<Core, 'store' | 'clock' | 'leases'> & { sealed: Sealed; keyedDigest: KeyedDigest }

export function createChatInstallations(core: Needs): ChatInstallationFlow {
  const { store, clock, sealed } = core
  const context = ({ platform, tenant }: Space): string =>
    `chat tokens of ${JSON.stringify([platform, tenant])}`
  const opened = ({ sealed: text, ...rest }: ChatInstallation): OpenInstallation => ({
    ...rest,
    installed: text === null ? null : JSON.parse(sealed.open(text, context(rest))),
  })
  const get: ChatInstallationFlow['get'] = async (space) => {
    const found = await store.system((rows) => rows.chatInstallations.get(space))
    if (found?.within != null) return get({ ...space, tenant: found.within })
    return found === null ? null : opened(found)
  }
  const put: ChatInstallationFlow['put'] = async ({ installed, ...rest }) => {
    const text = sealed.seal(JSON.stringify(installed), context(rest))
    await store.system(async (rows) => {
      await rows.chatInstallations.put(
        { ...rest, sealed: text, state: 'active', reason: null, within: null },
        clock(),
      )
      await rows.postQueue.park(rest, false)
    })
  }
  const hashes = (state: string, browser: string) => ({
    state_hash: core.keyedDigest(state, 'install state'),
    browser_hash: core.keyedDigest(browser, 'install browser'),
  })
  return {
    async isActive(space) {
      const found = await store.system((rows) => rows.chatInstallations.get(space))
      return found?.state === 'active'
    },
    serve: (space, within) =>
      store.system(async (rows) => {
        const known = await rows.chatInstallations.get(space)
        const nothing = { sealed: null, scopes: [], bot_user_id: null, expires_at: null, reason: null }
        if (known === null)
          await rows.chatInstallations.put({ ...space, ...nothing, state: 'active', within }, clock())
      }),
    get,
    put,
    end: (space, state, reason) =>
      store.system(async (rows) => {
        await rows.chatInstallations.setState(space, { state, reason, at: clock() })
        await rows.postQueue.park(space, true)
      }),
    list: async (platform) =>
      (await store.system((rows) => rows.chatInstallations.list(platform))).map(
        ({ sealed: _, ...rest }) => rest,
      ),
    async renew(space, renew) {
      const release = await waitForLease(core, `chat tokens/${space.platform}/${space.tenant}`)
      try {
        const now = await get(space)
        if (now === null || now.state !== 'active') return now
        const renewed = await renew(now)
        if (renewed === null) return now
        await put(renewed)
        return get(space)
      } finally {
        await release()
      }
    },
    async sealAnew(platform) {
      const all = await store.background.system((rows) => rows.chatInstallations.list(platform))
      const old = all.filter((one) => one.sealed !== null && !sealed.isCurrent(one.sealed))
      for (const one of old) {
        const text = sealed.seal(JSON.stringify(opened(one).installed), context(one))
        // A token that was renewed meanwhile is left as it is.
        const seals = { from: one.sealed ?? '', to: text }
        await store.background.system((rows) => rows.chatInstallations.sealAnew(one, seals))
      }
      return old.length
    },
    begin: (state, browser, by) => {
      const times = { now: clock(), expiresAt: new Date(clock().getTime() + installWithinMs) }
      return store.system((rows) =>
        rows.chatInstallations.beginInstall({ ...hashes(state, browser), by }, times),
      )
    },
    take: (state, browser) =>
      store.system((rows) =>
        rows.chatInstallations.takeInstall(hashes(state, browser), { now: clock(), keptFor: null }),
      ),
  }
}

/** A lease is one process's, and within it one holder's: two renewals would store a token that is dead already. */
async function waitForLease({ leases }: Needs, name: string): Promise<() => Promise<void>> {
  const until = performance.now() + renewPatienceMs
  while (performance.now() < until) {
    const release = await leases.hold(name)
    if (release !== null) return release
    await new Promise((resolve) => setTimeout(resolve, renewWaitMs))
  }
  throw new ShelftalkError('unavailable', 'The token is being renewed elsewhere. Try again in a moment.', {
    retryAfterSeconds: 1,
  })
}
