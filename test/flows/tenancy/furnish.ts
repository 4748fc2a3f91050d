import { uuidv7 } from 'uuidv7'
import { makeEvent } from '../../../src/core/domain/events.ts'
import type { TestSchool } from '../../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../../support/builders.ts'
import {
  aButton,
  aChannel,
  aCode,
  aCourse,
  aDigest,
  aLaunch,
  aList,
  aMark,
  aMarkIn,
  anAccount,
  anHour,
  anInvite,
  anLtiSession,
  aPlatform,
  aPost,
  aProvider,
  aScore,
  aSession,
  aSpace,
  aTeacher,
  chosen,
  issuer,
  noon,
  noTotals,
  sending,
  sentAs,
  services,
  until,
} from './examples.ts'

/** Ids that exist in the one school, and in the other one not. */
export interface Theirs {
  school: string
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

/** Furnishes a school with a row in each of its tables; ends with everything applied. */
export async function furnish(school: TestSchool, name: string): Promise<Theirs> {
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
        school: school.id,
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
