import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import type { SlackClients } from './clients.ts'
import { reconcileTeam } from './reactions.ts'

/** Knows until when Slack was heard, and looks up emoji of times in which it was not. */
export interface Coverage {
  /**
   * Notes that Slack is heard; the first time, what came while no process listened is looked up, and when this was not
   * possible for long, since Slack may have given events up.
   */
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
/** A gap that could not be looked up so often is left: what Slack says no to for long, it will not say yes to. */
const triesAtMost = 10

/** A time in which nobody listened, and how often it was tried to look up what came in it. */
interface Gap {
  since: Date
  tries: number
}

export function createCoverage({ flows, clients, appId, clock, log }: Deps): Coverage {
  const [botId, owner] = [`slack ${appId}`, randomUUID()]
  let notedAt: Date | null = null
  let gap: Gap | null = null
  let isLooking = false
  const unseen = (tenant: string | null) => (error: unknown) => {
    log.warn({ err: error, tenant }, 'emoji that nobody heard of could not be looked up')
    return null
  }
  /** Whether all workspaces were asked; one whose token is no good does not keep the others from it. */
  const lookUp = async (coveredUntil: Date): Promise<boolean> => {
    const heardSince = clock()
    const all = await flows.chat.installations.list('slack').catch(unseen(null))
    let asked = all !== null
    for (const { tenant, state } of all ?? [])
      if (state === 'active') {
        const found = await reconcileTeam(flows, clients, { tenant, coveredUntil, heardSince }).catch(
          unseen(tenant),
        )
        asked &&= found !== null
      }
    return asked
  }
  const closeGap = async (): Promise<void> => {
    const open = gap
    if (open === null || isLooking) return
    isLooking = true
    open.tries++
    const isClosed = await lookUp(open.since).finally(() => {
      isLooking = false
    })
    // One that began while this was looked up stays.
    if (gap === open && (isClosed || open.tries >= triesAtMost)) gap = null
  }
  const missed = (since: Date): Promise<void> => {
    gap = { since: gap !== null && gap.since < since ? gap.since : since, tries: 0 }
    return closeGap()
  }
  return {
    missed,
    async note() {
      const now = clock()
      const since = notedAt ?? (await flows.gatewayLease.coveredUntil(botId)) ?? now
      const isLong = notedAt === null || now.getTime() - since.getTime() > outageMs
      notedAt = now
      await (isLong ? missed(since) : closeGap())
      // Nothing is covered beyond a gap: who comes after us looks it up.
      if (gap === null) await flows.gatewayLease.take(botId, owner, true)
    },
  }
}
