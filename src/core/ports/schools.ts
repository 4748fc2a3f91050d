import type { ScheduledSchool } from '../domain/schedule.ts'

export interface Writes {
  /** Whether transactions may write at all: a stand-by may not. */
  areAllowed(): Promise<boolean>
  /** Writes a quarter of a megabyte and takes it back; throws when there is no room for it. */
  probe(): Promise<void>
}

export interface Schools {
  /** Makes the school unless it is there; true when made. */
  create(school: { school_id: string; name: string; invented: boolean; time_zone: string }): Promise<boolean>
  /** How well all schools are ranked. */
  rankings(): Promise<Rankings>
  /** A page of all schools by id, with the due times for which their jobs were asked. */
  scheduled(page: { limit: number; after: string | null }): Promise<ScheduledSchool[]>
}

export interface Rankings {
  /** Schools whose newest graph ranked worse than the one before and was kept out of service. */
  kept_back: number
  /** Schools whose graph in service was judged: the others have too few readers. */
  judged: number
  /** The mean and the lowest of what those graphs are worth (ranking/tuning/gate.ts); null of none. */
  mean_quality: number | null
  lowest_quality: number | null
}
