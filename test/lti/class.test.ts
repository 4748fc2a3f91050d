import { describe, expect, test } from 'vitest'
import { claim } from '../../src/lti/launch/id-token.ts'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { field, formIn, goTo, type Opened, open, submit } from './a-page.ts'
import { aTool, type TestTool } from './a-tool.ts'

const on = ground()
const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor'
const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser'
const all = { st_count: '12' }

const student = (made: TestTool, sub: string, more: object = {}): Promise<Opened> =>
  open(made, {
    launching: { ...made.launching, custom: all, person: { ...persons.ada, sub }, ...more },
  })
const teacher = (made: TestTool, more: object = {}): Promise<Opened> =>
  open(made, { launching: { ...made.launching, person: persons.teacher, ...more } })

const vote = (made: TestTool, page: Opened, book: string, said: string): Promise<Opened> =>
  submit(made, page, '/lti/vote', {
    ...{ ...formIn(page.text), slate: field(page.text, 'slate'), book, vote: said },
  })

/** Students numbered so vote in the course, one after the other. */
async function voting(made: TestTool, numbers: readonly number[], said: string, more = {}) {
  for (const number of numbers) {
    made.school.clock.advance(1000)
    const page = await vote(made, await student(made, `s${number}`, more), 'b1', said)
    expect(page.status).toBe(200)
  }
}

const voicesIn = (text: string): string[] =>
  [...text.matchAll(/<p>(\d+ students? voted|Of the first [^<]*|\d+ students? had read[^<]*)<\/p>/g)].map(
    ([, line]) => line!,
  )

describe('who teaches a course sees', () => {
  test('books for the whole course, and a total of a book from five of its students on', async () => {
    const made = await aTool(on)
    expect((await teacher(made)).text).toContain('Books for the whole course')
    await voting(made, [1, 2, 3, 4], 'up')
    const before = await teacher(made)
    expect(voicesIn(before.text)).toEqual([])
    expect(before.text).toContain('There is no book yet')
    await voting(made, [5], 'down')
    const after = await teacher(made)
    expect(voicesIn(after.text)).toEqual(['5 students voted'])
    expect(after.text).not.toMatch(/lti-|s5/)
  })

  test('how a vote was meant only with five on either side, and nothing that tells one student’s', async () => {
    const made = await aTool(on)
    await voting(made, [1, 2, 3, 4, 5], 'up')
    await voting(made, [6, 7, 8, 9], 'down')
    expect(voicesIn((await teacher(made)).text)).toEqual(['9 students voted'])
    await voting(made, [10], 'down')
    expect(voicesIn((await teacher(made)).text)).toEqual(['9 students voted'])
    await voting(made, [11, 12, 13, 14], 'down')
    const lines = ['14 students voted', 'Of the first 14 votes: liked by 5, not by 9']
    expect(voicesIn((await teacher(made)).text)).toEqual(lines)
    await voting(made, [1], 'none')
    expect(voicesIn((await teacher(made)).text)).toEqual(lines)
  })

  test('nothing of another course, nor of the one that this is a copy of', async () => {
    const made = await aTool(on)
    await voting(made, [1, 2, 3, 4, 5], 'up')
    expect(voicesIn((await teacher(made)).text)).toEqual(['5 students voted'])
    const copy = { contextId: 'course-2', custom: { context_history: 'course-1' } }
    expect(voicesIn((await teacher(made, copy)).text)).toEqual([])
    // A vote that is given again elsewhere is that course's from then on.
    await voting(made, [1, 2, 3, 4, 5], 'up', { contextId: 'course-2' })
    expect(voicesIn((await teacher(made, copy)).text)).toEqual(['5 students voted'])
    expect(voicesIn((await teacher(made)).text)).toEqual([])
  })

  test('the totals until they are begun anew, which takes no vote from anybody', async () => {
    const made = await aTool(on)
    await voting(made, [1, 2, 3, 4, 5], 'up')
    const page = await teacher(made)
    const form = { ...formIn(page.text), do: 'forget' }
    expect((await submit(made, page, '/lti/course', form)).status).toBe(403)
    const after = await submit(made, page, '/lti/course', { ...form, sure: '1' })
    expect(voicesIn(after.text)).toEqual([])
    expect(await made.school.sql('select 1 from course_vote union all select 1 from course_total')).toEqual(
      [],
    )
    expect(await made.school.sql("select 1 from vote where vote = 'up'")).toHaveLength(5)
  })

  test('no marks of who is gone', async () => {
    const made = await aTool(on)
    await voting(made, [1], 'up')
    const [mark] = await made.school.sql<{ reader_id: string }>('select reader_id from course_vote')
    const exported = await made.school.app.flows.exportStudent(made.school.service, mark!.reader_id)
    expect(exported.course_votes).toMatchObject([{ book_id: 'b1' }])
    await made.school.sql('delete from reader where reader_id = $1', [mark!.reader_id])
    expect(await made.school.sql('select 1 from course_vote')).toEqual([])
  })

  test('what to do where the link makes no sense, and where the platform names no course', async () => {
    const made = await aTool(on)
    const broken = await teacher(made, { custom: { st_mode: 'list', st_list: 'deleted' } })
    expect(broken.text).toContain('has to be made anew')
    const none = await open(made, { launching: { ...made.launching, person: persons.teacher } }, (claims) => {
      const { [claim.context]: _, ...rest } = claims
      return rest
    })
    expect(none.text).toContain('did not say which course')
    expect(none.text).not.toContain('value="make"')
  })
})

describe('what is not a teacher’s', () => {
  test('[lti-A1] a student, and who teaches elsewhere only, neither opens nor empties nor makes anything', async () => {
    const made = await aTool(on)
    for (const roles of [persons.ada.roles, [institution], []]) {
      const page = await open(made, { launching: { ...made.launching, person: { sub: '9', roles } } })
      expect(page.text).toContain('Books for you')
      const form = formIn(page.text)
      const launch = new URL(page.at).searchParams.get('l')
      const tries = [
        await goTo(made, page.jar, `/lti/list?l=${launch}&list=x`),
        await submit(made, page, '/lti/list', { ...form, do: 'make', title: 'Mine' }),
        await submit(made, page, '/lti/course', { ...form, do: 'forget', sure: '1' }),
      ]
      expect(tries.map(({ status }) => status)).toEqual([403, 403, 403])
    }
    expect(await made.school.sql('select 1 from reading_list')).toEqual([])
  })

  test('a form without its token, or from elsewhere, does nothing', async () => {
    const made = await aTool(on)
    const page = await teacher(made)
    const form = { ...formIn(page.text), do: 'make', title: 'Mine' }
    const post = (fields: Record<string, string>, origin: string) =>
      page.jar.post(`${made.origin}/lti/list`, fields, { origin })
    expect((await post({ ...form, csrf: 'else' }, made.origin)).status).toBe(403)
    expect((await post(form, 'https://else.example')).status).toBe(403)
    expect(await made.school.sql('select 1 from reading_list')).toEqual([])
  })
})

describe('who acts as somebody else', () => {
  test.each([
    ['by the word of a platform that tells who acts', { acted_by: '535fa085' }, []],
    ['as the student that a platform offers for trying', {}, [testUser]],
  ])(
    '[lti-A10] is marked in the session, the log and the vote, and counts in no total: %s',
    async (_, custom, roles) => {
      const made = await aTool(on)
      const launching = {
        ...{ ...made.launching, custom: { ...all, ...custom } },
        person: { sub: '2', roles: [...persons.ada.roles, ...roles] },
      }
      const page = await open(made, { launching })
      expect(page.text).toContain('You act as somebody else')
      const after = await vote(made, page, 'b1', 'up')
      expect(after.text).toMatch(/id="b-b1"[\s\S]*?value="none" aria-pressed="true"/)
      expect(await made.school.sql('select voter, vote from vote')).toEqual([
        { voter: 'stand-in', vote: 'up' },
      ])
      expect(await made.school.sql('select 1 from course_vote')).toEqual([])
      const sessions = await made.school.sql<{ acted: boolean; custom: object }>(
        'select acted, custom from lti_session',
      )
      expect(sessions).toEqual([{ acted: true, custom: all }])
      expect(made.logged.join()).toContain('acts as another')
      expect(made.logged.join()).not.toContain('535fa085')
      const own = await student(made, '2')
      expect(own.text).not.toContain('You act as')
      expect(own.text).not.toContain('aria-pressed="true"')
    },
  )
})
