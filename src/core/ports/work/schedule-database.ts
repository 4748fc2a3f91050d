/** The table that the schedule's own library keeps its rows in. It sees no other, and each statement stands alone. */
export interface ScheduleDatabase {
  readonly table: string
  rows(text: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Gives back whatever the process of this name has locked. */
  unlock(owner: string): Promise<void>
}
