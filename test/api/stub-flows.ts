import type { AddressInfo } from 'node:net'
import type { ApiFlows } from '../../src/api/flows.ts'
import { type ApiServer, createServer } from '../../src/api/server.ts'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import type { RowSource, SourceRow } from '../../src/core/domain/files/source.ts'
import { bareBook, type StoredBook } from '../../src/core/domain/lists/book.ts'
import type { Caller, Role } from '../../src/core/domain/people/permissions.ts'
import type { Reader } from '../../src/core/domain/people/reader.ts'
import type { WhyWanted } from '../../src/core/flows/lists/why.ts'
import type { Refusal } from '../../src/core/ports/work/runs.ts'
import { logInto } from '../support/a-log.ts'

/** Keys are `key-<role>`; `key-<role>-<name>` is another key of the same role. */
export const keyOf = (role: Role, name = ''): string => `key-${role}${name === '' ? '' : `-${name}`}`

const aBook = (more: Partial<StoredBook> = {}): StoredBook => ({
  ...bareBook({ book_id: 'b1', title: 'Holes' }),
  book_no: 1,
  hidden: false,
  gate_grade: null,
  gate_highest_grade: null,
  blocked_grades: [],
  owner_reader_id: null,
  ...more,
})

const aReader = (more: Partial<Reader> = {}): Reader => ({
  reader_id: 's1',
  kind: 'student',
  first_name: 'Ada',
  grade_level: 5,
  age: 11,
  birth_year: null,
  prior_year_reading_score: null,
  homeroom_teacher: 'Mr. Finch',
  invented: true,
  version: 7,
  class_ids: ['5a'],
  ...more,
})

const pinned = {
  ...{ change_no: 7, grade: '5', kind: 'pin' as const, why: 'For the book week.', decided_by: 'k1' },
  decided_at: '2026-01-01T00:00:00.000Z',
}

const slate = {
  student_id: 's1',
  slate_id: 'slate-1',
  generated_at: '2026-01-01T00:00:00.000Z',
  source: 'cache',
  items: [],
  notices: [],
}

export interface StubFlows extends ApiFlows {
  /** Every call of a flow, in order. */
  calls: { flow: string; args: unknown[] }[]
}

/** Plain objects in the flows' place: each answers the least it can and notes what it was asked. */
export function stubFlows(own: Partial<ApiFlows> = {}): StubFlows {
  const calls: StubFlows['calls'] = []
  const answers = new Map<string, { body_hash: string; answer: unknown }>()
  const note =
    <A extends unknown[], R>(flow: string, answer: (...args: A) => R) =>
    async (...args: A): Promise<Awaited<R>> => {
      calls.push({ flow, args })
      return await answer(...args)
    }
  const run = {
    run_id: 'r1',
    job: 'graph',
    state: 'finished' as const,
    counts: { books: 3 },
    progress: { done: ['graph'], step: null, cursor: null },
    attempts: 1,
    error: null,
    requested_at: '2026-01-01T00:00:00.000Z',
    started_at: '2026-01-01T00:00:00.000Z',
    finished_at: '2026-01-01T00:00:01.000Z',
  }
  const receipt = {
    ...{
      erasure_id: 'e1',
      student_hash: 'hash',
      asked_by: 'admin' as const,
      asked_at: '2026-01-01T00:00:00.000Z',
    },
    ...{ finished_at: null, removed: { vote: 2 }, rewritten: null },
  }
  return {
    calls,
    authenticate: async (secret) => callerOf(secret),
    keys: {
      issue: note('keys.issue', () => ({ key_id: 'k2', key: 'secret-of-k2' })),
      rotate: note('keys.rotate', () => ({ key_id: 'k3', key: 'secret-of-k3' })),
      revoke: note('keys.revoke', () => undefined),
      list: note('keys.list', () => []),
    },
    privacy: {
      erase: note('privacy.erase', () => ({ erasure_id: 'e1' })),
      receipt: note('privacy.receipt', () => receipt),
      receipts: note('privacy.receipts', () => [receipt]),
    },
    sessions: {
      find: async () => {
        throw new ShelftalkError('unauthenticated', 'You are not signed in (any more).')
      },
      keep: async () => null,
      signOut: note('sessions.signOut', () => undefined),
      me: note('sessions.me', ({ role }: Caller) => ({
        ...{ role, school_name: 'Harbour School', invented: true },
        ...{ person_id: null, name: null, student_id: null, class_ids: ['5a'] },
      })),
    },
    signIn: {
      providers: note('signIn.providers', () => [
        { provider_id: 'google', label: 'Google', school_name: 'Harbour School' },
      ]),
      begin: note('signIn.begin', () => ({ url: 'https://id.example/auth', state: 'state-1' })),
      complete: note('signIn.complete', () => ({ secret: 'session-1', return_path: '/' })),
    },
    links: {
      newCode: note('links.newCode', () => ({ code: 'BCDF2345', expires_at: '2026-01-01T00:10:00.000Z' })),
      listLinks: note('links.listLinks', () => []),
      confirmLink: note('links.confirmLink', () => undefined),
      unlink: note('links.unlink', () => undefined),
    },
    spaces: {
      newSpaceCode: note('spaces.newSpaceCode', () => ({
        ...{ code: 'BCDF2345BCDF2345', expires_at: '2026-01-01T00:10:00.000Z' },
      })),
      bindSpace: note('spaces.bindSpace', () => undefined),
      unbindSpace: note('spaces.unbindSpace', () => undefined),
      listSpaces: note('spaces.listSpaces', () => []),
      listUnbound: note('spaces.listUnbound', () => []),
      bindChannel: note('spaces.bindChannel', () => undefined),
      unbindChannel: note('spaces.unbindChannel', () => undefined),
      listChannels: note('spaces.listChannels', () => []),
    },
    connections: { listConnections: note('connections.listConnections', () => []) },
    ltiServices: {
      choose: note('ltiServices.choose', () => undefined),
      states: note('ltiServices.states', () => []),
    },
    ltiRegistrations: {
      list: note('ltiRegistrations.list', () => []),
      check: note('ltiRegistrations.check', () => ({ failure: null, clock_apart_seconds: 0 })),
      newInvite: note('ltiRegistrations.newInvite', () => ({
        ...{ code: 'shelf_invite', expires_at: '2026-01-01T01:00:00.000Z' },
      })),
      setState: note('ltiRegistrations.setState', () => undefined),
      approve: note('ltiRegistrations.approve', () => undefined),
    },
    recommend: note('recommend', () => ({
      body: Buffer.from(JSON.stringify(slate)),
      source: 'cache' as const,
    })),
    whyBook: note('whyBook', (_caller: Caller, { student_id, book_id }: WhyWanted) => ({
      ...{ student_id, book_id, gate: null, rank: 1, place_by_score: 2, score: 0.5 },
      parts: [{ code: 'because' as const, book_id: 'b2', amount: 0.5, text: 'Holes counts for all of it.' }],
      ...{ shape: [{ code: 'pin', text: 'A librarian put it at the front.' }], text: 'Because of Holes.' },
    })),
    giveFeedback: note('giveFeedback', () => ({ event_id: 'e1' })),
    recordCheckouts: note('recordCheckouts', (_caller: Caller, loans: readonly unknown[]) => ({
      accepted: loans.length,
      refused: [],
    })),
    readerOf: (caller, named) => named ?? caller.reader_id ?? 'nobody',
    addReaderBooks: note('addReaderBooks', async (_caller: Caller, _reader: string, source: RowSource) => {
      const { accepted, refused } = await readAllRows(source)
      return { accepted, refused }
    }),
    listReaderBooks: note('listReaderBooks', () => [{ book: aBook(), rating: 4, finished_on: null }]),
    removeReaderBook: note('removeReaderBook', () => undefined),
    importFile: note('importFile', async (_caller: Caller, _kind: string, source: RowSource) => {
      const { accepted, refused } = await readAllRows(source)
      return { import_id: 'i1', accepted, refused, refused_count: refused.length, unknown_columns: [] }
    }),
    importReport: note('importReport', () => ({
      ...{ import_id: 'i1', kind: 'students', state: 'finished' as const, accepted: 1, refused: 0 },
      ...{ unknown_columns: [], error: null, refusals: [] },
    })),
    missingPeople: note('missingPeople', () => []),
    endMissing: note('endMissing', () => ['s1']),
    searchBooks: note('searchBooks', () => [aBook()]),
    readBook: note('readBook', () => ({
      ...aBook(),
      told: { page_count: { model: 'm', confidence: 0.9, made_at: '2026-01-01T00:00:00.000Z' } },
    })),
    similarBooks: note('similarBooks', () => ({
      items: [
        {
          book: aBook({ book_id: 'b2' }),
          similarity: 0.9,
          reasons: [{ code: 'theme', text: 'Also about digging.' }],
        },
      ],
    })),
    setVisibility: note('setVisibility', () => undefined),
    setOverride: note('setOverride', () => undefined),
    removeOverride: note('removeOverride', () => undefined),
    listOverrides: note('listOverrides', () => ({ in_force: [pinned], changes: [pinned, pinned] })),
    coverSvg: note('coverSvg', () => '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    coverPng: note('coverPng', () => Buffer.from([0x89, 0x50])),
    toldCoverPng: note('toldCoverPng', () => Buffer.from([0x89, 0x50])),
    listStudents: note('listStudents', () => [aReader()]),
    readStudent: note('readStudent', () => aReader()),
    exportStudent: note('exportStudent', (_: Caller, student_id: string) => ({
      student_id,
      exported_at: '2026-01-01T00:00:00.000Z',
      profile: { ...aReader(), preferences: null },
      votes: [],
      teacher_votes: [],
      course_votes: [],
      accounts: [],
      checkouts: [],
      books: [],
      lists: [],
      similar_readers: 0,
    })),
    listClasses: note('listClasses', () => [{ class_id: '5a', name: '5 A', grade_level: 5, students: 20 }]),
    listJobs: note('listJobs', () => [{ job: 'graph', last_runs: [run] }]),
    startJob: note('startJob', () => ({ run_id: 'r2' })),
    readRun: note('readRun', () => run),
    subscribeLive: () => () => {},
    ready: async () => true,
    pending: async () => ({ pending_events: 2, oldest_pending_ms: 40 }),
    wordingCounts: () => ({ told: 5, refused: 1, away: 0, dropped: 0 }),
    pendingOfAll: async () => ({ pending_events: 3, oldest_pending_ms: 1500 }),
    rankings: async () => ({ kept_back: 1, judged: 2, mean_quality: 0.25, lowest_quality: 0.125 }),
    busBacklog: async () => ({ buried_events: 1, lag: new Map([['feedback', 2]]) }),
    answeredUpload: async (caller, key) => answers.get(`${caller.caller_id} ${key}`) ?? null,
    rememberUpload: async (caller, key, body_hash, answer) => {
      answers.set(`${caller.caller_id} ${key}`, { body_hash, answer })
    },
    platforms: () => ['discord'],
    demoPeople: () => ({
      list: async () => [
        {
          ...{ person_id: 'demo-t-5a', role: 'teacher', name: 'Ms. Marlowe', email: null },
          ...{ reader_id: null, invented: true, ended_at: null },
        },
      ],
      signIn: note('demoPeople.signIn', () => 'session-1'),
    }),
    demoKey: () => ({ key: 'the-demo-key', school_name: 'Harbour School', invented: true }),
    ...own,
  }
}

function callerOf(secret: string): Caller {
  const [, role] = /^key-(service|admin|librarian|teacher|student|reader)/.exec(secret) ?? []
  if (role === undefined) throw new ShelftalkError('unauthenticated', 'This key is not valid.')
  const reader_id = role === 'student' || role === 'reader' ? 's1' : null
  return { caller_id: secret, school_id: 'school', role: role as Role, reader_id, person_id: null }
}

/** Reads a source to its end, as a flow does. */
export async function readAllRows(source: RowSource) {
  const rows: (SourceRow & { row: object })[] = []
  const refused: Refusal[] = []
  for await (const item of source.rows) {
    if ('problem' in item) refused.push({ line: item.line, ...item.problem })
    else rows.push(item)
  }
  return { accepted: rows.length, rows, refused }
}

export interface Running {
  server: ApiServer
  url: string
  port: number
  /** A request with a service key, unless `headers` say otherwise. */
  ask(path: string, init?: RequestInit & { key?: string | null }): Promise<Response>
  stop(): Promise<void>
}

/** The real server over stub flows, on a free port. */
export async function serverOver(
  flows: ApiFlows,
  options: {
    requestsASecond?: number
    webFolder?: string
    logLines?: string[]
    trustedProxies?: string[]
    publicUrl?: string
    serves?: 'everything' | 'operations'
  } = {},
): Promise<Running> {
  const lines = options.logLines ?? []
  const log = logInto(lines)
  const server = createServer(flows, {
    log,
    requestsASecond: options.requestsASecond ?? 2000,
    trustedProxies: options.trustedProxies ?? [],
    publicUrl: options.publicUrl ?? null,
    rateCounter: createMemoryRateCounter(),
    serves: options.serves ?? 'everything',
    webFolder: options.webFolder ?? null,
  })
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve))
  const { port } = server.http.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    server,
    url,
    port,
    ask(path, { key = keyOf('service'), ...init } = {}) {
      const headers = new Headers(init.headers)
      if (key !== null && !headers.has('authorization')) headers.set('Authorization', `Bearer ${key}`)
      return fetch(`${url}${path}`, { ...init, headers })
    },
    stop: () => server.close(),
  }
}
