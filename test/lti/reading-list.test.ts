import { describe, expect, test } from 'vitest'
import { persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'
import { field, formIn, goTo, type Opened, open, submit, titlesIn } from './a-page.ts'
import { aTool, type TestTool } from './a-tool.ts'

const on = ground()

const teacher = (made: TestTool, more: object = {}): Promise<Opened> =>
  open(made, { launching: { ...made.launching, person: persons.teacher, ...more } })
const student = (made: TestTool, list: string, more: object = {}): Promise<Opened> =>
  open(made, { launching: { ...made.launching, custom: { st_mode: 'list', st_list: list }, ...more } })

const listIn = ({ at }: Opened): string => new URL(at).searchParams.get('list') ?? ''
const change = (made: TestTool, page: Opened, fields: Record<string, string>): Promise<Opened> =>
  submit(made, page, '/lti/list', { ...formIn(page.text), list: listIn(page), ...fields })
const chosen = ({ text }: Opened): string[] =>
  titlesIn(text.slice(text.indexOf('Books on the list'), text.indexOf('type="search"'))).slice(0)

/** A list of the course's with these books. */
async function aList(made: TestTool, bookIds: readonly string[], more: object = {}): Promise<Opened> {
  const page = await teacher(made, more)
  let list = await submit(made, page, '/lti/list', { ...formIn(page.text), do: 'make', title: 'Sea' })
  for (const book of bookIds) list = await change(made, list, { do: 'add', book })
  return list
}

describe('a reading list', () => {
  test('is searched for, put together, ordered, renamed and deleted', async () => {
    const made = await aTool(on)
    let page = await aList(made, ['b1', 'b2'])
    page = await goTo(made, page.jar, `${page.at}&q=title+3`)
    expect(page.text).toContain('aria-label="Add: Title 3"')
    page = await change(made, page, { do: 'add', book: 'b3' })
    expect(chosen(page)).toEqual(['Title 1', 'Title 2', 'Title 3'])
    page = await change(made, page, { do: 'up', book: 'b3' })
    page = await change(made, page, { do: 'down', book: 'b1' })
    expect(chosen(page)).toEqual(['Title 3', 'Title 1', 'Title 2'])
    page = await change(made, page, { do: 'remove', book: 'b1' })
    page = await change(made, page, { do: 'rename', title: ' Salt  water ' })
    expect(page.text).toContain('<h1>Reading list: Salt  water</h1>')
    expect(chosen(page)).toEqual(['Title 3', 'Title 2'])
    const [id, jar] = [listIn(page), page.jar]
    page = await change(made, page, { do: 'delete', sure: '1' })
    expect(page.text).toContain('Shelftalk in this course')
    expect((await goTo(made, jar, `/lti/list?l=${field(page.text, 'launch')}&list=${id}`)).status).toBe(404)
  })

  test('refuses what makes no sense, and what no student may see', async () => {
    const made = await aTool(on)
    await made.school.sql("update book set hidden = true where book_id = 'b9'")
    const page = await aList(made, ['b1'])
    const wrong = [
      { do: 'add', book: 'b1' },
      { do: 'add', book: 'b9' },
      { do: 'add', book: 'nothing' },
      { do: 'remove', book: 'b2' },
      { do: 'rename', title: '   ' },
      { do: 'rename', title: 'x'.repeat(121) },
      { do: 'delete' },
      { do: 'else' },
    ]
    for (const fields of wrong) {
      const after = await change(made, page, fields)
      expect(after.text, JSON.stringify(fields)).toContain('could not be changed')
      expect(chosen(after)).toEqual(['Title 1'])
    }
  })

  test('is bounded, and so is how many a course has', async () => {
    const made = await aTool(on)
    const ids = Array.from({ length: 61 }, (_, k) => `n${k}`)
    await made.school.books(ids.map((book_id) => aBook({ book_id, title: book_id })))
    const page = await aList(made, [])
    await made.school.sql('update reading_list set book_ids = $1', [ids.slice(0, 60)])
    expect((await change(made, page, { do: 'add', book: 'n60' })).text).toContain('could not be changed')
    for (let k = 0; k < 25; k++)
      await submit(made, page, '/lti/list', { ...formIn(page.text), do: 'make', title: `List ${k}` })
    expect(await made.school.sql('select 1 from reading_list')).toHaveLength(20)
  })

  test('is seen by students in its order, with thumbs, each with their own votes', async () => {
    const made = await aTool(on)
    const list = listIn(await aList(made, ['b3', 'b1', 'b2']))
    const page = await student(made, list)
    expect(page.text).toContain('<h1>Sea</h1>')
    expect(titlesIn(page.text)).toEqual(['Title 3', 'Title 1', 'Title 2'])
    const form = { ...formIn(page.text), slate: '', book: 'b1' }
    const voted = await submit(made, page, '/lti/vote', { ...form, vote: 'down' })
    expect(voted.at).toMatch(/#b-b1$/)
    expect(titlesIn(voted.text)).toEqual(['Title 3', 'Title 1', 'Title 2'])
    expect(voted.text.match(/aria-pressed="true"[^>]*>([^<]*)/)?.[1]).toBe('Not for me')
    const undone = await submit(made, page, '/lti/vote', { ...form, vote: 'none' })
    expect(undone.text).not.toContain('aria-pressed="true"')
    const notOnIt = await submit(made, page, '/lti/vote', { ...form, book: 'b7', vote: 'up' })
    expect(notOnIt.status).toBe(403)
    const other = await student(made, list, { person: { ...persons.ada, sub: '22' } })
    expect(other.text).not.toContain('aria-pressed="true"')
  })

  test('[T-30] shows nobody what is hidden, for an older grade, blocked, or somebody’s own', async () => {
    const made = await aTool(on)
    await made.school.policy({ unknown_grade_counts_as: 6 } as never)
    const list = listIn(await aList(made, ['b1', 'b2', 'b3', 'b4', 'b5']))
    await made.school.sql("update book set hidden = true where book_id = 'b1'")
    await made.school.sql("update book set gate_grade = 9 where book_id = 'b2'")
    await made.school.sql("update book set blocked_grades = '{6}' where book_id = 'b3'")
    await made.school.sql("update book set minimum_grade = 7 where book_id = 'b4'")
    for (const person of [persons.ada, persons.visitor])
      expect(titlesIn((await student(made, list, { person })).text)).toEqual(['Title 5'])
    const page = await student(made, list)
    const form = { ...formIn(page.text), slate: '', vote: 'up' }
    for (const book of ['b1', 'b2', 'b3', 'b4'])
      expect((await submit(made, page, '/lti/vote', { ...form, book })).status).toBe(403)
    expect((await teacher(made, { custom: { st_mode: 'list', st_list: list } })).text).toContain('Sea')
  })

  test('is read by a visitor and by who looks on, without thumbs', async () => {
    const made = await aTool(on)
    const list = listIn(await aList(made, ['b3']))
    const mentor = { sub: '5', roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor'] }
    for (const person of [persons.visitor, mentor]) {
      const { text } = await student(made, list, { person })
      expect(titlesIn(text)).toEqual(['Title 3'])
      expect(text).not.toContain('<form')
    }
  })

  test('is not ready for students once it is deleted', async () => {
    const made = await aTool(on)
    const page = await aList(made, ['b3'])
    await change(made, page, { do: 'delete', sure: '1' })
    expect((await student(made, listIn(page))).text).toContain('Not ready yet')
  })
})

describe('in a course that was copied', () => {
  const copy = (list: string) => ({
    ...{ contextId: 'course-2', custom: { st_mode: 'list', st_list: list, context_history: 'course-1' } },
  })

  test('the list is the same until it is changed there, and the other course keeps its own', async () => {
    const made = await aTool(on)
    const list = listIn(await aList(made, ['b1', 'b2']))
    expect(titlesIn((await student(made, list, copy(list))).text)).toEqual(['Title 1', 'Title 2'])
    const home = await teacher(made, copy(list))
    let page = await goTo(made, home.jar, `/lti/list?l=${field(home.text, 'launch')}&list=${list}`)
    expect(page.text).toContain('another course')
    page = await change(made, page, { do: 'add', book: 'b3' })
    expect(listIn(page)).not.toBe(list)
    page = await change(made, page, { do: 'remove', book: 'b1' })
    expect(titlesIn((await student(made, list, copy(list))).text)).toEqual(['Title 2', 'Title 3'])
    expect(titlesIn((await student(made, list)).text)).toEqual(['Title 1', 'Title 2'])
    expect(await made.school.sql('select 1 from reading_list')).toHaveLength(2)
  })

  test('of a copy has the copy’s list', async () => {
    const made = await aTool(on)
    const list = listIn(await aList(made, ['b1']))
    const home = await teacher(made, copy(list))
    const page = await goTo(made, home.jar, `/lti/list?l=${field(home.text, 'launch')}&list=${list}`)
    await change(made, page, { do: 'add', book: 'b2' })
    const third = {
      contextId: 'course-3',
      custom: { st_mode: 'list', st_list: list, context_history: 'course-2,course-1' },
    }
    expect(titlesIn((await student(made, list, third)).text)).toEqual(['Title 1', 'Title 2'])
    const own = await teacher(made, third)
    const theirs = await goTo(made, own.jar, `/lti/list?l=${field(own.text, 'launch')}&list=${list}`)
    await change(made, theirs, { do: 'remove', book: 'b1' })
    expect(titlesIn((await student(made, list, third)).text)).toEqual(['Title 2'])
    expect(titlesIn((await student(made, list, copy(list))).text)).toEqual(['Title 1', 'Title 2'])
  })
})

describe('of another course', () => {
  test('[lti-A2] a list is not there, in the same words and the same time as one that nobody has', async () => {
    const made = await aTool(on)
    const theirs = listIn(await aList(made, ['b1']))
    const page = await teacher(made, { contextId: 'course-2' })
    const launch = field(page.text, 'launch')
    const ask = async (list: string) => {
      const from = performance.now()
      const found = await goTo(made, page.jar, `/lti/list?l=${launch}&list=${list}`)
      const changed = await change(made, { ...page, at: found.at }, { do: 'add', book: 'b2' })
      return {
        ms: performance.now() - from,
        answers: [found, changed].map(({ status, text }) => [status, text]),
      }
    }
    const nobodys = '01900000-0000-7000-8000-000000000000'
    const [there, notThere] = [await ask(theirs), await ask(nobodys)]
    expect(there.answers.map(([status]) => status)).toEqual([404, 404])
    expect(there.answers).toEqual(notThere.answers)
    const times = { there: [] as number[], notThere: [] as number[] }
    for (let k = 0; k < 15; k++) {
      times.there.push((await ask(theirs)).ms)
      times.notThere.push((await ask(nobodys)).ms)
    }
    const median = (all: number[]): number => all.sort((a, b) => a - b)[7]!
    const ratio = median(times.there) / median(times.notThere)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
    expect(await made.school.sql('select book_ids from reading_list')).toEqual([{ book_ids: ['b1'] }])
  })

  test('[lti-A3] of another school, nothing is there, whatever the link says', async () => {
    const [made, other] = [await aTool(on), await aTool(on)]
    const theirs = listIn(await aList(other, ['b1']))
    expect((await student(made, theirs)).text).toContain('Not ready yet')
    const page = await teacher(made, { custom: { st_mode: 'list', st_list: theirs } })
    expect(page.text).toContain('has to be made anew')
    const at = `/lti/list?l=${field(page.text, 'launch')}&list=${theirs}`
    expect((await goTo(made, page.jar, at)).status).toBe(404)
    expect(await other.school.sql('select title from reading_list')).toEqual([{ title: 'Sea' }])
  })
})
