import { describe, expect, test } from 'vitest'
import { claim } from '../../src/lti/launch/id-token.ts'
import { type Person, persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { field, formIn, type Opened, open, titlesIn } from './a-page.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

const on = ground()

/** The fields of the first book's form, as a browser without scripts sends them. */
const voteIn = (text: string, vote: string) => ({
  ...{ ...formIn(text), slate: field(text, 'slate') },
  ...{ book: field(text, 'book'), vote },
})

const send = (made: TestTool, { jar }: Opened, form: Record<string, string>, origin = made.origin) =>
  jar.post(`${made.origin}/lti/vote`, form, { origin })

describe('a student in a course', () => {
  test('sees picks with reasons, votes without a script, and the next list is another', async () => {
    const made = await aTool(on)
    const first = await open(made)
    expect([first.status, titlesIn(first.text).length]).toEqual([200, 5])
    expect(first.text).toMatch(/class="reason"/)
    const form = voteIn(first.text, 'down')
    const voted = await send(made, first, form)
    expect(voted.status).toBe(303)
    expect(voted.headers.get('location')).toBe(`/lti/picks?l=${form.launch}`)
    const next = await (await first.jar.ask(new URL(voted.headers.get('location')!, made.origin).href)).text()
    const [gone] = titlesIn(first.text)
    expect(titlesIn(next)).not.toContain(gone)
    expect(next).toContain('class="undo"')
    const undone = await send(made, first, { ...voteIn(next, 'none'), book: form.book })
    const again = await (
      await first.jar.ask(new URL(undone.headers.get('location')!, made.origin).href)
    ).text()
    expect(titlesIn(again)).toContain(gone)
    expect(again).not.toContain('class="undo"')
  })

  test('is the same reader at each launch and another one than anybody else', async () => {
    const made = await aTool(on)
    await open(made)
    await open(made)
    await open(made, { launching: { ...made.launching, person: { ...persons.ada, sub: '22' } } })
    const readers = await made.school.sql("select reader_id from reader where reader_id like 'lti-%'")
    expect(readers).toHaveLength(2)
  })

  test('[lti-C11] Unicode twins are two people', async () => {
    const made = await aTool(on)
    for (const sub of ['\u00e9', 'e\u0301'])
      await open(made, { launching: { ...made.launching, person: { ...persons.ada, sub } } })
    expect(await made.school.sql("select reader_id from reader where reader_id like 'lti-%'")).toHaveLength(2)
  })

  test('reads in the language of the launch', async () => {
    const made = await aTool(on)
    const { text } = await open(made, { launching: { ...made.launching, locale: 'de-CH' } })
    expect(text).toContain('lang="de"')
    expect(text).toContain('Bücher für dich')
  })

  test('gets as many picks as the link says, and a plain page when it says nonsense', async () => {
    const made = await aTool(on)
    const asked = async (custom: Record<string, string>) =>
      (await open(made, { launching: { ...made.launching, custom } })).text
    expect(titlesIn(await asked({ st_count: '3' }))).toHaveLength(3)
    for (const custom of [
      { st_count: 'many' },
      { st_count: '1000' },
      { st_mode: 'else' },
      { st_mode: 'list' },
      { st_mode: 'list', st_list: '../else' },
      { st_mode: 'list', st_list: 'nowhere' },
      { st_level: 'else' },
      { st_owned: 'yes' },
    ])
      expect(await asked(custom as Record<string, string>)).toContain('Not ready yet')
  })

  test('gets only books that can be borrowed now where the link wants that, and anybody else all of them', async () => {
    const made = await aTool(on)
    await made.school.sql("update book set copies_available = 0 where book_id <> 'b7'")
    await made.school.sql('update school set version = version + 1')
    const asked = async (custom: Record<string, string>, person: Person) =>
      titlesIn((await open(made, { launching: { ...made.launching, person, custom } })).text)
    for (const person of [persons.ada, persons.visitor]) {
      expect(await asked({ st_owned: '1' }, person)).toEqual(['Title 7'])
      expect(await asked({ st_owned: '0' }, person)).toHaveLength(5)
    }
  })

  test('[lti-C14] what a platform or a catalogue calls things is shown and never runs', async () => {
    const made = await aTool(on)
    await made.school.sql("update book set title = '<script>alert(1)</script>\u202e' where book_id = 'b1'")
    await made.school.sql('update school set version = version + 1')
    const { text } = await open(made, { launching: { ...made.launching, custom: { st_count: '12' } } })
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('&#60;script&#62;')
    expect(text).not.toContain('\u202e')
  })
})

describe('what is not allowed', () => {
  test('[lti-A7] a session in another browser, with half of its secrets, or after the platform was switched off', async () => {
    const made = await aTool(on)
    const opened = await open(made)
    const secrets = [...opened.jar.cookies]
    const other = new Jar()
    expect((await other.ask(opened.at)).status).toBe(401)
    for (const [name, value] of secrets) {
      const half = new Jar()
      half.cookies.set(name, value)
      expect((await half.ask(opened.at)).status).toBe(401)
    }
    await made.school.sql("update lti_registration set state = 'off'")
    expect((await opened.jar.ask(opened.at)).status).toBe(401)
  })

  test('a session that rested for half an hour is over', async () => {
    const made = await aTool(on)
    const opened = await open(made)
    await made.school.sql("update lti_session set seen_at = seen_at - interval '31 minutes'")
    expect((await opened.jar.ask(opened.at)).status).toBe(401)
  })

  test('a session that nobody used for a day is forgotten with the next launch', async () => {
    const made = await aTool(on)
    await open(made)
    await made.school.sql("update lti_session set seen_at = '2020-01-01'")
    await open(made)
    expect(await made.sessions()).toBe(1)
  })

  test('[lti-A8] a vote without the token, from another origin, or about a book that was not shown', async () => {
    const made = await aTool(on)
    const opened = await open(made)
    const form = voteIn(opened.text, 'up')
    expect((await send(made, opened, { ...form, csrf: 'else' })).status).toBe(403)
    expect((await send(made, opened, form, 'https://else.example')).status).toBe(403)
    expect((await send(made, opened, form, 'null')).status).toBe(403)
    const unseen = Array.from({ length: 12 }, (_, k) => k).find(
      (k) => !titlesIn(opened.text).includes(`Title ${k}`),
    )
    expect((await send(made, opened, { ...form, book: `b${unseen}` })).status).toBe(403)
    expect((await send(made, opened, { ...form, slate: 'else' })).status).toBe(403)
    expect(await made.school.sql('select book_id from vote')).toEqual([])
  })

  test('[lti-A8] a thousand votes in a minute', async () => {
    const made = await aTool(on)
    const opened = await open(made)
    const form = voteIn(opened.text, 'up')
    const answers = await Promise.all(Array.from({ length: 70 }, () => send(made, opened, form)))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10)
  })

  test('[lti-A9] somebody who looks on sees the picks and cannot vote', async () => {
    const made = await aTool(on)
    const mentor = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor'
    const opened = await open(made, {}, (claims) => ({ ...claims, [claim.roles]: [mentor] }))
    expect(titlesIn(opened.text)).toHaveLength(5)
    expect(opened.text).not.toContain('<form')
    expect((await send(made, opened, { launch: field(opened.at, 'l'), vote: 'up' })).status).toBe(401)
  })

  test('[lti-A4] [lti-A5] a role in the institution, or a word in the parameters, makes nobody a teacher', async () => {
    const made = await aTool(on)
    const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor'
    for (const change of [
      { [claim.roles]: [institution] },
      { [claim.custom]: { roles: 'Administrator', role: 'Instructor' } },
    ]) {
      const { text } = await open(made, {}, (claims) => ({ ...claims, ...change }))
      expect(text).toContain('Books for you')
    }
  })

  test('[lti-A6] a role that was lowered is lower at the next launch', async () => {
    const made = await aTool(on)
    const teacher = await open(made, { launching: { ...made.launching, person: persons.teacher } })
    expect(teacher.text).toContain('Shelftalk in this course')
    const lowered = { ...persons.teacher, roles: persons.ada.roles }
    const student = await open(made, { launching: { ...made.launching, person: lowered } })
    expect(student.text).toContain('Books for you')
  })

  test('[lti-B7] a page may be framed by the platform that was registered, and by nobody else', async () => {
    const made = await aTool(on)
    const { jar, at } = await open(made)
    const policy = (await jar.ask(at)).headers.get('content-security-policy')
    expect(policy).toContain(`frame-ancestors ${made.lms.url}`)
    expect(policy).toContain("default-src 'none'")
  })
})
