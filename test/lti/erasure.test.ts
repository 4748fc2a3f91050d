import { expect, test } from 'vitest'
import { type Person, persons } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { aCaller, rowsOf } from '../support/builders.ts'
import { tablesWith } from '../support/search-tables.ts'
import { field, formIn, open, submit } from './a-page.ts'
import { aTool, type TestTool } from './a-tool.ts'

const on = ground()

const launched = (made: TestTool, person: Person = persons.ada) =>
  open(made, { launching: { ...made.launching, person, custom: { st_count: '12' } } })
const vote = (made: TestTool, page: Awaited<ReturnType<typeof launched>>) =>
  submit(made, page, '/lti/vote', {
    ...{ ...formIn(page.text), slate: field(page.text, 'slate'), book: 'b1', vote: 'up' },
  })

async function erase({ school }: TestTool, id: string): Promise<void> {
  const admin = aCaller({ school_id: school.id, role: 'admin' })
  await school.app.flows.privacy.erase(admin, id)
  await school.drain()
}

/** What the one account that opened the tool is called here. */
async function accountIn({ school }: TestTool): Promise<string> {
  const [session] = await school.sql<{ account_id: string }>('select account_id from lti_session')
  return session?.account_id ?? ''
}

const linkOf = ({ school }: TestTool, account_id: string) => ({
  ...{ platform: 'lti' as const, tenant: `lms-${school.id}`, account_id },
  ...{ person_id: 'ada', shown_name: '' },
})

/** The account asks to be Ada's. */
const asked = (made: TestTool, account: string) =>
  made.school.app.core.store.school(made.school.id, (rows) =>
    rows.links.ask(linkOf(made, account), made.school.clock()),
  )
const confirmed = (made: TestTool, account: string) =>
  made.school.app.core.store.school(made.school.id, (rows) =>
    rows.links.confirm(linkOf(made, account), 'ada', { now: made.school.clock(), since: new Date(0) }),
  )

test('[T-20] somebody nameless in a course is erased with every session, and is a visitor from then on', async () => {
  const made = await aTool(on)
  await made.school.students({ student_id: 'ada' })
  const page = await launched(made)
  await vote(made, page)
  const account = await accountIn(made)
  await asked(made, account)
  expect(await tablesWith(on.driver, made.school.id, [account])).toContain('vote')
  await erase(made, `lti-${account}`)
  expect((await page.jar.ask(page.at)).status).toBe(401)
  const again = await launched(made)
  expect(again.status).toBe(200)
  expect(again.text).not.toContain('name="vote"')
  expect(await tablesWith(on.driver, made.school.id, [account])).toEqual([])
})

test('[T-20] a student who linked an account is erased with what it did before, and may link it again when the school takes the student up', async () => {
  const made = await aTool(on)
  const { school } = made
  await school.students({ student_id: 'ada' })
  await launched(made)
  const account = await accountIn(made)
  await asked(made, account)
  await confirmed(made, account)
  await erase(made, 'ada')
  await launched(made)
  expect(await tablesWith(on.driver, school.id, [account, '"ada"'])).toEqual([])
  await school.app.flows.importFile(school.service, 'students', rowsOf([{ student_id: 'ada' }]))
  expect((await launched(made)).text).toContain('name="vote"')
})

test('[T-20] who asked to be linked to the student, and was not confirmed, loses nothing and may go on', async () => {
  const made = await aTool(on)
  const { school } = made
  await school.students({ student_id: 'ada' })
  const page = await launched(made)
  await vote(made, page)
  await asked(made, await accountIn(made))
  const held = () =>
    Promise.all(['vote', 'slate', 'lti_session'].map((table) => school.sql(`select from ${table}`)))
  const before = await held()
  await erase(made, 'ada')
  expect(await held()).toEqual(before)
  expect(await school.sql('select from chat_link')).toEqual([])
  expect((await page.jar.ask(page.at)).status).toBe(200)
  expect((await launched(made)).text).toContain('name="vote"')
})

test('[T-24] erasing one of those behind a total moves no number', async () => {
  const made = await aTool(on)
  const told = async () => (await launched(made, persons.teacher)).text.match(/\d+ students? voted/)?.[0]
  for (const number of [1, 2, 3, 4, 5, 6]) {
    made.school.clock.advance(1000)
    await vote(made, await launched(made, { ...persons.ada, sub: `s${number}` }))
    if (number === 5) expect(await told()).toBe('5 students voted')
  }
  const [reader] = await made.school.sql<{ reader_id: string }>(
    'select reader_id from vote order by voted_at',
  )
  await erase(made, reader?.reader_id ?? '')
  expect(await told()).toBe('5 students voted')
  expect(await made.school.sql('select from course_vote')).toHaveLength(5)
})
