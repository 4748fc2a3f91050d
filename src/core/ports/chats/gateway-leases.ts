/** Who listens to a chat platform's gateway for a bot. It ends by the database's clock: processes may differ about the time. */
export interface GatewayLeases {
  /**
   * Takes or renews the lease for so long; false while another owner has it. `coveredUntil`: now, when the owner hears
   * everything and has looked up what was missed; else null.
   */
  take(botId: string, owner: string, lease: { leaseMs: number; coveredUntil: Date | null }): Promise<boolean>
  /** Until when an owner heard everything; null before the first. */
  coveredUntil(botId: string): Promise<Date | null>
  /** Gives it back, for others to take at once. */
  release(botId: string, owner: string): Promise<void>
}
