import { beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/core/adapters/postgres/sql.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import type { SchoolRows, SystemRows } from '../../src/core/ports/store.ts'
import type { Flows } from '../../src/flows.ts'
import { ground, idsOf, openSchool, type TestSchool } from '../support/a-school.ts'
import { aCaller, aLoan } from '../support/builders.ts'
import { type Attempt, attemptsOn } from './tenancy/attempts.ts'
import { aChannel, anAccount, aSpace } from './tenancy/examples.ts'
import { furnish, type Theirs } from './tenancy/furnish.ts'

const on = ground()

let ours: TestSchool
let they: TestSchool
let theirs: Theirs

beforeAll(async () => {
  const opened = await openSchool(on)
  ours = opened.school
  they = await ours.neighbour()
  await furnish(ours, 'our')
  theirs = await furnish(they, 'their')
  return opened.close
})

async function tables(): Promise<string[]> {
  const rows = await ours.sql<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id'
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') order by 1`,
  )
  return rows.map((row) => row.name)
}

/** All that a school's transactions can see, as one text. */
async function everything(school: TestSchool): Promise<string> {
  const parts: string[] = []
  for (const table of await tables()) {
    const [row] = await school.sql<{ text: string }>(
      `select '${table}: ' || coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text)::text, '') as text from ${table} t`,
    )
    parts.push(row!.text)
  }
  return parts.join('\n')
}

/** What an attempt may come to: nothing found, or refused by the database. Rows of one's own may be made. */
const nothing = [undefined, null, false, 0]
const isNothing = (answer: unknown): boolean =>
  nothing.includes(answer as null) ||
  (Array.isArray(answer) && answer.every((part) => nothing.includes(part as null) || part === undefined)) ||
  (answer instanceof Set && answer.size === 0)

/** Logs: a row that is written cannot be changed, and not deleted before its time. */
const onlyGrow = ['book_override_log']

const page = { limit: 100, after: null }

const attempts = attemptsOn(() => theirs)

const readBeforeSchool = [
  ...['api_key', 'chat_digest', 'chat_post', 'chat_space', 'dead_letter', 'graph_build'],
  ...['identity_provider', 'job_due'],
  ...['lti_deployment', 'lti_invite', 'lti_registration', 'lti_services', 'lti_session', 'lti_transaction'],
  ...['outbox', 'person', 'person_session', 'school', 'sign_in'],
]

/** What is read before the school is known; nothing else may be added without being looked at here. */
const systemFunctions: { [R in keyof SystemRows]: (keyof SystemRows[R])[] } = {
  keys: ['byHash'],
  identityProviders: ['get', 'list'],
  signIns: ['begin', 'take'],
  sessions: ['bySecret'],
  spaces: ['schoolOf', 'unboundWithin'],
  connections: ['note', 'of'],
  ltiIntake: ['active', 'noteLaunch', 'takeInvite'],
  ltiItems: ['add', 'change', 'find', 'put', 'remove', 'sweep'],
  ltiKeys: ['forget', 'list', 'put', 'sealAnew'],
  ltiLaunches: [
    ...(['begin', 'byPublicId', 'byState', 'consume', 'deployment', 'forget', 'putSession'] as const),
    ...(['registration', 'registrations', 'session', 'takeDeepLinking'] as const),
  ],
  ltiServices: ['of'],
  gatewayLeases: ['coveredUntil', 'release', 'take'],
  chatRequests: [
    ...(['counts', 'dead', 'done', 'emptyDone', 'failed', 'forget', 'payloadOf', 'purge'] as const),
    ...(['put', 'release', 'replay', 'take'] as const),
  ],
  chatInstallations: ['beginInstall', 'get', 'list', 'put', 'sealAnew', 'setState', 'takeInstall'],
  postQueue: ['counts', 'due', 'park'],
  digestQueue: ['due'],
  outbox: ['dueTopics', 'isAtLeast', 'next', 'pending', 'publishAgain', 'published', 'remove', 'restore'],
  deadLetters: ['count', 'put', 'take'],
  schools: ['create', 'rankings', 'scheduled'],
  writes: ['areAllowed', 'probe'],
}

/** Waits until nothing moves their rows any more that was set in motion before. */
async function settled(): Promise<void> {
  await ours.drain()
  let [before, now] = ['', await everything(they)]
  while (before !== now) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    before = now
    now = await everything(they)
  }
}

/** Runs an attempt in a transaction of ours and takes back what it made, so that attempts do not meet. */
async function tryIt(attempt: Attempt<SchoolRows>): Promise<unknown> {
  const undo = new Error('take it back')
  let answer: unknown
  try {
    await ours.app.core.store.school(ours.id, async (rows) => {
      answer = await attempt(rows)
      throw undo
    })
  } catch (error) {
    if (error !== undo) return null
  }
  return answer
}

describe('[T-2] ids of another school', () => {
  test('[T-2] every repository function is tried', async () => {
    await ours.app.core.store.school(ours.id, async (rows) => {
      const real = Object.entries(rows).map(([name, functions]) => [name, Object.keys(functions).sort()])
      const tried = Object.entries(attempts).map(([name, functions]) => [name, Object.keys(functions).sort()])
      expect(tried.sort()).toEqual(real.sort())
    })
    await ours.app.core.store.system(async (rows) => {
      const real = Object.entries(rows).map(([name, functions]) => [name, Object.keys(functions).sort()])
      expect(Object.entries(systemFunctions).sort()).toEqual(real.sort())
    })
  })

  const all = Object.entries(attempts).flatMap(([name, functions]) =>
    Object.entries(functions as Record<string, Attempt<SchoolRows> | 'names no row'>).flatMap(
      ([fn, attempt]) => (attempt === 'names no row' ? [] : [{ name: `${name}.${fn}`, attempt }]),
    ),
  )

  test.each(all)('[T-2] $name finds nothing', async ({ attempt }) => {
    const answer = await tryIt(attempt)
    expect({ answer, found: !isNothing(answer) }).toEqual({ answer, found: false })
  })

  test('[T-2] no repository function touches a row of theirs, also when it is committed', async () => {
    await settled()
    const before = await everything(they)
    const third = await ours.neighbour()
    for (const { name, attempt } of all) {
      await ours.app.core.store.school(third.id, attempt).catch(() => {})
      // An event that names their school would be applied there: no flow of ours makes such a one.
      if (name.startsWith('outbox.')) await on.driver.asOwner((sql) => sql.script('truncate outbox'))
    }
    expect(await everything(they)).toBe(before)
    expect(await everything(third)).toContain(theirs.reader)
    await on.driver.asOwner((sql) => sql.script('truncate outbox'))
  })
})

type Calls = { [F in keyof Flows]: ((flows: Flows) => unknown) | 'names no id' }

describe('[T-2] flows', () => {
  // What the tests before set in motion would otherwise move their rows while we look.
  beforeAll(settled)

  const one = () => ours.service
  const anAdmin = () => aCaller({ school_id: ours.id, role: 'admin' })
  const notFound: Calls = {
    authenticate: 'names no id',
    keys: 'names no id',
    sessions: 'names no id',
    signIn: 'names no id',
    links: 'names no id',
    lti: 'names no id',
    ltiItems: 'names no id',
    ltiKeys: 'names no id',
    ltiRegistrations: 'names no id',
    courseTotals: 'names no id',
    readingLists: 'names no id',
    courseShelf: 'names no id',
    drawCover: 'names no id',
    ltiServices: (f) => f.ltiServices.choose(anAdmin(), 'their-lms', { roster: false }),
    ltiRosters: 'names no id',
    ltiScores: 'names no id',
    spaces: 'names no id',
    connections: 'names no id',
    gatewayLease: 'names no id',
    chat: 'names no id',
    recommend: (f) =>
      f.recommend(one(), {
        student_id: theirs.reader,
        limit: 5,
        explanations: 'none',
        level: null,
        theme: null,
      }),
    whyBook: (f) => f.whyBook(one(), { student_id: theirs.reader, book_id: 'our-b1', limit: 5 }),
    giveFeedback: (f) =>
      f.giveFeedback(
        one(),
        { student_id: theirs.reader, book_id: theirs.book, vote: 'up', slate_id: null },
        null,
      ),
    recordCheckouts: 'names no id',
    readerOf: 'names no id',
    addReaderBooks: 'names no id',
    listReaderBooks: 'names no id',
    removeReaderBook: (f) => f.removeReaderBook(one(), theirs.reader, theirs.own),
    importFile: 'names no id',
    importReport: (f) => f.importReport(one(), theirs.importId, { limit: 10, after: 0 }),
    missingPeople: (f) => f.missingPeople(anAdmin(), theirs.importId, page),
    endMissing: (f) => f.endMissing(anAdmin(), theirs.importId, [theirs.teacher]),
    searchBooks: 'names no id',
    readBook: (f) => f.readBook(one(), theirs.book),
    similarBooks: (f) => f.similarBooks(one(), theirs.book, { limit: 5 }),
    setVisibility: (f) => f.setVisibility(one(), theirs.book, { hidden: true }),
    setOverride: (f) => f.setOverride(one(), { book_id: theirs.book, grade: '6', why: 'x' }, 'block'),
    removeOverride: (f) => f.removeOverride(one(), { book_id: theirs.book, grade: '6', why: 'x' }),
    listOverrides: (f) => f.listOverrides(one(), theirs.book, { limit: 5, before: null }),
    coverSvg: (f) => f.coverSvg(one(), theirs.book),
    coverPng: (f) => f.coverPng(one(), theirs.book, 100),
    toldCoverPng: (f) =>
      f.toldCoverPng({ school_id: they.id, book_id: theirs.book, proof: 'p'.repeat(22) }, 100),
    coverAddress: 'names no id',
    listStudents: 'names no id',
    readStudent: (f) => f.readStudent(one(), theirs.reader),
    privacy: (f) => f.privacy.erase(one(), theirs.reader),
    exportStudent: (f) => f.exportStudent(one(), theirs.reader),
    listClasses: 'names no id',
    listJobs: 'names no id',
    startJob: 'names no id',
    readRun: (f) => f.readRun(one(), theirs.run),
    subscribeLive: 'names no id',
    ready: 'names no id',
    pending: 'names no id',
    pendingOfAll: 'names no id',
    rankings: 'names no id',
    busBacklog: 'names no id',
    wordingCounts: 'names no id',
    answeredUpload: 'names no id',
    rememberUpload: 'names no id',
  }

  test('[T-2] every flow is thought of', () => {
    expect(Object.keys(notFound).sort()).toEqual(Object.keys(ours.app.flows).sort())
  })

  test.each(Object.entries(notFound).filter(([, call]) => call !== 'names no id'))(
    '[T-2] %s says not_found in the words for an id that does not exist, and touches nothing',
    async (_name, call) => {
      const before = await everything(they)
      const answer = Promise.resolve((call as (flows: Flows) => unknown)(ours.app.flows))
      const error = await answer.then(
        () => null,
        (refusal: ShelftalkError) => refusal,
      )
      expect(error).toBeInstanceOf(ShelftalkError)
      expect(error).toMatchObject({ code: 'not_found' })
      expect(error?.message).toMatch(/^There is no such \w+ for you\./)
      expect(await everything(they)).toBe(before)
    },
  )

  test('[T-2] keys of theirs can be neither rotated nor revoked, nor given to a student of theirs', async () => {
    const { keys } = ours.app.flows
    const before = await everything(they)
    await expect(keys.revoke(one(), theirs.key)).rejects.toMatchObject({ code: 'not_found' })
    await expect(keys.rotate(one(), theirs.key)).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      keys.issue(one(), { role: 'student', reader_id: theirs.reader, label: '' }),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect((await keys.list(one())).map((key) => key.key_id)).not.toContain(theirs.key)
    expect(await everything(they)).toBe(before)
  })

  test('[T-2] accounts, workspaces and channels of theirs can be neither taken nor ended', async () => {
    const { links, spaces, ltiRegistrations } = ours.app.flows
    const admin = aCaller({ school_id: ours.id, role: 'admin', person_id: 'our-t1' })
    const before = await everything(they)
    const attempts = [
      () => links.confirmLink(admin, anAccount('their')),
      () => links.unlink(admin, anAccount('their')),
      () => spaces.unbindSpace(admin, aSpace('their')),
      () => spaces.unbindSpace(admin, { platform: 'lti', tenant: 'their-lms' }),
      () => ltiRegistrations.setState(admin, 'their-lms', { state: 'off' }),
      () => ltiRegistrations.approve(admin, 'their-lms', 'd'),
      () => spaces.bindChannel(admin, { ...aChannel('their'), class_id: theirs.class }),
      () => spaces.bindChannel(admin, { ...aChannel('their'), class_id: 'our-6a' }),
      () => spaces.unbindChannel(admin, aChannel('their')),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    await expect(spaces.bindSpace(admin, { ...aSpace('their'), shown_name: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await everything(they)).toBe(before)
  })

  test('[T-2] a reading list of theirs is neither opened nor changed, not even by a link of ours or from a course of that id', async () => {
    const { readingLists } = ours.app.flows
    const course = { course_id: 'their-course', former_ids: [] }
    const who = { school_id: ours.id, role: 'instructor' as const, course }
    const before = await everything(they)
    expect(await readingLists.read({ ...who, caller: null }, 'their-list')).toBeNull()
    const wish = { list_id: 'their-list', linked: 'their-list' }
    const attempts = [
      () => readingLists.open(who, wish),
      () => readingLists.change(who, wish, { do: 'rename', title: 'taken' }),
      () => readingLists.remove(who, 'their-list'),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    const made = await readingLists.make(who, 'ours')
    await expect(
      readingLists.change(who, { list_id: made, linked: null }, { do: 'add', book_id: theirs.book }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    await readingLists.remove(who, made)
    expect(await everything(they)).toBe(before)
  })

  test('[T-2] a vote for a book of theirs is refused, loans and lists are refused line by line', async () => {
    const before = await everything(they)
    await expect(ours.give('our-ada', theirs.book, 'up')).rejects.toMatchObject({ code: 'not_found' })
    await expect(ours.give('our-ada', theirs.own, 'up')).rejects.toMatchObject({ code: 'not_found' })
    const loans = [
      aLoan({ student_id: theirs.reader, book_id: 'our-b1' }),
      aLoan({ student_id: 'our-ada', book_id: theirs.book }),
    ]
    const { accepted, refused } = await ours.app.flows.recordCheckouts(one(), loans, null)
    expect(accepted).toBe(0)
    expect(refused.map((r) => [r.index, r.field])).toEqual([
      [0, 'student_id'],
      [1, 'book_id'],
    ])
    expect(await everything(they)).toBe(before)
  })

  test('[T-2] lists, search, students, classes and jobs hold nothing of theirs', async () => {
    const { flows } = ours.app
    const seen = JSON.stringify([
      await flows.searchBooks(one(), { query: 'their', ...page }),
      idsOf(await ours.list('our-ada', { limit: 50 })),
      await flows.listStudents(one(), { query: '', class_id: null, ...page }),
      await flows.listStudents(one(), { query: '', class_id: theirs.class, ...page }),
      await flows.listClasses(one(), page),
      await flows.listJobs(one()),
      await flows.listReaderBooks(one(), theirs.reader, page),
      await flows.similarBooks(one(), 'our-b1', { limit: 50 }),
    ])
    expect(seen).toContain('our-ada')
    expect(seen).not.toContain('their')
    expect(seen).not.toContain(theirs.run)
  })

  test('[T-2] who looks on live hears nothing of theirs', async () => {
    const heard: unknown[] = []
    const leave = ours.app.flows.subscribeLive(one(), (message) => heard.push(message))
    await they.give(theirs.reader, theirs.book, 'down')
    await they.drain()
    leave()
    expect(heard).toEqual([])
  })
})

describe('[T-3] a transaction without a school', () => {
  const noSchool: Scope = { role: 'shelftalk_app', schoolId: null, background: false }
  const rowsBelow = <T>(scope: Scope, text: string): Promise<T[]> =>
    on.driver.transaction(scope, (sql) => sql.rows<T>(text))

  test('[T-3] every table with rows of schools has forced row-level security and one policy for the app', async () => {
    const all = await ours.sql<{
      name: string
      on: boolean
      forced: boolean
      app: string[]
      others: string[]
    }>(
      `select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced,
         array(select p.qual || ' / ' || p.with_check from pg_policies p
           where p.tablename = c.relname and p.roles = '{shelftalk_app}' and p.cmd = 'ALL') as app,
         array(select p.roles::text from pg_policies p where p.tablename = c.relname and p.roles <> '{shelftalk_app}') as others
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = current_schema() and c.relkind in ('r', 'p') order by 1`,
    )
    const names = await tables()
    const ofSchools = all.filter((t) => names.includes(t.name))
    const others = all.filter((t) => !names.includes(t.name))
    // What is nobody's: who listens for a bot, what the tool in courses keeps and signs with, how far the schema is, the schedule's wake-up, room to try a write in.
    expect(others.map((t) => t.name)).toEqual([
      ...['chat_install_state', 'chat_installation', 'chat_request'],
      ...[
        'connection_state',
        'gateway_lease',
        'lti_item',
        'lti_key',
        'schedule_job',
        'schema_migration',
        'write_probe',
      ],
    ])
    for (const { name } of others)
      await expect(ours.sql(`select from ${name}`), name).rejects.toThrow(/permission denied/)
    const own = `(school_id = current_setting('shelftalk.school'::text, true))`
    expect(ofSchools.map((t) => t.name)).toEqual(names)
    expect(ofSchools.filter((t) => !t.on || !t.forced)).toEqual([])
    expect(ofSchools.filter((t) => t.app.join() !== `${own} / ${own}`)).toEqual([])
    const beforeSchool = ofSchools.filter((t) => t.others.length > 0)
    expect(beforeSchool.map((t) => t.name)).toEqual(readBeforeSchool)
    expect(new Set(beforeSchool.flatMap((t) => t.others))).toEqual(new Set(['{shelftalk_system}']))
  })

  test('[T-3] neither role can bypass the policies, own a table, or become the other', async () => {
    const roles = await ours.sql(
      `select rolname, rolsuper, rolbypassrls, rolcanlogin,
         (select count(*)::int from pg_class c where c.relowner = r.oid) as owns,
         (select count(*)::int from pg_auth_members m where m.member = r.oid) as member_of
       from pg_roles r where rolname in ('shelftalk_app', 'shelftalk_system') order by 1`,
    )
    const harmless = { rolsuper: false, rolbypassrls: false, rolcanlogin: false, owns: 0, member_of: 0 }
    expect(roles).toEqual([
      { rolname: 'shelftalk_app', ...harmless },
      { rolname: 'shelftalk_system', ...harmless },
    ])
  })

  test('[T-3] sees no row of any table, changes none, and cannot write one', async () => {
    for (const table of await tables()) {
      const [row] = await rowsBelow<{ count: number }>(
        noSchool,
        `select count(*)::int as count from ${table}`,
      )
      expect([table, row?.count]).toEqual([table, 0])
      if (onlyGrow.includes(table)) {
        expect(await rowsBelow(noSchool, `delete from ${table} returning school_id`)).toEqual([])
        await expect(rowsBelow(noSchool, `update ${table} set why = ''`)).rejects.toThrow(/permission denied/)
        continue
      }
      const deleted = await rowsBelow(noSchool, `delete from ${table} returning school_id`)
      expect([table, deleted]).toEqual([table, []])
      const changed = await rowsBelow(
        noSchool,
        `update ${table} set school_id = school_id returning school_id`,
      )
      expect([table, changed]).toEqual([table, []])
      const written = rowsBelow(noSchool, `insert into ${table} (school_id) values ('${ours.id}')`)
      await expect(written, table).rejects.toThrow(/row-level security/)
    }
  })

  test('[T-3] with a school, a row can be neither written for nor moved to another school', async () => {
    for (const table of await tables()) {
      const written = ours.sql(`insert into ${table} (school_id) values ('${they.id}')`)
      await expect(written, table).rejects.toThrow(/row-level security/)
      const moved = ours.sql(`update ${table} set school_id = '${they.id}'`).then(() => 'no row to move')
      expect([table, await moved.catch((error: Error) => error.message)]).toEqual([
        table,
        expect.stringMatching(
          onlyGrow.includes(table) ? /permission denied/ : /row-level security|no row to move/,
        ),
      ])
    }
  })

  test('[T-3] the system role sees only the tables that are read before the school is known', async () => {
    const system: Scope = { role: 'shelftalk_system', schoolId: null, background: false }
    const open: string[] = []
    for (const table of await tables()) {
      await rowsBelow(system, `select 1 from ${table} limit 1`).then(
        () => open.push(table),
        (error: Error) => expect(error.message).toMatch(/permission denied/),
      )
    }
    expect(open).toEqual(readBeforeSchool)
  })

  test('[T-3] a school whose id is no plain word is only itself', async () => {
    const strange = `it's "a" \\ school; drop table reader; --`
    await ours.app.core.store.system((rows) =>
      rows.schools.create({ school_id: strange, name: 'x', invented: true, time_zone: 'UTC' }),
    )
    const read = await ours.app.core.store.school(strange, (rows) => rows.school.read())
    expect(read.school_id).toBe(strange)
    expect(await ours.app.core.store.school(strange, (rows) => rows.readers.get('our-ada'))).toBeNull()
  })

  test('[T-3] the next transaction on the same connection does not remember the school', async () => {
    await ours.sql('select 1')
    const seen = await rowsBelow(noSchool, 'select school_id from reader')
    expect(seen).toEqual([])
  })
})
