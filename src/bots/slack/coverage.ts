import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import type { SlackClients } from './clients.ts'
import { reconcileTeam } from './reactions.ts'

/** Knows until when Slack was heard, and looks up emoji of times in which it was not. */
export interface Coverage {
  /** Looks up what came while no process listened. */
  catchUp(): Promise<void>
  /** Notes that Slack is heard. When that was not possible for long, Slack may have given events up: they are looked up. */
  note(): Promise<void>
  /** Looks up what came since then. */
  missed(since: Date): Promise<void>
}

interface Deps {
  flows: BotFlows
  clients: SlackClients
  appId: string
  clock: Clock
  log: Log
}

const outageMs = 30_000

export function createCoverage({ flows, clients, appId, clock, log }: Deps): Coverage {
  const [botId, owner] = [`slack ${appId}`, randomUUID()]
  let notedAt: Date | null = null
  const unseen = (tenant: string | null) => (error: unknown) =>
    log.warn({ err: error, tenant }, 'emoji that nobody heard of could not be looked up')
  const missed = async (coveredUntil: Date): Promise<void> => {
    const heardSince = clock()
    const all = await flows.chat.installations.list('slack').catch(unseen(null))
    // One workspace whose token is no good does not keep the others from it.
    for (const { tenant, state } of all ?? [])
      if (state === 'active')
        await reconcileTeam(flows, clients, { tenant, coveredUntil, heardSince }).catch(unseen(tenant))
  }
  return {
    missed,
    async catchUp() {
      await missed((await flows.gatewayLease.coveredUntil(botId).catch(() => null)) ?? clock())
      notedAt = clock()
    },
    async note() {
      await flows.gatewayLease.take(botId, owner, true)
      const [since, now] = [notedAt, clock()]
      notedAt = now
      if (since !== null && now.getTime() - since.getTime() > outageMs) await missed(since)
    },
  }
}
