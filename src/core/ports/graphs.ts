/** A finished graph as it is stored: for each source the numbers of its neighbours and their weights. */
export interface StoredGraph {
  build_id: number
  book_nos: Int32Array
  readers_per_book: Int32Array
  grade_prior: { grade: number; readers: number[] }[]
  rows: { book_no: number; neighbour_nos: ArrayLike<number>; weights: ArrayLike<number> }[]
}

export interface Graphs {
  /** What was built last, and from which data. */
  liveBuild(): Promise<{ build_id: number; data_print: string; settings: unknown } | null>
  begin(build: {
    data_print: string
    settings: unknown
    book_nos: ArrayLike<number>
    readers_per_book: ArrayLike<number>
    grade_prior: StoredGraph['grade_prior']
    counts: Record<string, number>
  }): Promise<number>
  putRows(buildId: number, rows: StoredGraph['rows']): Promise<void>
  /** Puts a build into service and keeps one earlier; older ones are deleted. */
  publish(buildId: number): Promise<void>
  head(buildId: number): Promise<Omit<StoredGraph, 'rows'> | null>
  rowsAfter(buildId: number, afterBookNo: number, limit: number): Promise<StoredGraph['rows']>
}

export interface Slates {
  /** All lists that were made for a reader, oldest first. */
  of(readerId: string): Promise<{ slate_id: string; made_at: string; items: unknown }[]>
  put(slate: {
    slate_id: string
    reader_id: string
    policy: string
    build_id: number | null
    items: readonly { book_id: string; rank: number; score: number }[]
    made_at: Date
  }): Promise<void>
}
