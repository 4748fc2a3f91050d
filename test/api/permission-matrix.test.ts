import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '../../src/api/routes/table.ts'
import { type Role, roles } from '../../src/core/domain/people/permissions.ts'
import { beginSession } from '../../src/core/flows/steps/people/begin-session.ts'
import { ground, openSchool, type TestSchool } from '../support/a-school.ts'
import { serveApp } from '../support/a-server.ts'
import { aBook, aCaller, rowsOf } from '../support/builders.ts'

/**
 * The table of trust.md 1, said a second time and asked over HTTP: each operation, by each role, about what is the
 * caller's own, in the teacher's class, elsewhere in the school, in another school, and nowhere. What is not listed here
 * must be refused, and an operation that is missing here fails the test.
 */
type Reach = 'school' | 'class' | 'self'
type Row = Partial<Record<Role, Reach>>

const all: Row = {
  ...{ service: 'school', admin: 'school', librarian: 'school' },
  ...{ teacher: 'school', student: 'school', reader: 'school' },
}
const staff: Row = { service: 'school', admin: 'school', librarian: 'school' }
const operators: Row = { service: 'school', admin: 'school' }
const readers: Row = { service: 'school', student: 'self', reader: 'self' }

/** Whoever can sign in; about accounts of one's own. */
const people: Row = { admin: 'school', librarian: 'school', teacher: 'school', student: 'school' }
const self: Row = { admin: 'self', librarian: 'self', teacher: 'self', student: 'self' }

const matrix: Record<string, Row> = {
  readRecommendations: { ...readers, librarian: 'school', teacher: 'class' },
  whyBook: { ...readers, librarian: 'school' },
  giveFeedback: { ...readers, teacher: 'class' },
  recordCheckouts: staff,
  listReaderBooks: readers,
  addReaderBooks: readers,
  removeReaderBook: readers,
  searchBooks: all,
  readBook: all,
  listSimilarBooks: all,
  readCoverSvg: all,
  readCoverPng: all,
  setVisibility: staff,
  setOverride: staff,
  removeOverride: staff,
  listOverrides: staff,
  // Librarians: only if the school's policy says so, which is tried below.
  listStudents: { ...operators, teacher: 'school' },
  readStudent: { ...readers, admin: 'school', teacher: 'class' },
  exportStudent: { ...readers, admin: 'school' },
  exportStudentArchive: { ...readers, admin: 'school' },
  eraseStudent: operators,
  listErasures: operators,
  readErasure: operators,
  listClasses: { ...staff, teacher: 'school' },
  // Before the imports that make this roster an old one.
  listMissing: { admin: 'school' },
  endMissing: { admin: 'school' },
  import_catalogue: staff,
  import_students: staff,
  import_teachers: staff,
  import_classes: staff,
  import_checkouts: staff,
  readImport: staff,
  listJobs: operators,
  startJob: operators,
  readRun: operators,
  listKeys: operators,
  issueKey: operators,
  rotateKey: operators,
  revokeKey: operators,
  listLinks: people,
  newLinkCode: people,
  confirmLink: self,
  unlink: self,
  listSpaces: { admin: 'school', teacher: 'school' },
  listUnboundSpaces: { admin: 'school' },
  newSpaceCode: { admin: 'school' },
  bindSpace: { admin: 'school' },
  unbindSpace: { admin: 'school' },
  listChannels: { admin: 'school', teacher: 'school' },
  bindChannel: { admin: 'school', teacher: 'class' },
  unbindChannel: { admin: 'school', teacher: 'class' },
  listConnections: { admin: 'school' },
  listLtiRegistrations: { admin: 'school' },
  newLtiInvite: { admin: 'school' },
  decideLtiRegistration: { admin: 'school' },
  chooseLtiServices: { admin: 'school' },
  checkLtiRegistration: { admin: 'school' },
  approveLtiDeployment: { admin: 'school' },
  listen: all,
  readMe: all,
  signOut: all,
}

/** For anybody, with a key or without: what they answer says nothing of a person. */
const open = [
  ...['listSignInProviders', 'beginSignIn', 'completeSignIn'],
  ...['readDemoKey', 'listDemoPeople', 'signInAsDemoPerson'],
  ...['readLiveness', 'readReadiness', 'readMetrics', 'readOpenapi'],
  'readToldCover',
]

type Kind =
  | 'student'
  | 'account'
  | 'class'
  | 'channel'
  | 'space'
  | 'platform'
  | 'book'
  | 'import'
  | 'roster'
  | 'run'
  | 'key'
  | 'erasure'
  | 'none'
/** Where what is asked about belongs. */
const places = ['self', 'own class', 'other class', 'other school', 'nowhere'] as const
type Place = (typeof places)[number]

const on = ground()
let ours: TestSchool
let they: TestSchool
let site: string
let close: () => Promise<void>
/** Ids by kind and place; a place that a kind does not have is left out. */
let ids: Record<Exclude<Kind, 'none'>, Partial<Record<Place, string>>>

beforeAll(async () => {
  const opened = await openSchool(on, { running: false })
  ours = opened.school
  they = await ours.neighbour()
  const [mine, theirs] = [await furnish(ours, 'our'), await furnish(they, 'their')]
  const server = await serveApp(ours.app)
  site = server.url
  close = async () => {
    await server.stop()
    await opened.close()
  }
  const elsewhere = (kind: 'book' | 'import' | 'roster' | 'run' | 'key' | 'erasure') => ({
    ...{ 'own class': mine[kind], 'other school': theirs[kind], nowhere: 'nobody' },
  })
  ids = {
    student: {
      'own class': 'our-ada',
      'other class': 'our-bo',
      'other school': 'their-ada',
      nowhere: 'nobody',
    },
    account: { 'other class': 'of-our-bo', 'other school': 'of-their-ada', nowhere: 'nobody' },
    class: { 'own class': 'our-5a', 'other class': 'our-5b', 'other school': 'their-5a', nowhere: 'nobody' },
    channel: { 'own class': 'c-5a', 'other class': 'c-5b', 'other school': 'c-theirs', nowhere: 'nobody' },
    platform: { 'own class': 'our-lms-1', 'other school': 'their-lms-1', nowhere: 'nobody' },
    space: { 'own class': 'our-team', 'other school': 'their-team', nowhere: 'nobody' },
    book: elsewhere('book'),
    import: elsewhere('import'),
    roster: elsewhere('roster'),
    run: elsewhere('run'),
    key: elsewhere('key'),
    erasure: elsewhere('erasure'),
  }
})
afterAll(() => close())

async function furnish(school: TestSchool, name: string) {
  const book = `${name}-b1`
  await school.books([aBook({ book_id: book }), aBook({ book_id: `${name}-b2` })])
  await school.students(
    { student_id: `${name}-ada`, class_ids: [`${name}-5a`] },
    { student_id: `${name}-bo`, class_ids: [`${name}-5b`] },
  )
  await school.staff(
    ...(['admin', 'librarian', 'teacher'] as const).map((role) => ({
      ...{ person_id: `${name}-${role}`, role, name: role, email: null },
    })),
  )
  const { app, service } = school
  await app.core.store.school(school.id, async (rows) => {
    await rows.classTeachers.set(`${name}-teacher`, [`${name}-5a`])
    await rows.readers.ensure(`${name}-guest`)
  })
  const admin = aCaller({ school_id: school.id, role: 'admin', person_id: `${name}-admin` })
  await app.flows.ltiRegistrations.register(admin, {
    ...{
      registration_id: `${name}-lms-1`,
      issuer: `https://${name}.example`,
      client_id: 'c',
      family: 'other',
    },
    ...{ auth_url: 'https://a', token_url: 'https://t', jwks_url: 'https://j', frame_origins: [] },
    require_sub: false,
  })
  const { import_id } = await app.flows.importFile(service, 'classes', rowsOf([{ class_id: 'x', name: 'x' }]))
  const roster = await app.flows.importFile(service, 'teachers', rowsOf([{ teacher_id: 'r', name: 'r' }]))
  const { run_id } = await app.flows.startJob(service, 'graph')
  await school.students({ student_id: `${name}-gone` })
  const { erasure_id } = await app.flows.privacy.erase(service, `${name}-gone`)
  return {
    ...{ book, import: import_id, roster: roster.import_id, run: run_id, key: await newKey(school) },
    erasure: erasure_id,
  }
}

const newKey = async ({ app, service }: TestSchool): Promise<string> =>
  (await app.flows.keys.issue(service, { role: 'librarian', reader_id: null, label: '' })).key_id

/** What a request sends to be let in: people have sessions, programs and readers without a school keys. */
async function credentials(role: Role): Promise<Record<string, string>> {
  const { app, id, service } = ours
  if (role === 'service' || role === 'reader') {
    const reader_id = role === 'reader' ? 'our-guest' : null
    const { key } = await app.flows.keys.issue(service, { role, reader_id, label: '' })
    return { Authorization: `Bearer ${key}` }
  }
  const personId = role === 'student' ? 'our-ada' : `our-${role}`
  const secret = await app.core.store.school(id, (rows) => beginSession(app.core, rows, personId))
  const { csrf_token } = await app.flows.sessions.find(secret)
  return { Cookie: `shelftalk_session=${secret}`, Origin: site, 'X-CSRF-Token': csrf_token }
}

interface Request {
  about: Kind
  path(id: string): string
  json?: (id: string) => unknown
  csv?: string
  /** Puts there what the request takes away. */
  before?(id: string): Promise<unknown>
}

const anAccount = (account_id: string) => ({ platform: 'lti', tenant: 'our-lms', account_id })

/** Has the account of-PERSON ask to be linked to that person of ours; anybody else's asks nobody. */
const askToLink = (account_id: string) =>
  ours.app.core.store.school(ours.id, async (rows) => {
    const account = { platform: 'lti' as const, tenant: 'our-lms', account_id }
    await rows.links.remove(account, null)
    await rows.links.ask(
      { ...account, person_id: account_id.replace('of-', ''), shown_name: '' },
      ours.clock(),
    )
  })

/** Binds our workspace anew, with a channel for each class. */
const bindTeam = () =>
  ours.app.core.store.school(ours.id, async (rows) => {
    const team = { platform: 'slack' as const, tenant: 'our-team' }
    const by = { person_id: 'our-admin', before: null, at: ours.clock() }
    await rows.spaces.remove(team)
    await rows.spaces.put({ ...team, shown_name: '' }, by.person_id, by.at)
    for (const group of ['5a', '5b'])
      await rows.spaces.putChannel({ ...team, channel_id: `c-${group}`, class_id: `our-${group}` }, by)
  })

const why = 'For the matrix.'
const asked: Record<string, Request> = {
  readRecommendations: { about: 'student', path: (id) => `/recommendations/${id}?limit=1` },
  whyBook: { about: 'student', path: (id) => `/recommendations/${id}/why/our-b1` },
  giveFeedback: {
    ...{ about: 'student', path: () => '/feedback' },
    json: (student_id) => ({ student_id, book_id: 'our-b1', vote: 'up' }),
  },
  recordCheckouts: { about: 'none', path: () => '/checkouts', json: () => [] },
  listReaderBooks: { about: 'student', path: (id) => `/user/books?reader_id=${id}` },
  addReaderBooks: {
    ...{ about: 'student', path: (id) => `/user/books?reader_id=${id}` },
    json: () => [{ title: 'Holes' }],
  },
  removeReaderBook: {
    ...{ about: 'student', path: (id) => `/user/books/our-b2?reader_id=${id}` },
    before: (id) =>
      ours.app.core.store
        .school(ours.id, (rows) =>
          rows.history.addListed(id, [{ book_id: 'our-b2', rating: null, finished_on: null }]),
        )
        .catch(() => null),
  },
  searchBooks: { about: 'none', path: () => '/books' },
  readBook: { about: 'book', path: (id) => `/books/${id}` },
  listSimilarBooks: { about: 'book', path: (id) => `/books/${id}/similar` },
  readCoverSvg: { about: 'book', path: (id) => `/books/${id}/cover.svg` },
  readCoverPng: { about: 'book', path: (id) => `/books/${id}/cover.png?width=64` },
  setVisibility: {
    ...{ about: 'book', path: (id) => `/books/${id}/visibility`, json: () => ({ visibility: 'shown' }) },
  },
  setOverride: {
    ...{ about: 'book', path: (id) => `/books/${id}/overrides/6`, json: () => ({ kind: 'pin', why }) },
  },
  removeOverride: {
    ...{ about: 'book', path: (id) => `/books/${id}/overrides/6`, json: () => ({ why }) },
    before: (book_id) =>
      ours.app.flows.setOverride(ours.service, { book_id, grade: '6', why }, 'pin').catch(() => null),
  },
  listOverrides: { about: 'book', path: (id) => `/books/${id}/overrides` },
  listStudents: { about: 'none', path: () => '/students' },
  readStudent: { about: 'student', path: (id) => `/students/${id}` },
  exportStudent: { about: 'student', path: (id) => `/students/${id}/export` },
  exportStudentArchive: { about: 'student', path: (id) => `/students/${id}/export.zip` },
  eraseStudent: {
    ...{ about: 'student', path: (id) => `/students/${id}` },
    // Whoever was erased before is taken up again by the school.
    before: (student_id) =>
      student_id.startsWith('our-')
        ? ours.students({ student_id, class_ids: [student_id === 'our-ada' ? 'our-5a' : 'our-5b'] })
        : Promise.resolve(),
  },
  listErasures: { about: 'none', path: () => '/erasures' },
  readErasure: { about: 'erasure', path: (id) => `/erasures/${id}` },
  listClasses: { about: 'none', path: () => '/classes' },
  import_catalogue: { about: 'none', path: () => '/imports/catalogue', csv: 'book_id,title\nb,B\n' },
  import_students: { about: 'none', path: () => '/imports/students', csv: 'student_id\nnew\n' },
  import_classes: { about: 'none', path: () => '/imports/classes', csv: 'class_id,name\nx,x\n' },
  import_checkouts: {
    ...{ about: 'none', path: () => '/imports/checkouts' },
    csv: 'student_id,book_id,checkout_date\nour-bo,our-b2,2026-02-02\n',
  },
  import_teachers: { about: 'none', path: () => '/imports/teachers', csv: 'teacher_id,name\nnew-t,T\n' },
  listMissing: { about: 'roster', path: (id) => `/imports/${id}/missing` },
  endMissing: {
    ...{ about: 'roster', path: (id) => `/imports/${id}/missing`, json: () => ({ person_ids: ['nobody'] }) },
  },
  readImport: { about: 'import', path: (id) => `/imports/${id}` },
  listJobs: { about: 'none', path: () => '/jobs' },
  startJob: { about: 'none', path: () => '/jobs/graph/runs' },
  readRun: { about: 'run', path: (id) => `/jobs/runs/${id}` },
  listKeys: { about: 'none', path: () => '/keys' },
  issueKey: { about: 'none', path: () => '/keys', json: () => ({ role: 'librarian', label: 'desk' }) },
  rotateKey: { about: 'key', path: (id) => `/keys/${id}/rotation` },
  revokeKey: { about: 'key', path: (id) => `/keys/${id}` },
  listLinks: { about: 'none', path: () => '/links' },
  newLinkCode: { about: 'none', path: () => '/links/codes', json: () => ({ platform: 'lti' }) },
  confirmLink: { about: 'account', path: () => '/links/confirmations', json: anAccount, before: askToLink },
  unlink: { about: 'account', path: () => '/links/removals', json: anAccount, before: askToLink },
  listSpaces: { about: 'none', path: () => '/spaces' },
  listUnboundSpaces: { about: 'none', path: () => '/spaces/unbound' },
  newSpaceCode: { about: 'none', path: () => '/spaces/codes', json: () => ({ platform: 'discord' }) },
  bindSpace: {
    ...{ about: 'none', path: () => '/spaces/slack/our-team', before: bindTeam },
    json: () => ({ shown_name: 'Ours' }),
  },
  unbindSpace: { about: 'space', path: (id) => `/spaces/slack/${id}`, before: bindTeam },
  listChannels: { about: 'none', path: () => '/channels' },
  bindChannel: {
    ...{ about: 'class', path: () => '/spaces/slack/our-team/channels/c-new', before: bindTeam },
    json: (class_id) => ({ class_id }),
  },
  unbindChannel: {
    ...{ about: 'channel', path: (id) => `/spaces/slack/our-team/channels/${id}`, before: bindTeam },
  },
  listConnections: { about: 'none', path: () => '/connections' },
  listLtiRegistrations: { about: 'none', path: () => '/connections/lti' },
  newLtiInvite: {
    ...{ about: 'none', path: () => '/connections/lti/invites' },
    json: () => ({ roster: true, scores: false }),
  },
  checkLtiRegistration: { about: 'platform', path: (id) => `/connections/lti/${id}/checks` },
  chooseLtiServices: {
    ...{ about: 'platform', path: (id) => `/connections/lti/${id}/services` },
    json: () => ({ roster: true, scores: false }),
  },
  decideLtiRegistration: {
    ...{ about: 'platform', path: (id) => `/connections/lti/${id}` },
    json: () => ({ state: 'active', frame_origins: ['https://our.example/course/1'] }),
  },
  approveLtiDeployment: { about: 'platform', path: (id) => `/connections/lti/${id}/deployments/1%3Aa` },
  listen: { about: 'none', path: () => '/live' },
  readMe: { about: 'none', path: () => '/me' },
  signOut: { about: 'none', path: () => '/sign-out' },
}

interface Answer {
  status: number
  /** Of a refusal, without the path that was asked for. */
  problem: unknown
}

async function ask(operationId: string, role: Role, id: string): Promise<Answer> {
  const { path, json, csv, before } = asked[operationId]!
  const { method } = endpoints.find((one) => one.operationId === operationId)!
  await before?.(id)
  const headers = new Headers(await credentials(role))
  const body = csv ?? (json === undefined ? undefined : JSON.stringify(json(id)))
  if (body !== undefined) headers.set('Content-Type', csv === undefined ? 'application/json' : 'text/csv')
  const answer = await fetch(`${site}${path(id)}`, {
    ...{ method: method.toUpperCase(), headers, redirect: 'manual' },
    ...(body === undefined ? {} : { body }),
  })
  if (answer.status < 400) {
    await answer.body?.cancel()
    return { status: answer.status, problem: null }
  }
  const { instance: _, ...problem } = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, problem }
}

/** The places that there are for this role and kind, each with the id to ask about. */
function targets(kind: Kind, role: Role): [Place, string][] {
  if (kind === 'none') return [['own class', '']]
  if (kind === 'account') {
    const own = role === 'student' ? 'of-our-ada' : `of-our-${role}`
    return [['self', own], ...(Object.entries(ids.account) as [Place, string][])]
  }
  const own = { student: 'our-ada', reader: 'our-guest' }[role as 'student']
  const known = Object.entries(ids[kind]) as [Place, string][]
  if (kind !== 'student' || own === undefined) return known
  return [['self', own], ...known.filter(([, id]) => id !== own)]
}

function isAllowed(reach: Reach | undefined, place: Place): boolean {
  if (reach === 'school') return place !== 'other school' && place !== 'nowhere'
  return place === 'self' ? reach === 'self' : place === 'own class' && reach === 'class'
}

/** A service key makes the reader whom it names: there is no wrong id. */
const madeIfNew = ['listReaderBooks', 'addReaderBooks', 'removeReaderBook']

describe('[T-1] each operation by each role', () => {
  test('[T-1] every operation is in the matrix, or is for anybody and named so', () => {
    const needsKnowing = endpoints.filter(({ access = 'key' }) => access === 'key')
    expect(needsKnowing.map((one) => one.operationId).sort()).toEqual(Object.keys(matrix).sort())
    expect(Object.keys(asked).sort()).toEqual(Object.keys(matrix).sort())
    const others = endpoints.filter(({ access = 'key' }) => access !== 'key')
    expect(others.map((one) => one.operationId).sort()).toEqual([...open].sort())
  })

  test.each(Object.keys(matrix))(
    '[T-1] %s is allowed to those listed and to nobody else',
    async (operationId) => {
      const { about } = asked[operationId]!
      for (const role of roles) {
        const isFree = role === 'service' && madeIfNew.includes(operationId)
        for (const [place, id] of targets(about, role)) {
          if (isFree && (place === 'nowhere' || place === 'other school')) continue
          const { status, problem } = await ask(operationId, role, id)
          const isRefused = status === 403 || status === 404
          const seen = [role, place, status < 400 ? 'allowed' : isRefused ? 'refused' : status]
          expect(seen).toEqual([
            role,
            place,
            isAllowed(matrix[operationId]?.[role], place) ? 'allowed' : 'refused',
          ])
          // In the words for an id that does not exist.
          if (isRefused && about !== 'none')
            expect(problem).toEqual((await ask(operationId, role, 'nobody')).problem)
        }
      }
      if (operationId === 'revokeKey') ids.key['own class'] = await newKey(ours)
    },
  )

  test('[T-1] without a key or a session nothing of it is allowed', async () => {
    for (const [operationId, { path }] of Object.entries(asked)) {
      const { method } = endpoints.find((one) => one.operationId === operationId)!
      const answer = await fetch(`${site}${path('our-ada')}`, { method: method.toUpperCase() })
      expect([operationId, [401, 429].includes(answer.status)]).toEqual([operationId, true])
    }
  })
})
