import { uuidv7 } from 'uuidv7'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/core/adapters/postgres/sql.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { makeEvent } from '../../src/core/domain/events.ts'
import type { SchoolRows, SystemRows } from '../../src/core/ports/store.ts'
import type { Flows } from '../../src/flows.ts'
import { ground, idsOf, openSchool, type TestSchool } from '../support/a-school.ts'
import { aBook, aCaller, aLoan, aStudent, rowsOf } from '../support/builders.ts'

const on = ground()
const noon = new Date('2026-03-02T12:00:00.000Z')

/** Ids that exist in the one school, and in the other one not. */
interface Theirs {
  reader: string
  book: string
  own: string
  class: string
  bookNo: number
  build: number
  key: string
  importId: string
  run: string
  model: string
  checkout: string
  /** An event that waits to be applied. */
  waiting: string
  teacher: string
  provider: string
}

const issuer = 'https://id.example'
const aTeacher = (name: string) => ({
  ...{ person_id: `${name}-t1`, role: 'teacher' as const, name: 'Ms. Ode' },
  email: `${name}@school.example`,
})
const aProvider = (provider_id: string) => ({
  ...{ provider_id, label: 'Google', issuer, client_id: 'c', client_secret: null },
  ...{ email_domains: ['school.example'], student_claim: null },
})
const aSpace = (name: string) => ({ platform: 'slack' as const, tenant: `${name}-team` })
const anAccount = (name: string) => ({ ...aSpace(name), account_id: `${name}-account` })
const aChannel = (name: string) => ({ ...aSpace(name), channel_id: `${name}-channel` })
const aCode = (name: string, person_id = `${name}-t1`) => ({
  ...{ person_id, platform: 'slack' as const, code_hash: `${name}-code` },
})
const aPost = (name: string) => ({
  ...{
    ...aChannel(name),
    post_id: `${name}-post`,
    account_id: null,
    class_id: `${name}-6a`,
    book_id: `${name}-b1`,
  },
  ...{ asked_by: `${name}-account`, priority: 'share' as const, body: { heading: name } },
})
const sending = { now: noon, leaseUntil: new Date('2100-01-01') }
const sentAs = (name: string) => ({
  ...{ state: 'sent' as const, sent_version: 1, message_id: `${name}-message`, dueAt: noon, at: noon },
})
const aButton = (name: string) => ({
  ...{ ...aSpace(name), button_id: `${name}-button`, person_id: `${name}-t1`, reader_id: `${name}-ada` },
  ...{
    book_id: `${name}-b1`,
    class_id: `${name}-6a`,
    post_id: `${name}-post`,
    book_ids: null,
    slate_id: null,
    week: null,
  },
})
const aDigest = (name: string) => ({
  ...{ ...anAccount(name), person_id: `${name}-t1`, week: '2026-W10', due_at: noon },
})
const chosen = { language: 'fr', time_zone: 'Asia/Tokyo', digest: 'on' as const, since: noon }
const aMark = (name: string) => ({
  ...{ post_id: `${name}-post`, person_id: `${name}-t1`, emoji: '+1', present: true, order_at: 1 },
})
const aPlatform = (name: string) => ({
  ...{
    registration_id: `${name}-lms`,
    issuer: `https://${name}.example`,
    client_id: 'c',
    family: 'other' as const,
  },
  ...{
    auth_url: 'https://a',
    token_url: 'https://t',
    jwks_url: 'https://j',
    frame_origins: [],
    require_sub: false,
  },
  ...{ account_key: 'sealed', withheld: [] },
})
const anInvite = (name: string) => ({
  code_hash: `${name}-invite`,
  roster: false,
  scores: false,
  invited_by: `${name}-t1`,
})
const anHour = { now: noon, expiresAt: new Date('2100-01-01'), most: 20 }
const aLaunch = (name: string, school_id: string) => ({
  ...{ state_hash: `${name}-state`, public_id: `${name}-launch`, school_id, registration_id: `${name}-lms` },
  ...{
    state: 's',
    nonce: 'n',
    deployment_id: null,
    target: 't',
    login_hint: 'h',
    message_hint: null,
    storage_target: null,
  },
  ...{ proof_hash: 'p', expires_at: '2100-01-01T00:00:00.000Z' },
})
const anLtiSession = (name: string, school_id: string) => ({
  ...{ session_hash: `${name}-lti`, proof_hash: 'p', school_id, registration_id: `${name}-lms` },
  ...{
    account_id: null,
    role: 'visitor' as const,
    context_id: null,
    custom: {},
    locale: null,
    csrf_token: 'c',
    acted: false,
    deep_linking: null,
    opened_at: noon.toISOString(),
    line_item: null,
  },
})
const aMarkIn = (name: string) => ({ course_id: `${name}-course`, event_id: uuidv7(), at: noon })
const noTotals = {
  ...{ voted: 5, voted_at: noon.toISOString(), up: 0, down: 0, split_at: null, read: 0, read_at: null },
}
const aList = (name: string) => ({
  ...{ list_id: `${name}-list`, course_id: `${name}-course`, root_id: `${name}-list` },
  ...{ title: `${name} list`, book_ids: [`${name}-b1`] },
})
const aCourse = (name: string) => ({
  ...{ registration_id: `${name}-lms`, context_id: `${name}-course`, members_url: 'https://m' },
})
const aScore = (name: string) => ({
  ...{ registration_id: `${name}-lms`, account_id: `${name}-account`, line_item: 'https://l' },
})
const services = { roster: true, scores: true, token_audience: null, origins: [] }
const until = { now: noon, expiresAt: new Date('2100-01-01') }
const aSession = (name: string, person_id = `${name}-t1`) => ({
  ...{
    session_id: `${name}-session`,
    person_id,
    role: 'teacher',
    secret_hash: `${name}-secret`,
    csrf_token: 'c',
  },
  ...{ created_at: noon.toISOString(), renewed_at: noon.toISOString(), seen_at: noon.toISOString() },
})

let ours: TestSchool
let they: TestSchool
let theirs: Theirs

/** Furnishes a school with a row in each of its tables; ends with everything applied. */
async function furnish(school: TestSchool, name: string): Promise<Theirs> {
  const [reader, other, book, own] = [`${name}-ada`, `${name}-bo`, `${name}-b1`, `${name} diary`]
  await school.books([
    aBook({ book_id: book, title: `${name} one` }),
    aBook({ book_id: `${name}-b2`, title: `${name} two`, series: `${name} series` }),
  ])
  await school.students(
    { student_id: reader, first_name: 'Ada', class_ids: [`${name}-6a`] },
    { student_id: other, class_ids: [`${name}-6a`] },
  )
  const { flows, core } = school.app
  const checkout = `${name}-c1`
  const loans = [
    aLoan({ checkout_id: checkout, student_id: reader, book_id: book }),
    aLoan({ checkout_id: `${name}-c2`, student_id: other, book_id: book }),
  ]
  const once = { caller: 'key', key: `${name}-once`, body_hash: 'h' }
  await flows.recordCheckouts(school.service, loans, once)
  await flows.addReaderBooks(school.service, reader, rowsOf([{ title: own, author: 'Ada' }]))
  await school.give(reader, `${name}-b2`, 'up')
  const { import_id } = await flows.importFile(
    school.service,
    'classes',
    rowsOf([{ class_id: `${name}-6a`, name: '6a' }, { class_id: '' }]),
  )
  const { run_id } = await flows.startJob(school.service, 'nightly')
  await school.drain()
  await school.list(reader)
  await flows.setOverride(school.service, { book_id: book, grade: '6', why: `${name} week` }, 'pin')
  const { key_id } = await flows.keys.issue(school.service, { role: 'student', reader_id: reader, label: '' })
  await core.store.system((rows) =>
    rows.deadLetters.put({
      topic: 'feedback',
      consumer: 'c',
      event: {},
      school_id: school.id,
      reason: 'r',
      tries: 1,
    }),
  )
  const waiting = makeEvent(
    'shelftalk.feedback.given',
    { id: uuidv7(), school: school.id, subject: reader, time: noon },
    { reader_id: reader, book_id: book, vote: 'up', voter: 'self' },
  )
  const provider = `${name}-google`
  await core.store.school(school.id, async (rows) => {
    await rows.people.putStaff([aTeacher(name)], true)
    await rows.classTeachers.set(`${name}-t1`, [`${name}-6a`])
    await rows.identityProviders.put(aProvider(provider))
    await rows.identities.bind({ issuer, subject: `${name}-sub` }, `${name}-t1`)
    await rows.sessions.begin(aSession(name))
    await rows.linkCodes.put(aCode(name), until)
    await rows.linkCodes.countTry(anAccount(name), { now: noon, since: new Date(0) })
    await rows.spaces.put({ ...aSpace(name), shown_name: name }, `${name}-t1`, noon)
    await rows.spaces.putChannel(
      { ...aChannel(name), class_id: `${name}-6a` },
      { person_id: `${name}-t1`, before: null, at: noon },
    )
    await rows.links.ask({ ...anAccount(name), person_id: `${name}-t1`, shown_name: name }, noon)
    await rows.links.confirm(anAccount(name), `${name}-t1`, { now: noon, since: new Date(0) })
    await rows.digests.putSettings(anAccount(name), chosen)
    await rows.digests.layOut([aDigest(name)])
    await rows.ltiRegistrations.add(aPlatform(name))
    await rows.ltiRegistrations.approve(`${name}-lms`, 'd', noon)
    await rows.ltiRegistrations.invite(anInvite(name), anHour)
    await rows.courseVotes.note({ ...aMarkIn(name), reader_id: reader, book_id: book })
    await rows.courseVotes.tell(`${name}-course`, [{ ...noTotals, book_id: book }], noon)
    await rows.readingLists.add(aList(name), noon, 20)
    await rows.ltiRegistrations.setState(`${name}-lms`, { state: 'active', frame_origins: null })
    await rows.ltiServices.put(`${name}-lms`, services)
    await rows.ltiCourses.note(aCourse(name), noon)
    await rows.ltiScores.open({ ...aScore(name), sealed_user: 's', scopes: [] }, new Date('2100-01-01'))
    await rows.ltiScores.complete(aScore(name), noon)
    await rows.chatPosts.add([aPost(name)], noon)
    await rows.chatPosts.claim(`${name}-post`, sending)
    await rows.chatPosts.settle(`${name}-post`, sentAs(name))
    await rows.chatButtons.put([aButton(name)], noon)
    await rows.chatReactions.put(aMark(name))
    await rows.chatVotes.put({
      person_id: `${name}-t1`,
      book_id: book,
      vote: 'up',
      event_id: uuidv7(),
      at: noon,
    })
  })
  await core.store.system(async (rows) => {
    const mine = { account_id: `${name}-account`, context_id: `${name}-course` }
    await rows.ltiLaunches.begin(aLaunch(name, school.id), { now: noon, most: { all: 100, ofOne: 100 } })
    await rows.ltiLaunches.putSession({ ...anLtiSession(name, school.id), ...mine })
  })
  await core.store.school(school.id, (rows) =>
    rows.ltiCourses.apply(aCourse(name), { members: [], isWhole: true }, { began: noon, now: noon }),
  )
  await core.store.system((rows) =>
    rows.signIns.begin(
      `${name}-state`,
      { school_id: school.id, provider_id: provider, nonce: 'n', code_verifier: 'v', return_path: '/' },
      { now: noon, expiresAt: new Date(noon.getTime() + 60_000) },
    ),
  )
  return core.store.school(school.id, async (rows) => {
    const [stored] = await rows.books.byIds([book])
    const listed = await rows.history.listed(reader, { limit: 1, after: null })
    await rows.modelUse.settle('2026-03-02', { purpose: 'wording', reserved: 0, spent: 5 })
    await rows.wordings.claim([`${name}-facts`], { modelId: 'm', at: noon })
    await rows.wordings.settle([{ facts_hash: `${name}-facts`, state: 'told', text: 'x' }], noon)
    return {
      ...{
        reader,
        book,
        checkout,
        waiting: waiting.id,
        importId: import_id,
        run: run_id,
        key: key_id,
        class: `${name}-6a`,
        teacher: `${name}-t1`,
        provider,
      },
      bookNo: stored!.book_no,
      own: listed[0]!.book.book_id,
      build: (await rows.school.read()).live_build!,
      model: core.modelFor((await rows.school.read()).policy).modelId,
    }
  })
}

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

type Attempt<Rows> = (rows: Rows) => Promise<unknown>
type Attempts<Rows> = {
  [R in keyof Rows]: { [F in keyof Rows[R]]: Attempt<Rows> | 'names no row' }
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
const shelf = { grade: 12, availableOnly: false, languages: [], theme: null, levels: null }
const about = () => ({ id: uuidv7(), school: they.id, subject: theirs.reader, time: noon })

const attempts: Attempts<SchoolRows> = {
  school: { read: 'names no row', putPolicy: 'names no row', raiseVersion: 'names no row' },
  // Before the others make rows of ours with the same ids.
  erasures: {
    key: (r) => r.erasures.key(),
    makeKey: 'names no row',
    sealAnew: (r) => r.erasures.sealAnew({ from: 'their-key', to: 'x' }),
    subjectOf: (r) => r.erasures.subjectOf(theirs.reader),
    removeRows: (r) =>
      r.erasures
        .removeRows({ reader_ids: [theirs.reader, theirs.teacher], accounts: [anAccount('their')] })
        .then(Object.keys),
    put: 'names no row',
    unfinished: (r) => r.erasures.unfinished(),
    forgetSubject: (r) => r.erasures.forgetSubject('their-erasure', {}),
    finish: (r) => r.erasures.finish(['their-erasure'], { rewritten: true, at: noon }),
    get: (r) => r.erasures.get('their-erasure'),
    list: (r) => r.erasures.list({ limit: 10, before: null, id_hash: null }),
    takeUp: (r) => r.erasures.takeUp(['their-hash']),
    erasedAt: (r) => r.erasures.erasedAt(['their-hash']).then((found) => [...found]),
  },
  books: {
    upsert: (r) =>
      r.books.upsert([aBook({ book_id: theirs.own, title: 'Taken' })], ['taken|']).then(() => null),
    addOwn: (r) => r.books.addOwn(theirs.reader, [aBook()], ['k|']),
    byIds: (r) => r.books.byIds([theirs.book, theirs.own]),
    gatesOf: (r) => r.books.gatesOf([theirs.book, theirs.own]),
    byNumbers: (r) => r.books.byNumbers([theirs.bookNo]),
    match: (r) =>
      r.books.match({ readerId: theirs.reader, grade: 12 }, [{ isbn: null, match_key: 'their diary|ada' }]),
    search: (r) => r.books.search(['their'], { ...page, hidden: true, grade: null }),
    open: (r) => r.books.open(shelf).then((all) => all.filter((no) => no === theirs.bookNo)),
    wellRated: (r) =>
      r.books
        .wellRated(shelf, { but: [], limit: 1000 })
        .then((all) => all.filter((b) => b.book_id === theirs.book)),
    countOwn: (r) => r.books.countOwn(theirs.reader),
    inSeries: (r) => r.books.inSeries(['their series']),
    setVisibility: (r) => r.books.setVisibility(theirs.book, { hidden: true }),
    catalogueNumbers: (r) =>
      r.books.catalogueNumbers().then((all) => all.filter((b) => b.book_no === theirs.bookNo)),
  },
  readers: {
    upsertStudents: (r) =>
      r.readers.upsertStudents([aStudent({ student_id: theirs.reader })], true).then(() => null),
    ensure: (r) => r.readers.ensure(theirs.reader).then((isNew) => !isNew),
    get: (r) => r.readers.get(theirs.reader),
    byIds: (r) => r.readers.byIds([theirs.reader]),
    known: (r) => r.readers.known([theirs.reader]),
    heldGrades: (r) => r.readers.heldGrades([theirs.reader]).then((found) => found.size),
    withoutSchool: (r) => r.readers.withoutSchool([theirs.reader]),
    list: (r) => r.readers.list({ words: [], class_id: theirs.class, taught_by: null, ...page }),
    raiseVersions: (r) => r.readers.raiseVersions([theirs.reader]),
  },
  classes: {
    upsert: (r) => r.classes.upsert([{ class_id: theirs.class, name: 'taken', grade_level: 1 }]),
    list: (r) =>
      r.classes
        .list({ ...page, taught_by: null })
        .then((all) => all.filter((c) => c.class_id === theirs.class)),
  },
  history: {
    addLoans: (r) =>
      r.history.addLoans([
        aLoan({ checkout_id: theirs.checkout, student_id: theirs.reader, book_id: theirs.book }),
      ]),
    putVotes: (r) =>
      r.history.putVotes([
        {
          reader_id: theirs.reader,
          book_id: theirs.book,
          voter: 'self',
          vote: 'down',
          voted_at: noon.toISOString(),
          event_id: uuidv7(),
          slate_id: null,
        },
      ]),
    moveVotes: (r) => r.history.moveVotes(theirs.reader, 'our-ada'),
    addListed: (r) =>
      r.history.addListed(theirs.reader, [{ book_id: theirs.book, rating: 1, finished_on: null }]),
    removeListed: (r) => r.history.removeListed(theirs.reader, theirs.own),
    listed: (r) => r.history.listed(theirs.reader, page),
    votes: (r) => r.history.votes(theirs.reader),
    loans: (r) => r.history.loans(theirs.reader),
    closedAmong: (r) => r.history.closedAmong(theirs.reader, [theirs.book, theirs.own]),
    of: (r) =>
      r.history.of(theirs.reader).then(({ loans, votes, listed }) => [...loans, ...votes, ...listed]),
    ofAll: (r) =>
      r.history
        .ofAll([theirs.reader])
        .then((all) => all.flatMap(({ loans, votes, listed }) => [...loans, ...votes, ...listed])),
    eventsAfter: (r) =>
      r.history.eventsAfter(-1, 1000).then((all) => all.books.filter((no) => no === theirs.bookNo)),
    print: 'names no row',
  },
  vectors: {
    missingBooks: (r) => r.vectors.missingBooks('another/model', [theirs.book]),
    anyMissingBooks: (r) =>
      r.vectors
        .anyMissingBooks('another/model', 1000)
        .then((ids) => ids.filter((id) => id.startsWith('their'))),
    putBooks: (r) =>
      r.vectors.putBooks(theirs.model, [{ book_id: theirs.book, vector: new Float32Array(1536).fill(1) }]),
    forgetBooks: (r) => r.vectors.forgetBooks([theirs.book, theirs.own]),
    weightedSum: (r) => r.vectors.weightedSum(theirs.model, [{ book_id: theirs.book, weight: 1 }]),
    ofBooks: (r) => r.vectors.ofBooks(theirs.model, [theirs.book]),
    nearestBooks: (r) => r.vectors.nearestBooks(theirs.model, theirs.book, 10),
    putTextNeighbours: (r) => r.vectors.putTextNeighbours(theirs.own, []),
    textNeighbours: (r) => r.vectors.textNeighbours([theirs.own]),
    ofNumbers: (r) =>
      r.vectors
        .ofNumbers(theirs.model, [theirs.bookNo])
        .then((all) => all.filter((v) => v.book_no === theirs.bookNo)),
    preferences: (r) => r.vectors.preferences(theirs.reader),
    preferencesOf: (r) => r.vectors.preferencesOf([theirs.reader]),
    putPreferences: (r) =>
      r.vectors.putPreferences([
        { reader_id: theirs.reader, books_read: 9, comfort_level: null, themes: [], authors: [] },
      ]),
    putReader: (r) => r.vectors.putReader(theirs.reader, theirs.model, new Float32Array(1536).fill(1)),
    removeReader: (r) => r.vectors.removeReader(theirs.reader),
    nearestReaders: (r) => r.vectors.nearestReaders(theirs.reader, theirs.model, 10),
    putSimilar: (r) => r.vectors.putSimilar('our-ada', [{ other_id: theirs.reader, similarity: 1 }]),
    similar: (r) => r.vectors.similar(theirs.reader),
  },
  graphs: {
    liveBuild: (r) => r.graphs.liveBuild().then((build) => build?.build_id === theirs.build),
    begin: 'names no row',
    putRows: (r) =>
      r.graphs.putRows(theirs.build, [{ book_no: theirs.bookNo, neighbour_nos: [1], weights: [1] }]),
    publish: (r) => r.graphs.publish(theirs.build),
    rollBack: (r) => r.graphs.rollBack().then(() => null),
    chosen: (r) => r.graphs.chosen().then(({ settings }) => JSON.stringify(settings)?.includes('theirs')),
    choose: (r) => r.graphs.choose({ ours: 1 }, {}),
    forgetOthers: (r) => r.graphs.forgetOthers(),
    keepBack: (r) => r.graphs.keepBack(null),
    head: (r) => r.graphs.head(theirs.build),
    rowsAfter: (r) => r.graphs.rowsAfter(theirs.build, -1, 100),
  },
  ltiRegistrations: {
    add: 'names no row',
    setState: (r) => r.ltiRegistrations.setState('their-lms', { state: 'off', frame_origins: null }),
    remove: (r) => r.ltiRegistrations.remove('their-lms'),
    addWaiting: (r) => r.ltiRegistrations.addWaiting('their-lms', 'e', noon),
    approveWaiting: (r) => r.ltiRegistrations.approveWaiting('their-lms'),
    invite: (r) =>
      r.ltiRegistrations
        .invite(anInvite('their'), { ...anHour, now: new Date('2100-01-02') })
        .then(() => null),
    sealAnew: (r) => r.ltiRegistrations.sealAnew('their-lms', { from: 'sealed', to: 'x' }),
    list: (r) =>
      r.ltiRegistrations.list().then((all) => all.filter((one) => one.registration_id === 'their-lms')),
    deployments: (r) => r.ltiRegistrations.deployments(['their-lms']),
    approve: (r) => r.ltiRegistrations.approve('their-lms', 'd', noon),
  },
  courseVotes: {
    // Foreign keys keep a mark of ours from naming a reader or a book of theirs.
    note: (r) =>
      r.courseVotes
        .note({ ...aMarkIn('their'), reader_id: theirs.reader, book_id: theirs.book })
        .then(() => null),
    count: (r) => r.courseVotes.count('their-course', 100),
    tell: (r) =>
      r.courseVotes.tell('their-course', [{ ...noTotals, book_id: theirs.book }], noon).then(() => null),
    move: (r) => r.courseVotes.move(theirs.reader, 'our-ada').then(() => null),
    of: (r) => r.courseVotes.of(theirs.reader),
    forget: (r) => r.courseVotes.forget('their-course'),
  },
  readingLists: {
    find: (r) =>
      r.readingLists.find('their-list', { courseIds: ['their-course'], orElse: true, locks: true }),
    ofCourse: (r) => r.readingLists.ofCourse('their-course'),
    add: (r) => r.readingLists.add(aList('their'), noon, 20).then(() => null),
    put: (r) => r.readingLists.put({ ...aList('their'), title: 'taken' }),
    remove: (r) => r.readingLists.remove('their-list'),
    use: (r) => r.readingLists.use('their-list', new Date('2100-01-01')),
    forget: (r) => r.readingLists.forget('their-course'),
  },
  ltiServices: {
    of: (r) => r.ltiServices.of('their-lms').then(({ roster, scores }) => roster || scores),
    put: (r) => r.ltiServices.put('their-lms', { ...services, roster: false }),
  },
  ltiCourses: {
    note: (r) => r.ltiCourses.note({ ...aCourse('their'), members_url: 'https://taken' }, noon),
    take: (r) =>
      r.ltiCourses.take({ now: new Date('2099-01-01'), again: noon, openedSince: new Date(0) }, ['our-lms']),
    apply: (r) =>
      r.ltiCourses
        .apply(
          aCourse('their'),
          { members: [{ account_id: 'their-account', role: 'student' }], isWhole: true },
          { began: noon, now: noon },
        )
        .then(({ left, sessions }) => left + sessions),
    fail: (r) => r.ltiCourses.fail(aCourse('their'), 'taken'),
    forget: (r) => r.ltiCourses.forget('their-lms'),
    counts: (r) => r.ltiCourses.counts('their-lms').then(({ courses }) => courses),
  },
  ltiScores: {
    open: (r) =>
      r.ltiScores.open({ ...aScore('their'), sealed_user: 'taken', scopes: [] }, new Date('2100-01-01')),
    complete: (r) => r.ltiScores.complete(aScore('their'), noon),
    take: (r) => r.ltiScores.take({ now: new Date('2099-01-01'), leaseUntil: noon }, ['our-lms']),
    end: (r) => r.ltiScores.end(aScore('their'), { state: 'sent', failure: null }),
    postpone: (r) => r.ltiScores.postpone(aScore('their'), { dueAt: noon, failure: 'taken' }),
    expire: (r) => r.ltiScores.expire(new Date('2101-01-01')).then(() => null),
    forget: (r) => r.ltiScores.forget('their-lms'),
    sealedUsers: (r) =>
      r.ltiScores
        .sealedUsers()
        .then((all) => all.filter(({ registration_id }) => registration_id === 'their-lms')),
    sealAnew: (r) => r.ltiScores.sealAnew(aScore('their'), { from: 's', to: 'x' }),
    counts: (r) => r.ltiScores.counts('their-lms').then(({ states }) => states.due ?? 0),
  },
  slates: {
    of: (r) => r.slates.of(theirs.reader),
    holds: (r) => r.slates.holds('any', theirs.reader, theirs.book),
    ignored: (r) => r.slates.ignored([theirs.reader], new Date(0)),
    put: (r) =>
      r.slates.put([
        {
          slate_id: 'x',
          reader_id: theirs.reader,
          policy: 'p',
          build_id: null,
          shown: true,
          items: [],
          made_at: noon,
        },
      ]),
  },
  overrides: {
    decide: (r) =>
      r.overrides.decide(theirs.book, { grade: 'all', kind: 'block', why: 'x', decided_by: 'k', at: noon }),
    inForce: (r) => r.overrides.inForce(theirs.book),
    log: (r) => r.overrides.log(theirs.book, { limit: 10, before: null }),
    pinned: (r) => r.overrides.pinned('6').then((all) => all.filter((no) => no === theirs.bookNo)),
  },
  keys: {
    put: (r) =>
      r.keys.put({ key_id: theirs.key, key_hash: 'x', role: 'service', reader_id: null, label: '' }),
    revoke: (r) => r.keys.revoke(theirs.key, noon),
    expire: (r) => r.keys.expire(theirs.key, noon),
    list: (r) => r.keys.list().then((all) => all.filter((key) => key.key_id === theirs.key)),
  },
  outbox: {
    // The row would be ours; what must not be is a row in their name.
    add: (r) =>
      r.outbox.add([
        makeEvent('shelftalk.loans.recorded', about(), { reader_id: theirs.reader, book_ids: [theirs.book] }),
      ]),
    applied: (r) => r.outbox.applied(theirs.waiting),
  },
  inbox: {
    claim: (r) => r.inbox.claim('profile', uuidv7()).then(() => null),
    take: (r) =>
      r.inbox
        .take('profile', [
          makeEvent(
            'shelftalk.loans.recorded',
            { ...about(), id: theirs.waiting },
            { reader_id: theirs.reader, book_ids: [theirs.book] },
          ),
        ])
        .then(() => null),
  },
  idempotency: {
    find: (r) => r.idempotency.find('key', ['their-once']),
    put: (r) => r.idempotency.put('key', [{ key: 'their-once', body_hash: 'other', answer: {} }]),
  },
  imports: {
    start: (r) => r.imports.start(theirs.importId, 'classes', noon),
    progress: (r) =>
      r.imports.progress(theirs.importId, {
        accepted: 9,
        refused: 9,
        refusals: [{ line: 9, field: 'f', code: 'wrong', reason: 'r' }],
      }),
    finish: (r) =>
      r.imports.finish(theirs.importId, { state: 'failed', error: 'x', unknown_columns: [], at: noon }),
    get: (r) => r.imports.get(theirs.importId),
    newest: (r) => r.imports.newest('classes').then((id) => id === theirs.importId),
    refusals: (r) => r.imports.refusals(theirs.importId, { limit: 10, after: 0 }),
  },
  jobs: {
    // A run of ours; theirs waits for itself.
    request: (r) => r.jobs.request(theirs.run, 'graph', noon).then(() => null),
    start: (r) => r.jobs.start(theirs.run, noon),
    progress: (r) =>
      r.jobs.progress(theirs.run, { progress: { done: ['x'], step: null, cursor: null }, counts: { x: 1 } }),
    pause: (r) => r.jobs.pause(theirs.run),
    // The due time would be claimed for us.
    claimDue: (r) => r.jobs.claimDue('nightly', noon).then(() => null),
    finish: (r) => r.jobs.finish(theirs.run, { counts: {}, error: 'x', at: noon }),
    get: (r) => r.jobs.get(theirs.run),
    recent: (r) =>
      r.jobs.recent('nightly', 100).then((runs) => runs.filter((run) => run.run_id === theirs.run)),
  },
  wordings: {
    told: (r) => r.wordings.told(['their-facts']).then((found) => found.size),
    // Of the same facts each school has a sentence of its own.
    claim: (r) => r.wordings.claim(['their-facts'], { modelId: 'm', at: noon }).then(() => null),
    underway: (r) => r.wordings.underway(['other-facts'], noon),
    settle: (r) =>
      r.wordings.settle([{ facts_hash: 'their-facts', state: 'told', text: 'taken' }], noon).then(() => null),
  },
  people: {
    putStaff: (r) => r.people.putStaff([aTeacher('their')], true).then(() => null),
    get: (r) => r.people.get(theirs.teacher),
    byEmail: (r) => r.people.byEmail('their@school.example'),
    putTeachers: (r) =>
      r.people.putTeachers(
        [{ teacher_id: theirs.teacher, name: 'x', email: null, class_ids: [theirs.class] }],
        ['email', 'class_ids'],
      ),
    roles: (r) => r.people.roles([theirs.teacher]).then((found) => found.size),
    holders: (r) => r.people.holders(['their@school.example']).then((found) => found.size),
    named: (r) => r.people.named('~', [theirs.teacher]),
    missing: (r) => r.people.missing({ import_id: 'x', role: 'teacher', among: [theirs.teacher] }, page),
    countMissing: 'names no row',
    end: (r) => r.people.end([theirs.teacher, theirs.reader], noon),
  },
  classTeachers: {
    set: (r) => r.classTeachers.set(theirs.teacher, [theirs.class]).then(() => null),
    of: (r) => r.classTeachers.of(theirs.teacher),
    teaches: (r) => r.classTeachers.teaches(theirs.teacher, theirs.reader),
    students: (r) => r.classTeachers.students(theirs.teacher).then((all) => [...all]),
  },
  identities: {
    find: (r) => r.identities.find(issuer, 'their-sub'),
    bind: (r) => r.identities.bind({ issuer, subject: 'new' }, theirs.teacher),
  },
  identityProviders: {
    put: (r) => r.identityProviders.put(aProvider(theirs.provider)),
    remove: (r) => r.identityProviders.remove(theirs.provider),
    sealAnew: (r) => r.identityProviders.sealAnew(theirs.provider, { from: '', to: 'x' }),
    list: (r) =>
      r.identityProviders.list().then((all) => all.filter((one) => one.provider_id === theirs.provider)),
  },
  sessions: {
    begin: (r) => r.sessions.begin(aSession('new', theirs.teacher)),
    see: (r) => r.sessions.see('their-session', new Date('2100-01-01')),
    renew: (r) =>
      r.sessions.renew(
        'their-session',
        { from_hash: 'their-secret', to_hash: 'new' },
        { at: noon, previousUntil: noon },
      ),
    revoke: (r) => r.sessions.revoke('their-session', noon),
  },
  linkCodes: {
    put: (r) => r.linkCodes.put(aCode('new', theirs.teacher), until),
    take: (r) => r.linkCodes.take('slack', 'their-code', { now: noon, allowed: true }),
    // A try of ours at their account is counted for us.
    countTry: (r) =>
      r.linkCodes.countTry(anAccount('their'), { now: noon, since: new Date(0) }).then((tries) => tries - 1),
    forgetTries: (r) => r.linkCodes.forgetTries(anAccount('their')),
  },
  links: {
    isConfirmed: (r) => r.links.isConfirmed(anAccount('their')),
    holder: (r) => r.links.holder(anAccount('their')),
    linkable: (r) =>
      Promise.all([
        r.links.linkable({ person_id: theirs.teacher }),
        r.links.linkable({ email: 'their@school.example' }),
      ]),
    ask: (r) => r.links.ask({ ...anAccount('their'), person_id: theirs.teacher, shown_name: '' }, noon),
    confirm: (r) => r.links.confirm(anAccount('their'), theirs.teacher, { now: noon, since: new Date(0) }),
    remove: (r) => r.links.remove(anAccount('their'), null),
    of: (r) => r.links.of(theirs.teacher, new Date(0)),
    accounts: (r) => r.links.accounts(aSpace('their'), page),
    endOnDiscord: 'names no row',
  },
  spaces: {
    put: (r) => r.spaces.put({ ...aSpace('their'), shown_name: 'taken' }, 'our-t1', noon),
    remove: (r) => r.spaces.remove(aSpace('their')),
    list: (r) => r.spaces.list().then((all) => all.filter(({ tenant }) => tenant === 'their-team')),
    channelClass: (r) => r.spaces.channelClass(aChannel('their')),
    putChannel: (r) =>
      r.spaces.putChannel(
        { ...aChannel('their'), class_id: theirs.class },
        { person_id: 'our-t1', before: theirs.class, at: noon },
      ),
    removeChannel: (r) => r.spaces.removeChannel({ ...aChannel('their'), class_id: theirs.class }),
    channels: (r) =>
      r.spaces.channels(null).then((all) => all.filter(({ tenant }) => tenant === 'their-team')),
  },
  chatPosts: {
    add: (r) => r.chatPosts.add([aPost('their')], noon),
    get: (r) => r.chatPosts.get('their-post'),
    lock: (r) => r.chatPosts.lock('their-post'),
    claim: (r) => r.chatPosts.claim('their-post', sending),
    settle: (r) => r.chatPosts.settle('their-post', sentAs('taken')),
    edit: (r) => r.chatPosts.edit('their-post', { heading: 'taken' }, noon),
    found: (r) => r.chatPosts.found(aSpace('their'), 'their-button', 'taken'),
    byMessage: (r) => r.chatPosts.byMessage(aChannel('their'), 'their-message'),
    recent: (r) => r.chatPosts.recent(aSpace('their'), new Date(0), 100),
    ofBook: (r) => r.chatPosts.ofBook(theirs.book, theirs.class, new Date(0)),
    pauseChannel: (r) => r.chatPosts.pauseChannel(aChannel('their'), noon),
    pauseSpace: (r) => r.chatPosts.pauseSpace(aChannel('their'), noon),
    isPaused: (r) => r.chatPosts.isPaused(aChannel('their')),
  },
  chatButtons: {
    put: (r) => r.chatButtons.put([aButton('their')], noon),
    get: (r) => r.chatButtons.get(aSpace('their'), 'their-button'),
  },
  chatReactions: {
    put: (r) => r.chatReactions.put({ ...aMark('their'), present: false, order_at: 2 }),
    setVote: (r) => r.chatReactions.setVote(aMark('their'), uuidv7()),
    ofBook: (r) => r.chatReactions.ofBook(theirs.teacher, theirs.book),
    ofPosts: (r) => r.chatReactions.ofPosts(['their-post']),
  },
  chatVotes: {
    put: (r) =>
      r.chatVotes.put({
        person_id: theirs.teacher,
        book_id: theirs.book,
        vote: 'down',
        event_id: uuidv7(),
        at: noon,
      }),
    current: (r) =>
      Promise.all([
        r.chatVotes.current({ person_id: theirs.teacher, reader_id: null }, theirs.book),
        r.chatVotes.current({ person_id: theirs.reader, reader_id: theirs.reader }, theirs.book),
      ]),
    unseenLikes: (r) =>
      r.chatVotes.unseenLikes({ post_id: 'their-post', class_id: theirs.class, book_id: theirs.book }),
    isOfClass: (r) =>
      r.chatVotes.isOfClass({ person_id: theirs.teacher, reader_id: theirs.reader }, theirs.class),
  },
  digests: {
    settings: (r) => r.digests.settings(anAccount('their')),
    putSettings: (r) => r.digests.putSettings(anAccount('their'), { ...chosen, digest: 'off' }),
    recipients: (r) =>
      r.digests.recipients(page).then((all) => all.filter(({ tenant }) => tenant === 'their-team')),
    layOut: (r) => r.digests.layOut([{ ...aDigest('their'), week: '2026-W11' }]),
    waiting: (r) => r.digests.waiting(theirs.teacher),
    claim: (r) => r.digests.claim(aDigest('their'), sending),
    postpone: (r) => r.digests.postpone(aDigest('their'), new Date(0)),
    end: (r) => r.digests.end(aDigest('their'), 'sent', ['b']),
    skipAll: (r) => r.digests.skipAll(anAccount('their')),
    told: (r) => r.digests.told(theirs.teacher),
  },
  modelUse: { reserve: 'names no row', settle: 'names no row', of: 'names no row' },
  enrichment: {
    due: (r) =>
      r.enrichment.due(noon, 100).then((books) => books.filter((book) => book.book_id === theirs.book)),
    keep: (r) =>
      r.enrichment.keep(
        [
          {
            book_id: theirs.book,
            title: 'their one',
            facts: {
              page_count: { value: 9, confidence: 1, isUsed: true },
              reading_level: null,
              themes: null,
            },
          },
        ],
        { model: 'm', at: noon },
      ),
    told: (r) => r.enrichment.told(theirs.book).then((told) => Object.keys(told)),
  },
  nightWork: {
    // What is done to our own rows is no matter: that theirs stay as they are is looked at in the end.
    rebuildSimilar: (r) =>
      r.nightWork.rebuildSimilar(theirs.model, { after: -1, readers: 100, kept: 20 }).then(() => null),
    forgetStraySimilar: (r) => r.nightWork.forgetStraySimilar('another model', 100).then(() => null),
    staleOwnBooks: (r) =>
      r.nightWork
        .staleOwnBooks(theirs.model, 100)
        .then((books) => books.filter((book) => book.book_id === theirs.own)),
    sweep: (r) => r.nightWork.sweep('inbox', new Date('2100-01-01'), 1000).then(() => null),
  },
}

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
