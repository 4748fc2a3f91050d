import type { ApiFlows } from './api/flows.ts'
import { coverSvg } from './core/covers/cover.ts'
import { topics } from './core/domain/events.ts'
import { may } from './core/domain/permissions.ts'
import { readBook, searchBooks, setVisibility } from './core/flows/catalogue.ts'
import { recordCheckouts } from './core/flows/checkout.ts'
import { exportStudent } from './core/flows/export.ts'
import type { createFeedback } from './core/flows/feedback.ts'
import type { JobFlow } from './core/flows/jobs.ts'
import type { KeyFlow } from './core/flows/keys.ts'
import { listOverrides, removeOverride, setOverride } from './core/flows/overrides.ts'
import { listClasses, listStudents, readStudent } from './core/flows/people.ts'
import { addReaderBooks, listReaderBooks, readerOf, removeReaderBook } from './core/flows/reader-books.ts'
import { recommend } from './core/flows/recommend.ts'
import { importFile, importReport } from './core/flows/school-import.ts'
import type { SessionFlow } from './core/flows/sessions.ts'
import type { SignInFlow } from './core/flows/sign-in.ts'
import { similarBooks } from './core/flows/similar-books.ts'
import type { ModelWording } from './core/flows/steps/model-wording.ts'
import type { OpenShelves } from './core/flows/steps/open-shelf.ts'
import type { ServedGraphs } from './core/flows/steps/served-graphs.ts'
import { whyBook } from './core/flows/why.ts'
import type { Core } from './core/ports/core.ts'
import type { EventBus } from './core/ports/runtime.ts'

/** What the surfaces get, but for what depends on how the process was started. */
export type Flows = Omit<ApiFlows, 'demoKey' | 'demoPeople'>

/** Binds every flow to the core; the surfaces see nothing else of it. */
export function bindFlows(
  core: Core & { graphs: ServedGraphs; shelves: OpenShelves; wording: ModelWording },
  made: {
    bus: EventBus
    feedback: ReturnType<typeof createFeedback>
    jobs: JobFlow
    keys: KeyFlow
    sessions: SessionFlow
    signIn: SignInFlow
  },
): Flows {
  const { bus, feedback, jobs, keys, sessions, signIn } = made
  const cover = async (...[caller, bookId]: Parameters<ApiFlows['coverSvg']>): Promise<string> => {
    const book = await readBook(core, caller, bookId)
    return coverSvg({ title: book.title, authors: book.authors, genre: book.genre, seedText: book.book_id })
  }
  return {
    authenticate: keys.authenticate,
    keys,
    sessions,
    signIn,
    recommend: (...args) => recommend(core, ...args),
    whyBook: (...args) => whyBook(core, ...args),
    giveFeedback: feedback.give,
    recordCheckouts: (...args) => recordCheckouts(core, ...args),
    readerOf,
    addReaderBooks: (...args) => addReaderBooks(core, ...args),
    listReaderBooks: (...args) => listReaderBooks(core, ...args),
    removeReaderBook: (...args) => removeReaderBook(core, ...args),
    importFile: (caller, kind, source) => importFile(core, caller, { kind, source }),
    importReport: (...args) => importReport(core, ...args),
    searchBooks: (...args) => searchBooks(core, ...args),
    readBook: (...args) => readBook(core, ...args),
    similarBooks: (...args) => similarBooks(core, ...args),
    setVisibility: (...args) => setVisibility(core, ...args),
    setOverride: (...args) => setOverride(core, ...args),
    removeOverride: (...args) => removeOverride(core, ...args),
    listOverrides: (...args) => listOverrides(core, ...args),
    coverSvg: cover,
    coverPng: async (caller, bookId, widthPx) => {
      const { createCoverPainter } = await import('./core/adapters/covers/png.ts')
      return createCoverPainter().png(await cover(caller, bookId), widthPx)
    },
    listStudents: (...args) => listStudents(core, ...args),
    readStudent: (...args) => readStudent(core, ...args),
    exportStudent: (...args) => exportStudent(core, ...args),
    listClasses: (...args) => listClasses(core, ...args),
    listJobs: jobs.list,
    startJob: jobs.start,
    readRun: jobs.read,
    subscribeLive: (caller, listener) =>
      core.live.subscribe(caller.school_id, (message) => {
        const own = 'student_id' in message && message.student_id === caller.reader_id
        // A sentence tells what somebody read, as the list does that it belongs to.
        const mayRead = message.kind !== 'wording' || may(caller, 'lists.read')
        if (own || (mayRead && may(caller, 'live.school'))) listener(message)
      }),
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
