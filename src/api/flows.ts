import type { RowSource } from '../core/domain/files/source.ts'
import type { Book, StoredBook } from '../core/domain/lists/book.ts'
import type { OverrideKind } from '../core/domain/lists/override.ts'
import type { Platform } from '../core/domain/people/account.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { Person } from '../core/domain/people/person.ts'
import type { Reader, SchoolClass } from '../core/domain/people/reader.ts'
import type { SourcedBook } from '../core/flows/catalogue/catalogue.ts'
import type { CoverPlace } from '../core/flows/catalogue/covers.ts'
import type { BookOverrides, OverrideAsk } from '../core/flows/catalogue/overrides.ts'
import type { ImportAccepted, ImportKind } from '../core/flows/catalogue/school-import.ts'
import type { ConnectionFlow } from '../core/flows/chats/connections.ts'
import type { SpaceFlow } from '../core/flows/chats/spaces.ts'
import type { LtiServiceFlow } from '../core/flows/courses/lti-advantage.ts'
import type { LtiRegistrationFlow } from '../core/flows/courses/lti-registrations.ts'
import type { LoansAccepted } from '../core/flows/lists/checkout.ts'
import type { Acknowledged, Vote } from '../core/flows/lists/feedback.ts'
import type { ListAccepted } from '../core/flows/lists/reader-books.ts'
import type { ListWanted } from '../core/flows/lists/recommend.ts'
import type { Why, WhyWanted } from '../core/flows/lists/why.ts'
import type { StudentExport } from '../core/flows/people/export.ts'
import type { KeyFlow } from '../core/flows/people/keys.ts'
import type { LinkFlow } from '../core/flows/people/links.ts'
import type { PrivacyFlow } from '../core/flows/people/privacy.ts'
import type { SessionFlow } from '../core/flows/people/sessions.ts'
import type { SignInFlow } from '../core/flows/people/sign-in.ts'
import type { IdempotencyKey } from '../core/flows/steps/work/idempotency.ts'
import type { LiveMessage } from '../core/ports/runtime.ts'
import type { Rankings } from '../core/ports/schools.ts'
import type { ListedRow } from '../core/ports/store.ts'
import type { ImportRun, JobRun, Refusal } from '../core/ports/work/runs.ts'

/** A page of a list: at most `limit` items after the one named `after`. */
export interface PageWanted {
  limit: number
  after: string | null
}

export interface SimilarBook {
  book: Book
  similarity: number
  reasons: { code: string; text: string }[]
}

export interface BusBacklog {
  /** Events that no try could apply and that wait for a person. */
  buried_events: number
  /** Events that the bus holds and that are not handled yet, by topic. */
  lag: ReadonlyMap<string, number>
}

export interface DemoPeople {
  list(): Promise<Person[]>
  /** Begins a session of one of them; answers its secret. */
  signIn(personId: string): Promise<string>
}

/** What the HTTP surface needs of the core: each flow bound to its ports already. */
export interface ApiFlows {
  /** Whose key this is. Throws `unauthenticated` for a key that is not good (any more). */
  authenticate(secret: string): Promise<Caller>
  keys: Omit<KeyFlow, 'authenticate'>
  /** Sessions of people; `find` is to a session's cookie what `authenticate` is to a key. */
  sessions: SessionFlow
  signIn: SignInFlow
  links: Pick<LinkFlow, 'newCode' | 'listLinks' | 'confirmLink' | 'unlink'>
  spaces: Omit<SpaceFlow, 'spaceOf' | 'channelClassOf' | 'claimSpace' | 'bindProven'>
  connections: Pick<ConnectionFlow, 'listConnections'>
  ltiServices: Pick<LtiServiceFlow, 'choose' | 'states'>
  ltiRegistrations: Pick<LtiRegistrationFlow, 'newInvite' | 'setState' | 'approve' | 'list' | 'check'>

  /** `body` is the whole answer as JSON in UTF-8, sent as it is. */
  recommend(caller: Caller, wanted: ListWanted): Promise<{ body: Buffer; source: 'cache' | 'fresh' }>
  /** What speaks for a book and against it, for one reader; `limit` places on the list that it is looked for on. */
  whyBook(caller: Caller, wanted: WhyWanted): Promise<Why>
  giveFeedback(caller: Caller, vote: Vote, once: IdempotencyKey | null): Promise<Acknowledged>
  recordCheckouts(
    caller: Caller,
    loans: readonly unknown[],
    once: IdempotencyKey | null,
  ): Promise<LoansAccepted>

  readerOf(caller: Caller, named: string | null): string
  addReaderBooks(caller: Caller, readerId: string, source: RowSource): Promise<ListAccepted>
  listReaderBooks(caller: Caller, readerId: string, page: PageWanted): Promise<ListedRow[]>
  removeReaderBook(caller: Caller, readerId: string, bookId: string): Promise<void>

  importFile(caller: Caller, kind: ImportKind, source: RowSource): Promise<ImportAccepted>
  importReport(
    caller: Caller,
    importId: string,
    page: { limit: number; after: number },
  ): Promise<ImportRun & { refusals: Refusal[] }>

  /** People whom the newest file of students or teachers does not name. */
  missingPeople(caller: Caller, importId: string, page: PageWanted): Promise<Person[]>
  /** Ends those of these who are still missing; answers their ids. */
  endMissing(caller: Caller, importId: string, personIds: readonly string[]): Promise<string[]>

  searchBooks(caller: Caller, wanted: PageWanted & { query: string }): Promise<StoredBook[]>
  readBook(caller: Caller, bookId: string): Promise<SourcedBook>
  similarBooks(
    caller: Caller,
    bookId: string,
    wanted: { limit: number; language?: string },
  ): Promise<{ items: SimilarBook[] }>
  setVisibility(
    caller: Caller,
    bookId: string,
    gate: { hidden: boolean; minimum_grade?: number | null; maximum_grade?: number | null },
  ): Promise<void>
  setOverride(caller: Caller, ask: OverrideAsk, kind: OverrideKind): Promise<void>
  removeOverride(caller: Caller, ask: OverrideAsk): Promise<void>
  listOverrides(
    caller: Caller,
    bookId: string,
    page: { limit: number; before: number | null },
  ): Promise<BookOverrides>
  /** The cover as an SVG document; throws `not_found` for a book that the caller may not know of. */
  coverSvg(caller: Caller, bookId: string): Promise<string>
  coverPng(caller: Caller, bookId: string, widthPx: number): Promise<Buffer>
  /** The cover of a book whose address was told in a chat; throws `not_found` for any other. */
  toldCoverPng(place: CoverPlace, widthPx: number): Promise<Buffer>

  listStudents(
    caller: Caller,
    wanted: PageWanted & { query: string; class_id: string | null },
  ): Promise<Reader[]>
  readStudent(caller: Caller, studentId: string): Promise<Reader>
  privacy: Pick<PrivacyFlow, 'erase' | 'receipt' | 'receipts'>
  exportStudent(caller: Caller, studentId: string): Promise<StudentExport>
  listClasses(caller: Caller, page: PageWanted): Promise<(SchoolClass & { students: number })[]>

  listJobs(caller: Caller): Promise<{ job: string; last_runs: JobRun[] }[]>
  startJob(caller: Caller, name: string): Promise<{ run_id: string }>
  readRun(caller: Caller, runId: string): Promise<JobRun>

  /** Calls `listener` with what the caller may see, from now until the function that it answers is called. */
  subscribeLive(caller: Caller, listener: (message: LiveMessage) => void): () => void
  /** Whether requests can be served. */
  ready(): Promise<boolean>
  /** Events of all schools that are not yet applied, for metrics. */
  pendingOfAll(): Promise<{ pending_events: number; oldest_pending_ms: number }>
  /** How well all schools are ranked, for metrics. */
  rankings(): Promise<Rankings>
  /** What the bus holds, for metrics. */
  busBacklog(): Promise<BusBacklog>
  /** What became of the sets of facts that this process had a model word, and of lists that found no place in the queue. */
  wordingCounts(): Readonly<Record<'told' | 'refused' | 'away' | 'dropped', number>>
  /** Events of the school that are not yet applied. */
  pending(schoolId: string): Promise<{ pending_events: number; oldest_pending_ms: number }>

  /** The answer that this caller was given under this Idempotency-Key, with the digest of that request. */
  answeredUpload(caller: Caller, key: string): Promise<{ body_hash: string; answer: unknown } | null>
  rememberUpload(caller: Caller, key: string, bodyHash: string, answer: unknown): Promise<void>

  /** Where this service is connected: accounts and spaces of other platforms cannot be linked or bound. */
  platforms(): readonly Platform[]
  /** The invented people whom somebody on this machine may be; null when there is no such demo. */
  demoPeople(): DemoPeople | null
  /** The key of the demo school; null when there is none to give away. */
  demoKey(): { key: string; school_name: string; invented: boolean } | null
}
