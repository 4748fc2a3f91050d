import { type ConnectionNews, type Platform, platforms, type Space } from '../../domain/people/account.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'

/** One connection of the school, as an admin sees it. Moments are ISO dates in UTC. */
export interface Connection {
  platform: Platform
  /** Null when no space of this platform is bound. */
  tenant: string | null
  shown_name: string
  /** `not_connected`: nothing of it was heard of yet, or it is gone. */
  state: 'not_connected' | 'waiting' | 'working' | 'failed'
  since: string | null
  last_failure: { code: string; at: string } | null
}

export interface ConnectionFlow {
  /** Told by what speaks to the platform, whenever it learns how the connection is; twice the same is once. */
  noteConnection(space: Space, news: ConnectionNews): Promise<void>
  /** How each space of the school is connected; a platform without one is not. */
  listConnections(caller: Caller): Promise<Connection[]>
}

export function createConnections(core: Pick<Core, 'store' | 'clock'>): ConnectionFlow {
  return {
    noteConnection: ({ platform, tenant }, news) =>
      core.store.system((rows) => rows.connections.note({ platform, tenant }, news, core.clock())),
    async listConnections(caller) {
      requirePermission(caller, 'connections.read')
      const spaces = await core.store.school(caller.school_id, (rows) => rows.spaces.list())
      const known = await core.store.system((rows) => rows.connections.of(spaces))
      return platforms.flatMap((platform) => {
        const bound = spaces.filter((space) => space.platform === platform)
        if (bound.length === 0) return [unheardOf(platform, null, '')]
        return bound.map(({ tenant, shown_name }) => {
          const told = known.find((one) => one.platform === platform && one.tenant === tenant)
          if (told === undefined) return unheardOf(platform, tenant, shown_name)
          const { state, since, failure, failed_at } = told
          const last_failure =
            failure === null || failed_at === null ? null : { code: failure, at: failed_at }
          return { platform, tenant, shown_name, state, since, last_failure }
        })
      })
    },
  }
}

const unheardOf = (platform: Platform, tenant: string | null, shown_name: string): Connection => ({
  ...{ platform, tenant, shown_name, state: 'not_connected', since: null, last_failure: null },
})
