import type { Place } from '../../domain/lists/slate.ts'
import type { Quality } from '../../ranking/tuning/gate.ts'

/** A finished graph as it is stored: for each source the numbers of its neighbours and their weights. */
export interface StoredGraph {
  build_id: number
  book_nos: Int32Array
  readers_per_book: Int32Array
  grade_prior: { grade: number; readers: number[] }[]
  /** As they were stored, maybe by an older version: read by `settingsFrom`. */
  settings: unknown
  rows: { book_no: number; neighbour_nos: ArrayLike<number>; weights: ArrayLike<number> }[]
}

/** The build in service: by which settings it ranks, from which data it was made, and how well it did. */
export interface LiveBuild {
  build_id: number
  data_print: string
  /** As they were stored, maybe by an older version: read by `settingsFrom`. */
  settings: unknown
  quality: Quality | null
}

export interface Graphs {
  liveBuild(): Promise<LiveBuild | null>
  begin(build: {
    data_print: string
    settings: unknown
    book_nos: ArrayLike<number>
    readers_per_book: ArrayLike<number>
    grade_prior: StoredGraph['grade_prior']
    counts: Record<string, number>
    quality: Quality | null
  }): Promise<number>
  putRows(buildId: number, rows: StoredGraph['rows']): Promise<void>
  /** Puts a build into service and keeps one earlier; older ones are deleted. */
  publish(buildId: number): Promise<void>
  /** Puts the build before the one in service back; false when there is none. */
  rollBack(): Promise<boolean>
  /** Deletes every build but the one in service. */
  forgetOthers(): Promise<void>
  /** What was chosen for the school and when, null before anything was, and the print of a build that was kept out of service. */
  chosen(): Promise<{ settings: unknown; tuned_at: string | null; kept_back: string | null }>
  choose(settings: unknown, tuning: Record<string, unknown>): Promise<void>
  /** Remembers which data ranked worse than before; null forgets it. */
  keepBack(why: { print: string; tonight: Quality; live: Quality; at: Date } | null): Promise<void>
  head(buildId: number): Promise<Omit<StoredGraph, 'rows'> | null>
  rowsAfter(buildId: number, afterBookNo: number, limit: number): Promise<StoredGraph['rows']>
}

export interface Slates {
  /** All lists that were made for a reader, oldest first. */
  of(readerId: string): Promise<{ slate_id: string; made_at: string; items: unknown }[]>
  /**
   * Books that stood on the lists shown to these readers on several days without a word from the reader since: how often. A
   * list is made anew after each vote, so what one day's lists show is shown once.
   */
  ignored(
    readerIds: readonly string[],
    since: Date,
  ): Promise<{ reader_id: string; book_id: string; times: number }[]>
  /** Whether a list of the reader's holds a book. */
  holds(slateId: string, readerId: string, bookId: string): Promise<boolean>
  /** Stores lists, but for those of readers who are not there (any more); answers the ids of the stored. */
  put(slates: readonly Slate[]): Promise<Set<string>>
}

/** A list as it was made. */
export interface Slate {
  slate_id: string
  reader_id: string
  policy: string
  build_id: number | null
  /** Whether the reader sees it; otherwise it counts for nothing that the reader did. */
  shown: boolean
  items: readonly { book_id: string; rank: number; score: number; place: Place }[]
  made_at: Date
}
