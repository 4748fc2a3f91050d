import type { Core } from '../../ports/core.ts'

/** The lease of a bot's gateway: one row, one owner. */
export interface GatewayLeaseFlow {
  /** Takes or renews it; false while another process has it. `covering`: this one hears everything. */
  take(botId: string, owner: string, covering: boolean): Promise<boolean>
  /** Until when some process heard everything; null before the first. */
  coveredUntil(botId: string): Promise<Date | null>
  release(botId: string, owner: string): Promise<void>
}

/** Who does not renew it for so long has lost it. */
const leaseMs = 15_000

export const createGatewayLease = ({ store, clock }: Pick<Core, 'store' | 'clock'>): GatewayLeaseFlow => ({
  take: (botId, owner, covering) =>
    store.system((rows) =>
      rows.gatewayLeases.take(botId, owner, { leaseMs, coveredUntil: covering ? clock() : null }),
    ),
  coveredUntil: (botId) => store.system((rows) => rows.gatewayLeases.coveredUntil(botId)),
  release: (botId, owner) => store.system((rows) => rows.gatewayLeases.release(botId, owner)),
})
