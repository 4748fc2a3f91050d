import { describe, expect, test } from 'vitest'
import { problemAnswer } from '../../src/api/answers/problem.ts'
import { problemPage } from '../../src/api/answers/problem-page.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { html } from '../../src/lti/html.ts'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller } from '../support/builders.ts'
import { injections, skeletonOf } from '../support/injections.ts'
import { formIn, goTo, open, submit } from './a-page.ts'
import { aTool, type TestTool } from './a-tool.ts'

const on = ground()
const all = Object.entries(injections)

/** What every text of the catalogue says from now on. */
async function say({ school }: TestTool, text: string): Promise<void> {
  await school.sql(
    `update book set title = $1 || ' ' || book_id, authors = array[$1], themes = array[$1], series = $1, description = $1`,
    [text],
  )
  await school.sql('delete from vote')
  await school.sql('update school set name = $1, version = version + 1', [text])
  const [row] = await school.sql<{ version: number }>('select version from school')
  await school.app.core.cache.raiseSchool(school.id, row?.version ?? 0)
}

/** Every page of a course that shows texts, after this text was put wherever one can be. */
async function pagesWith(made: TestTool, text: string): Promise<Record<string, string>> {
  await say(made, text)
  const custom = { st_count: '12' }
  const student = await open(made, { launching: { ...made.launching, custom } })
  const { jar } = student
  const form = Object.fromEntries(
    ['launch', 'csrf', 'slate', 'book'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]*)"`).exec(student.text)?.[1] ?? '',
    ]),
  )
  const voted = await submit(made, student, '/lti/vote', { ...form, vote: 'down' })
  const teacher = await open(made, { launching: { ...made.launching, person: persons.teacher } })
  let list = await submit(made, teacher, '/lti/list', { ...formIn(teacher.text), do: 'make', title: text })
  const listId = new URL(list.at).searchParams.get('list') ?? ''
  for (const book of ['b1', 'b2'])
    list = await submit(made, list, '/lti/list', { ...formIn(list.text), list: listId, do: 'add', book })
  const found = await goTo(made, teacher.jar, `${list.at}&q=${encodeURIComponent(text)}`)
  const course = await goTo(made, teacher.jar, teacher.at)
  const reader = await open(made, {
    launching: { ...made.launching, custom: { st_mode: 'list', st_list: listId } },
  })
  await submit(made, list, '/lti/list', { ...formIn(list.text), list: listId, do: 'delete', sure: '1' })
  const coded = await submit(made, student, '/lti/account', {
    ...formIn(student.text),
    do: 'code',
    code: text,
  })
  expect([student, voted, teacher, list, course, reader].map(({ status }) => status)).toEqual(
    Array(6).fill(200),
  )
  expect(jar.cookies.size).toBeGreaterThan(0)
  const texts = { student, voted, teacher, list, found, course, reader, coded }
  return Object.fromEntries(Object.entries(texts).map(([name, page]) => [name, page.text]))
}

/** Pages differ in how much they found, and in who voted for what: their kinds of tags, and what stands in them, are the same. */
const kindsIn = (text: string): string[] => [...new Set(skeletonOf(text))].sort()

describe('[T-53] pages in courses', () => {
  test('[T-53] hold no tag, no attribute and no script that a text brought', {
    timeout: 280_000,
  }, async () => {
    const made = await aTool(on)
    const plain = await pagesWith(made, 'Plain words')
    const known = new Set(Object.values(plain).flatMap(kindsIn))
    expect(known.size).toBeGreaterThan(20)
    for (const [name, text] of all) {
      const pages = await pagesWith(made, text)
      for (const [page, shown] of Object.entries(pages)) {
        expect([name, page, kindsIn(shown).filter((kind) => !known.has(kind))]).toEqual([name, page, []])
        expect([name, page, /[\u202a-\u202e\u2066-\u2069]/.test(shown)]).toEqual([name, page, false])
        for (const [, address = ''] of shown.matchAll(/\b(?:href|src|action)="([^"]*)"/g))
          expect([name, page, /^(\/|#|data:image\/|\?|http:\/\/127)/.test(address), address]).toEqual([
            name,
            page,
            true,
            address,
          ])
      }
      // It did go in.
      expect([name, pages.list?.includes(' b1<')]).toEqual([name, true])
    }
  })

  test.each(all)(
    '[T-53] %s put into markup is the letters that it is, and so it is in a problem',
    (_name, text) => {
      const page = html`<p title="${text}" data-x='${text}'>${text}</p>`.text
      expect(skeletonOf(page)).toEqual(['p title data-x', '/p'])
      const problem = problemPage(problemAnswer(new ShelftalkError('invalid_input', text), '/x'))
      const calm = problemPage(problemAnswer(new ShelftalkError('invalid_input', 'x'), '/x'))
      expect(skeletonOf(problem.bytes.toString())).toEqual(skeletonOf(calm.bytes.toString()))
    },
  )

  test('[T-53] an account says who asks for it, as letters', async () => {
    const made = await aTool(on)
    const admin = aCaller({ school_id: made.school.id, role: 'admin', person_id: 'root' })
    await bound(made.school.app, admin, {
      platform: 'lti',
      tenant: `lms-${made.school.id}`,
      shown_name: injections.script,
    })
    await made.school.students({ student_id: 's1', first_name: injections.script })
    const page = await open(made)
    const { code } = await made.school.app.flows.links.newCode(
      aCaller({ school_id: made.school.id, role: 'student', person_id: 's1', reader_id: 's1' }),
      'lti',
    )
    const linked = await submit(made, page, '/lti/account', { ...formIn(page.text), do: 'code', code })
    expect(linked.text).not.toContain('<script>alert')
  })
})

test('[T-53] the ruler of these tests sees a tag, an attribute and a comment more', () => {
  const calm = skeletonOf('<p title="x">x</p>')
  for (const text of [injections.script, injections['an attribute that breaks out'], '<!-- x', '" onload="x'])
    expect(skeletonOf(`<p title="${text}">${text}</p>`)).not.toEqual(calm)
})
