import type { Book, StoredBook } from '../domain/lists/book.ts'
import type { GatedBook } from '../domain/lists/gates.ts'
import type { HistoryRows, Loan, StoredVote } from '../domain/lists/interaction.ts'
import type { Reader, Student } from '../domain/people/reader.ts'
import type { School, SchoolPolicy } from '../domain/school.ts'
import type {
  ChatButtons,
  ChatInstallations,
  ChatPosts,
  ChatReactions,
  ChatRequests,
  ChatVotes,
  PostQueue,
} from './chats/chat.ts'
import type { DigestQueue, Digests } from './chats/digests.ts'
import type { GatewayLeases } from './chats/gateway-leases.ts'
import type { CourseVotes, ReadingLists } from './courses/courses.ts'
import type { LtiIntake, LtiItems, LtiKeys, LtiLaunches, LtiRegistrations } from './courses/lti.ts'
import type { LtiCourses, LtiScores, LtiServiceLookup, LtiServiceSwitches } from './courses/lti-advantage.ts'
import type { Lastly } from './lastly.ts'
import type { Enrichment } from './lists/enrichment.ts'
import type { Graphs, Slates } from './lists/graphs.ts'
import type { ModelUse } from './lists/model-use.ts'
import type { Overrides } from './lists/overrides.ts'
import type { Vectors } from './lists/vectors.ts'
import type { Wordings } from './lists/wordings.ts'
import type { Erasures } from './people/erasures.ts'
import type { Connections, LinkCodes, Links, SpaceLookup, Spaces } from './people/links.ts'
import type {
  Classes,
  ClassTeachers,
  Identities,
  IdentityProviders,
  People,
  ProviderLookup,
  SessionLookup,
  Sessions,
  SignIns,
} from './people/people.ts'
import type { Schools, Writes } from './schools.ts'
import type { DeadLetters, Idempotency, Inbox, Outbox, OutboxRelay } from './work/messages.ts'
import type { NightWork } from './work/night-work.ts'
import type { Imports, Jobs, KeyLookup, Keys } from './work/runs.ts'

/**
 * The database, one transaction at a time. Inside `work` only the repositories that it is given may be used:
 * the embedded database has one connection, and asking it from outside would wait for ever.
 */
export interface Store {
  /** A transaction that sees this school's rows and nothing else. */
  school<T>(schoolId: string, work: (rows: SchoolRows) => Promise<T | Lastly<T>>): Promise<T>
  /** A transaction over the few tables that are read before the school is known. */
  system<T>(work: (rows: SystemRows) => Promise<T | Lastly<T>>): Promise<T>
  /** Throws `unavailable` unless the database answers and takes writes. */
  ready(): Promise<void>
  /**
   * Writes the files of the embedded database anew, without what was deleted and without the log of it. False on a server,
   * whose own vacuum, log and backups decide that.
   */
  rewrite(): Promise<boolean>
  /** The same store for work that nobody waits for: it lets those who wait go first. */
  readonly background: Store
}

export interface SchoolRows {
  school: SchoolSettings
  books: Books
  readers: Readers
  classes: Classes
  people: People
  classTeachers: ClassTeachers
  identities: Identities
  identityProviders: IdentityProviders
  sessions: Sessions
  linkCodes: LinkCodes
  links: Links
  spaces: Spaces
  chatPosts: ChatPosts
  chatButtons: ChatButtons
  chatReactions: ChatReactions
  chatVotes: ChatVotes
  digests: Digests
  ltiRegistrations: LtiRegistrations
  courseVotes: CourseVotes
  readingLists: ReadingLists
  ltiServices: LtiServiceSwitches
  ltiCourses: LtiCourses
  ltiScores: LtiScores
  history: History
  vectors: Vectors
  graphs: Graphs
  slates: Slates
  overrides: Overrides
  keys: Keys
  outbox: Outbox
  inbox: Inbox
  idempotency: Idempotency
  imports: Imports
  jobs: Jobs
  nightWork: NightWork
  modelUse: ModelUse
  enrichment: Enrichment
  wordings: Wordings
  erasures: Erasures
}

export interface SystemRows {
  keys: KeyLookup
  identityProviders: ProviderLookup
  signIns: SignIns
  sessions: SessionLookup
  spaces: SpaceLookup
  connections: Connections
  ltiIntake: LtiIntake
  ltiItems: LtiItems
  ltiKeys: LtiKeys
  ltiLaunches: LtiLaunches
  ltiServices: LtiServiceLookup
  gatewayLeases: GatewayLeases
  chatRequests: ChatRequests
  chatInstallations: ChatInstallations
  postQueue: PostQueue
  digestQueue: DigestQueue
  outbox: OutboxRelay
  deadLetters: DeadLetters
  schools: Schools
  writes: Writes
}

export interface SchoolSettings {
  read(): Promise<School>
  /** Writes the whole policy; raise the version in the same transaction. */
  putPolicy(policy: SchoolPolicy): Promise<void>
  /** Raises the school's version: every cached list of the school is stale from here on. */
  raiseVersion(): Promise<number>
}

/** What gates and filters leave of the catalogue, whoever the reader is. Levels in grades, both ends included. */
export interface OpenShelf {
  grade: number
  availableOnly: boolean
  languages: readonly string[]
  theme: string | null
  levels: { from: number | null; to: number | null } | null
}

/** What gates and the order of a series need of a volume. */
export type Volume = GatedBook & Pick<StoredBook, 'authors' | 'series' | 'series_number'>

/** What a librarian lets be shown; a grade that is left out stays as it was, null takes it away. */
export interface Visibility {
  hidden: boolean
  minimum_grade?: number | null
  maximum_grade?: number | null
}

export interface Books {
  /** Adds or changes books; answers the ids that are new or differ from before. */
  /** `named` are the facts that the source tells, all when left out: what it does not tell stays as it was. */
  upsert(books: readonly Book[], matchKeys: readonly string[], named?: readonly string[]): Promise<string[]>
  /** Adds a reader's own books; those that are there stay. Answers the ids that are new. */
  countOwn(readerId: string): Promise<number>
  addOwn(readerId: string, books: readonly Book[], matchKeys: readonly string[]): Promise<string[]>
  byIds(bookIds: readonly string[]): Promise<StoredBook[]>
  byNumbers(bookNos: readonly number[]): Promise<StoredBook[]>
  /** What the gates look at, of these books. */
  gatesOf(bookIds: readonly string[]): Promise<GatedBook[]>
  /** The book that an ISBN, else title and author mean, of those that this reader may know of; by position. */
  match(
    reader: { readerId: string; grade: number },
    wanted: readonly { isbn: string | null; match_key: string }[],
  ): Promise<(string | null)[]>
  /** Books of the catalogue whose title, author, series or theme holds every word, by id; hidden ones if asked. */
  search(
    words: readonly string[],
    page: { limit: number; after: string | null; hidden: boolean; grade: number | null },
  ): Promise<StoredBook[]>
  /** The numbers of all books that the gates let through. */
  open(shelf: OpenShelf): Promise<number[]>
  /** Books that the gates let through, best rated first, then by id. */
  wellRated(shelf: OpenShelf, wanted: { but: readonly number[]; limit: number }): Promise<StoredBook[]>
  /** All numbered volumes of these series. */
  inSeries(series: readonly string[]): Promise<Volume[]>
  /** Changes what may be shown; false when there is no such book. */
  setVisibility(bookId: string, gate: Visibility): Promise<boolean>
  /** Numbers and authors of the whole catalogue, without readers' own books. */
  catalogueNumbers(): Promise<{ book_no: number; authors: string[] }[]>
}

export interface Readers {
  /** `named` are the facts that the source tells, all when left out. Answers the ids that are new or differ. */
  upsertStudents(
    students: readonly Student[],
    invented: boolean,
    named?: readonly string[],
  ): Promise<string[]>
  /** The reader of this id, made as a reader without a class if new; whether it was. */
  ensure(readerId: string): Promise<boolean>
  get(readerId: string): Promise<Reader | null>
  /** Those of these readers who exist. */
  byIds(readerIds: readonly string[]): Promise<Reader[]>
  /** Which of these ids exist. */
  known(readerIds: readonly string[]): Promise<Set<string>>
  /** The grades of those of these readers who exist; none of them is erased until the transaction ends. */
  heldGrades(readerIds: readonly string[]): Promise<Map<string, number | null>>
  /** Of these ids, those of readers without a school. */
  withoutSchool(readerIds: readonly string[]): Promise<Set<string>>
  list(wanted: {
    words: readonly string[]
    class_id: string | null
    /** In a class of this teacher's. */
    taught_by: string | null
    limit: number
    after: string | null
  }): Promise<Reader[]>
  /** Raises the readers' versions, in the order of their ids: their cached lists are stale from here on. */
  raiseVersions(readerIds: readonly string[]): Promise<ReaderVersion[]>
}

export interface ReaderVersion {
  reader_id: string
  version: number
}

/** Loans, votes and listed books: what a reader did and said. */
export interface History {
  /**
   * Stores loans; a known checkout_id is changed. Answers whose history about which book differs now: those of the
   * loans that made a difference, and those whom such a loan was taken from.
   */
  addLoans(loans: readonly Loan[]): Promise<{ reader_id: string; book_id: string }[]>
  /** Stores the votes given, the last one of a voter about a book. */
  putVotes(votes: readonly (StoredVote & { event_id: string; slate_id: string | null })[]): Promise<void>
  /**
   * Makes a reader's own votes another reader's own; on a book that both voted on, the later vote holds. Answers what was
   * moved.
   */
  moveVotes(from: string, to: string): Promise<Pick<StoredVote, 'book_id' | 'vote'>[]>
  /** Adds books to a reader's list; answers the ids that made a difference. */
  addListed(
    readerId: string,
    books: readonly { book_id: string; rating: number | null; finished_on: string | null }[],
  ): Promise<string[]>
  removeListed(readerId: string, bookId: string): Promise<boolean>
  listed(readerId: string, page: { limit: number; after: string | null }): Promise<ListedRow[]>
  votes(readerId: string): Promise<StoredVote[]>
  /** Of these books, those that the reader had in hand or refused; exact, however long the history. */
  closedAmong(readerId: string, bookIds: readonly string[]): Promise<Set<string>>
  /** All loans of a reader, oldest first. */
  loans(readerId: string): Promise<Loan[]>
  /** The reader's newest rows of each kind, at most `maxHistoryRows` of each. */
  of(readerId: string): Promise<HistoryRows>
  /** The same of several readers, by position. */
  ofAll(readerIds: readonly string[]): Promise<HistoryRows[]>
  /** One event a (reader, book) for the graph: readers numbered after `afterReaderNo`, whole readers only. */
  eventsAfter(afterReaderNo: number, readerCount: number): Promise<GraphEvents>
  /** Sums that differ whenever the history of any reader differs. */
  print(): Promise<string>
}

export const maxHistoryRows = 5000

export interface ListedRow {
  book: StoredBook
  rating: number | null
  finished_on: string | null
}

/** Parallel arrays: event k says that reader `readers[k]`, in grade `grades[k]`, met book `books[k]`. */
export interface GraphEvents {
  readers: number[]
  books: number[]
  /** 1 liked, 0 nothing said, -1 disliked. */
  verdicts: number[]
  grades: (number | null)[]
  lastReaderNo: number | null
}
