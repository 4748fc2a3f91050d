import { describe, expect, test } from 'vitest'
import { ground, idsOf } from '../support/a-school.ts'
import { aTool, type Jar, type TestTool } from './a-tool.ts'

const on = ground()

interface Page {
  jar: Jar
  text: string
}

async function opened(made: TestTool): Promise<Page> {
  const { answer, jar } = await made.launch()
  return shown(made, jar, answer)
}
const shown = async (made: TestTool, jar: Jar, answer: Response): Promise<Page> => {
  const page = await jar.ask(new URL(answer.headers.get('location')!, made.origin).href)
  return { jar, text: await page.text() }
}
const field = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
const own = (text: string) => ({ launch: field(text, 'launch'), csrf: field(text, 'csrf') })

const vote = async (made: TestTool, { jar, text }: Page, book: string, value: string): Promise<Page> => {
  const form = { ...own(text), slate: field(text, 'slate'), book, vote: value }
  return shown(made, jar, await jar.post(`${made.origin}/lti/vote`, form, { origin: made.origin }))
}
const type = (made: TestTool, { jar, text }: Page, code: string, origin = made.origin) =>
  jar.post(`${made.origin}/lti/account`, { ...own(text), code }, { origin })

/** Ada of the school, who is signed in on its page. */
async function ada(made: TestTool) {
  const { school } = made
  await school.students({ student_id: 'ada', grade_level: 5 })
  const caller = { ...school.student('ada'), person_id: 'ada' }
  const { links } = school.app.flows
  return {
    caller,
    code: async () => (await links.newCode(caller, 'lti')).code,
    async confirm() {
      const [link] = await links.listLinks(caller)
      await links.confirmLink(caller, link!)
    },
    votes: async () => {
      await school.drain()
      const all = await school.sql<{ reader_id: string; book_id: string; vote: string }>(
        "select reader_id, book_id, vote from vote where vote <> 'none' order by book_id, reader_id",
      )
      return all.map(({ reader_id, book_id, vote }) => `${reader_id} ${book_id} ${vote}`)
    },
  }
}

describe('a student in a course types a code of the school’s page', () => {
  test('and is that student once the page was told so; what was voted before is hers, and counts once', async () => {
    const made = await aTool(on)
    const student = await ada(made)
    let page = await opened(made)
    const books = [...page.text.matchAll(/name="book" value="([^"]*)"/g)].map(([, id]) => id!)
    const [liked, disliked, both] = [...new Set(books)] as [string, string, string]
    await made.school.give('ada', both, 'up')
    made.school.clock.advance(1_000)
    page = await vote(made, page, liked, 'up')
    page = await vote(made, page, both, 'down')
    page = await vote(made, page, disliked, 'down')
    expect(page.text).toContain('Your school account')
    page = await shown(made, page.jar, await type(made, page, await student.code()))
    expect(page.text).toContain('Almost done')
    expect(await student.votes()).toHaveLength(4)
    await student.confirm()
    page = await opened(made)
    expect(page.text).toContain('linked to your school account')
    const hers = [`ada ${liked} up`, `ada ${disliked} down`, `ada ${both} down`].sort()
    expect((await student.votes()).sort()).toEqual(hers)
    const marks = await made.school.sql<{ reader_id: string; book_id: string }>('select * from course_vote')
    expect(marks.map(({ reader_id, book_id }) => `${reader_id} ${book_id}`).sort()).toEqual(
      [liked, disliked, both].map((book) => `ada ${book}`).sort(),
    )
    const list = idsOf(await made.school.list('ada', { limit: 50 }))
    expect(list).not.toContain(disliked)
    await vote(made, page, liked, 'none')
    expect(await student.votes()).not.toContain(`ada ${liked} up`)
    expect(await made.school.sql('select * from dead_letter')).toEqual([])
  })

  test('where the school’s vote is the later one, it holds', async () => {
    const made = await aTool(on)
    const student = await ada(made)
    let page = await opened(made)
    const book = field(page.text, 'book')
    page = await vote(made, page, book, 'down')
    made.school.clock.advance(60_000)
    await made.school.give('ada', book, 'up')
    await type(made, page, await student.code())
    await student.confirm()
    expect(await student.votes()).toEqual([`ada ${book} up`])
  })

  test('and a vote that was on its way meanwhile follows at the next launch', async () => {
    const made = await aTool(on)
    const student = await ada(made)
    const page = await opened(made)
    await type(made, page, await student.code())
    await student.confirm()
    const [nameless] = await made.school.sql<{ reader_id: string }>(
      "select reader_id from reader where reader_id like 'lti-%'",
    )
    const book = field(page.text, 'book')
    await made.school.give(nameless!.reader_id, book, 'up')
    expect(await student.votes()).toEqual([`${nameless!.reader_id} ${book} up`])
    await opened(made)
    expect(await student.votes()).toEqual([`ada ${book} up`])
  })

  test('in vain when it is wrong, of another, from another page, or without the page’s own token', async () => {
    const made = await aTool(on)
    const student = await ada(made)
    const page = await opened(made)
    const wrong = await shown(made, page.jar, await type(made, page, 'BCDF2345'))
    expect(wrong.text).toContain('This code does not work')
    const code = await student.code()
    expect((await type(made, page, code, 'https://evil.example')).status).toBe(403)
    const forged = { ...page, text: page.text.replace(/name="csrf" value="[^"]*"/g, 'name="csrf" value="x"') }
    expect((await type(made, forged, code)).status).toBe(403)
    expect(await made.school.app.flows.links.listLinks(student.caller)).toEqual([])
    const mentor = { sub: '9', roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor'] }
    const looking = await made.launch(undefined, { launching: { ...made.launching, person: mentor } })
    const seen = await shown(made, looking.jar, looking.answer)
    expect(seen.text).toContain('You look on')
    expect(seen.text).not.toContain('action="/lti/account"')
  })
})
