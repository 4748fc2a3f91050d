import type { ApiFlows } from './api/flows.ts'
import type { BotFlows, ChatFlows } from './bots/flows.ts'
import { coverSvg } from './core/covers/cover.ts'
import { topics } from './core/domain/events.ts'
import { readBook, searchBooks, setVisibility } from './core/flows/catalogue/catalogue.ts'
import { endMissing, importReport, missingPeople } from './core/flows/catalogue/import-report.ts'
import { listOverrides, removeOverride, setOverride } from './core/flows/catalogue/overrides.ts'
import { importFile } from './core/flows/catalogue/school-import.ts'
import { type ConnectionFlow, createConnections } from './core/flows/chats/connections.ts'
import { createGatewayLease } from './core/flows/chats/gateway-lease.ts'
import type { SpaceFlow } from './core/flows/chats/spaces.ts'
import { courseShelf } from './core/flows/courses/course-shelf.ts'
import { type CourseTotalsFlow, createCourseTotals } from './core/flows/courses/course-totals.ts'
import type { LtiFlow } from './core/flows/courses/lti.ts'
import type { LtiServiceFlow } from './core/flows/courses/lti-advantage.ts'
import type { LtiItemFlow } from './core/flows/courses/lti-items.ts'
import type { LtiKeyFlow } from './core/flows/courses/lti-keys.ts'
import type { LtiRegistrationFlow } from './core/flows/courses/lti-registrations.ts'
import type { LtiRosterFlow } from './core/flows/courses/lti-rosters.ts'
import type { LtiScoreFlow } from './core/flows/courses/lti-scores.ts'
import { createReadingLists, type ReadingListFlow } from './core/flows/courses/reading-lists.ts'
import { recordCheckouts } from './core/flows/lists/checkout.ts'
import type { createFeedback } from './core/flows/lists/feedback.ts'
import { followLive } from './core/flows/lists/live.ts'
import {
  addReaderBooks,
  listReaderBooks,
  readerOf,
  removeReaderBook,
} from './core/flows/lists/reader-books.ts'
import { recommend } from './core/flows/lists/recommend.ts'
import { similarBooks } from './core/flows/lists/similar-books.ts'
import { whyBook } from './core/flows/lists/why.ts'
import { exportStudent } from './core/flows/people/export.ts'
import type { KeyFlow } from './core/flows/people/keys.ts'
import type { LinkFlow } from './core/flows/people/links.ts'
import { listClasses, listStudents, readStudent } from './core/flows/people/people.ts'
import type { PrivacyFlow } from './core/flows/people/privacy.ts'
import type { SessionFlow } from './core/flows/people/sessions.ts'
import type { SignInFlow } from './core/flows/people/sign-in.ts'
import { createListing } from './core/flows/steps/lists/listing.ts'
import type { ModelWording } from './core/flows/steps/lists/model-wording.ts'
import type { JobFlow } from './core/flows/work/jobs.ts'
import type { Core } from './core/ports/core.ts'
import type { EventBus } from './core/ports/runtime.ts'
import type { LtiFlows } from './lti/flows.ts'

/** What the surfaces get, but for what depends on how the process was started. */
export type Flows = Omit<
  ApiFlows,
  'demoKey' | 'demoPeople' | 'platforms' | 'links' | 'spaces' | 'connections' | 'ltiRegistrations'
> &
  Pick<BotFlows, 'chat' | 'coverAddress' | 'gatewayLease' | 'links'> & {
    spaces: SpaceFlow
    connections: ConnectionFlow
    lti: LtiFlow
    ltiItems: LtiItemFlow
    ltiKeys: LtiKeyFlow
    ltiRegistrations: LtiRegistrationFlow
    courseTotals: CourseTotalsFlow
    readingLists: ReadingListFlow
    courseShelf: LtiFlows['courseShelf']
    drawCover: LtiFlows['drawCover']
    ltiServices: LtiServiceFlow
    ltiRosters: LtiRosterFlow
    ltiScores: LtiScoreFlow
  }

const drawCover: LtiFlows['drawCover'] = ({ title, authors, genre, book_id }) =>
  coverSvg({ title, authors, genre, seedText: book_id })

async function painted(svg: string, widthPx: number): Promise<Buffer> {
  const { createCoverPainter } = await import('./core/adapters/covers/png.ts')
  return createCoverPainter().png(svg, widthPx)
}

/** Binds every flow to the core; the surfaces see nothing else of it. */
export function bindFlows(
  core: Core & { wording: ModelWording },
  made: {
    bus: EventBus
    feedback: ReturnType<typeof createFeedback>
    jobs: JobFlow
    keys: KeyFlow
    privacy: PrivacyFlow
    links: LinkFlow
    lti: LtiFlow
    ltiItems: LtiItemFlow
    ltiKeys: LtiKeyFlow
    ltiRegistrations: LtiRegistrationFlow
    ltiServices: LtiServiceFlow
    ltiRosters: LtiRosterFlow
    ltiScores: LtiScoreFlow
    spaces: SpaceFlow
    chat: ChatFlows
    coversAt: string | null
    sessions: SessionFlow
    signIn: SignInFlow
  },
): Flows {
  const { bus, feedback, jobs, keys, links, privacy, spaces, chat, coversAt, sessions, signIn } = made
  const { lti, ltiItems, ltiKeys, ltiRegistrations, ltiServices, ltiRosters, ltiScores } = made
  const lists = { ...core, ...createListing(core) }
  const cover = async (...[caller, bookId]: Parameters<ApiFlows['coverSvg']>): Promise<string> => {
    const book = await readBook(core, caller, bookId)
    return drawCover(book)
  }
  return {
    authenticate: keys.authenticate,
    keys,
    links,
    lti,
    ltiItems,
    ltiKeys,
    ltiRegistrations,
    ...{ ltiServices, ltiRosters, ltiScores },
    spaces,
    courseTotals: createCourseTotals(core),
    readingLists: createReadingLists(core),
    courseShelf: (...args) => courseShelf(core, ...args),
    drawCover,
    connections: createConnections(core),
    gatewayLease: createGatewayLease(core),
    chat,
    sessions,
    signIn,
    recommend: (...args) => recommend(lists, ...args),
    whyBook: (...args) => whyBook(lists, ...args),
    giveFeedback: feedback.give,
    recordCheckouts: (...args) => recordCheckouts(core, ...args),
    readerOf,
    addReaderBooks: (...args) => addReaderBooks(core, ...args),
    listReaderBooks: (...args) => listReaderBooks(core, ...args),
    removeReaderBook: (...args) => removeReaderBook(core, ...args),
    importFile: (caller, kind, source) => importFile(core, caller, { kind, source }),
    importReport: (...args) => importReport(core, ...args),
    missingPeople: (...args) => missingPeople(core, ...args),
    endMissing: (...args) => endMissing(core, ...args),
    searchBooks: (...args) => searchBooks(core, ...args),
    readBook: (...args) => readBook(core, ...args),
    similarBooks: (...args) => similarBooks(lists, ...args),
    setVisibility: (...args) => setVisibility(core, ...args),
    setOverride: (...args) => setOverride(core, ...args),
    removeOverride: (...args) => removeOverride(core, ...args),
    listOverrides: (...args) => listOverrides(core, ...args),
    coverSvg: cover,
    coverPng: async (caller, bookId, widthPx) => painted(await cover(caller, bookId), widthPx),
    toldCoverPng: async (place, widthPx) => painted(drawCover(await chat.covers.bookAt(place)), widthPx),
    coverAddress: ({ school_id }, bookId) =>
      coversAt === null ? null : `${coversAt}${chat.covers.pathOf(school_id, bookId)}`,
    listStudents: (...args) => listStudents(core, ...args),
    readStudent: (...args) => readStudent(core, ...args),
    privacy,
    exportStudent: (...args) => exportStudent(core, ...args),
    listClasses: (...args) => listClasses(core, ...args),
    listJobs: jobs.list,
    startJob: jobs.start,
    readRun: jobs.read,
    subscribeLive: (...args) => followLive(core, ...args),
    ready: () =>
      core.store.ready().then(
        () => true,
        () => false,
      ),
    wordingCounts: () => core.wording.counts(),
    pendingOfAll: () => core.store.system((rows) => rows.outbox.pending(null)),
    rankings: () => core.store.system((rows) => rows.schools.rankings()),
    busBacklog: async () => ({
      buried_events: await bus.buried(),
      lag: new Map(await Promise.all(topics.map(async (topic) => [topic, await bus.lag(topic)] as const))),
    }),
    pending: (schoolId) => core.store.system((rows) => rows.outbox.pending(schoolId)),
    answeredUpload: (caller, key) =>
      core.store.school(
        caller.school_id,
        async (rows) => (await rows.idempotency.find(caller.caller_id, [key]))[0] ?? null,
      ),
    rememberUpload: (caller, key, bodyHash, answer) =>
      core.store.school(caller.school_id, (rows) =>
        rows.idempotency.put(caller.caller_id, [{ key, body_hash: bodyHash, answer }]),
      ),
  }
}
