/** What is kept for a time only, and is swept out at night once it is older. */
export const retentionKinds = [
  /** That an event was applied: no bus delivers one again after this long. */
  'inbox',
  /** What was answered under an Idempotency-Key. */
  'idempotency',
  /** Lists as they were shown. */
  'slates',
  /** Jobs that ended; of those that ended lately a number is kept anyway. */
  'job_runs',
  /** Reports of imports, with the lines that were refused. */
  'import_reports',
  /** The model's sentences; those of books still listed are asked for again. */
  'wordings',
  /** Sessions of people, counted from when they were last seen. */
  'sessions',
  /** Who pinned or blocked a book, when and why; the last word on a book stays as long as it holds. */
  'override_log',
] as const
export type RetentionKind = (typeof retentionKinds)[number]

/** For how many days each is kept, counted from when it came to be. */
const keptDays = {
  inbox: 30,
  idempotency: 7,
  slates: 180,
  job_runs: 90,
  import_reports: 90,
  wordings: 365,
  sessions: 30,
  override_log: 730,
} as const satisfies Record<RetentionKind, number>

const dayMs = 86_400_000

/** What is older than this is swept out. */
export const keptSince = (kind: RetentionKind, now: Date): Date =>
  new Date(now.getTime() - keptDays[kind] * dayMs)
