import type { ModelPurpose } from './language-model.ts'

/** What the school spent on models, by day (UTC, `2026-03-02`), in tokens. */
export interface ModelUse {
  /**
   * Sets tokens aside for a call; false when they, all that was spent and all that is set aside would be more than the
   * limit. What a killed process had set aside stays so until the day ends.
   */
  reserve(day: string, ask: { tokens: number; limit: number }): Promise<boolean>
  /** Gives back what was set aside, and counts a call with what it spent. */
  settle(day: string, use: { purpose: ModelPurpose; reserved: number; spent: number }): Promise<void>
  of(day: string): Promise<UseOfADay>
}

export interface UseOfADay {
  /** Held by calls that are under way. */
  reserved: number
  spent: number
  /** By purpose, in the order of their names. */
  purposes: { purpose: ModelPurpose; calls: number; tokens: number }[]
}
