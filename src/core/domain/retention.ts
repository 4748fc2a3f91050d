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
  /** Codes of links that nobody used, wrong ones that an account tried, and accounts that nobody confirmed. */
  'link_codes',
  'link_tries',
  'link_requests',
  /** Who pinned or blocked a book, when and why; the last word on a book stays as long as it holds. */
  'override_log',
  /** What was posted in chats, and what buttons there mean. */
  'chat_posts',
  'chat_buttons',
  /** Which votes were given in a course, and what its totals told: over a school year. */
  'course_votes',
  'course_totals',
  /** Reading lists of courses, counted from when somebody last opened them. */
  'reading_lists',
  /** Courses that nobody opened any more, who of them left, and what became of scores. */
  'lti_courses',
  'lti_members',
  'lti_scores',
  /** Receipts of erasures, and with them that somebody was erased. */
  'erasures',
  /** What students read and voted, and what was made of it, counted from when they left the school. */
  'left_loans',
  'left_votes',
  'left_lists',
  'left_books',
  'left_tastes',
  'left_vectors',
] as const
export type RetentionKind = (typeof retentionKinds)[number]

/** For how many days each is kept, counted from when it came to be unless its kind says otherwise. */
const keptDays = {
  inbox: 30,
  idempotency: 7,
  slates: 180,
  job_runs: 90,
  import_reports: 90,
  wordings: 365,
  sessions: 30,
  link_codes: 1,
  link_tries: 1,
  link_requests: 1,
  override_log: 730,
  chat_posts: 180,
  chat_buttons: 180,
  course_votes: 400,
  course_totals: 400,
  reading_lists: 730,
  lti_courses: 365,
  lti_members: 30,
  lti_scores: 365,
  erasures: 730,
  left_loans: 30,
  left_votes: 30,
  left_lists: 30,
  left_books: 30,
  left_tastes: 30,
  left_vectors: 30,
} as const satisfies Record<RetentionKind, number>

const dayMs = 86_400_000

/** What is older than this is swept out. */
export const keptSince = (kind: RetentionKind, now: Date): Date =>
  new Date(now.getTime() - keptDays[kind] * dayMs)
