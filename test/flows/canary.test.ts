import { describe, expect, onTestFinished, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { aroundDatabase } from '../../src/connections.ts'
import type { SchoolPolicy } from '../../src/core/domain/school.ts'
import { serverOver } from '../api/stub-flows.ts'
import { logInto } from '../support/a-log.ts'
import { ground } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller } from '../support/builders.ts'
import { type LanguageDouble, languageDouble } from '../support/language-double.ts'
import { wordHashModel } from '../support/word-hash-model.ts'

const on = ground()

/** Words that occur nowhere else; whoever finds one has found a child's data. */
const canary = {
  studentId: 'stu-Quetzalwren-4471',
  firstName: 'Quillonia',
  teacher: 'Oxblood-Zephyrine',
  classId: 'cls-Vermillionest',
  className: 'The Umbrafoxes',
  ownTitle: 'Dear diary Thaddeusius hits me',
  ownAuthor: 'Private Narwhalia',
  comment: 'Grumblethwaite',
  accountId: 'acc-Nimbuswillow-77',
  accountName: 'Zanzibarista',
}
const school = 'canary-school'

interface Seen {
  language: LanguageDouble
  /** Every text that went to the model that makes vectors. */
  embedded: string[]
  logLines: string[]
  metrics: string
  /** Everything that was answered, to know that the canaries did go in. */
  answers: string
}

/** Furnishes a school by its own door and runs every flow over HTTP, with models that stand elsewhere. */
async function everyFlow(policy: Partial<SchoolPolicy>): Promise<Seen> {
  const logLines: string[] = []
  const model = { ...wordHashModel(), leavesTheBuilding: true }
  const language = languageDouble()
  const driver = { ...on.driver, close: async () => {} }
  const log = logInto(logLines)
  const graphBuilder = { ...on.graphBuilder, close: async () => {} }
  const app = createApp(aroundDatabase(driver), log, { graphBuilder, model, language })
  const id = `${school}-${crypto.randomUUID()}`
  await app.core.store.system((rows) =>
    rows.schools.create({ school_id: id, name: id, invented: true, time_zone: 'UTC' }),
  )
  await on.driver.transaction({ role: 'shelftalk_app', schoolId: id, background: false }, (sql) =>
    sql.rows('update school set policy = $1', [JSON.stringify(policy)]),
  )
  await app.start({ events: true, schedule: false })
  const { key } = await app.flows.keys.issue(aCaller({ school_id: id }), {
    ...{ role: 'service' as const, reader_id: null, label: 'tests' },
  })
  const server = await serverOver(
    { ...app.flows, demoKey: () => null, demoPeople: () => null, platforms: () => [] },
    { logLines },
  )
  onTestFinished(async () => {
    await server.stop()
    await app.close()
  })
  const answers: string[] = []
  const ask = async (path: string, body?: object | string): Promise<Record<string, unknown>> => {
    const json = typeof body === 'object'
    const answer = await fetch(`${server.url}${path}`, {
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'Content-Type': json ? 'application/json' : 'text/csv' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: json ? JSON.stringify(body) : body }),
    })
    const text = await answer.text()
    answers.push(text)
    expect([path, answer.status < 400, text]).toEqual([path, true, text])
    return path === '/metrics' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
  await furnish(ask)
  await linkAccount(app, id)
  await app.drain()
  await ask('/jobs/graph/runs', {})
  await app.drain()
  await everythingOnce(ask, app.drain)
  const metrics = await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${key}` } })
  return {
    ...{ language, embedded: model.embedded, logLines, answers: answers.join('\n') },
    metrics: await metrics.text(),
  }
}

/** An account on a platform, from its workspace to the confirmation; one wrong code before the right one. */
async function linkAccount(app: App, school_id: string): Promise<void> {
  const { flows } = app
  const account = { platform: 'lti' as const, tenant: school_id, account_id: canary.accountId }
  const { studentId, accountName } = canary
  const admin = aCaller({ school_id, role: 'admin', person_id: 'root' })
  const student = aCaller({ school_id, role: 'student', person_id: studentId, reader_id: studentId })
  await bound(app, admin, { ...account, shown_name: '' })
  const { code } = await flows.links.newCode(student, 'lti')
  expect(await flows.links.claimCode(account, { code: 'BCDFGHJK', shown_name: accountName })).toBe('refused')
  expect(await flows.links.claimCode(account, { code, shown_name: accountName })).toBe('pending')
  await flows.links.confirmLink(student, account)
  expect(await flows.links.callerOf(account)).toMatchObject({ reader_id: studentId })
}

type Ask = (path: string, body?: object | string) => Promise<Record<string, unknown>>

async function furnish(ask: Ask): Promise<void> {
  const books = Array.from(
    { length: 12 },
    (_, k) => `b${k},Title number ${k},Author ${'abcdefghijkl'[k]},sea;magic`,
  )
  await ask('/imports/catalogue', ['book_id,title,author,themes', ...books].join('\n'))
  const classmates = ['s1', 's2', 's3', 's4']
  await ask('/imports/classes', `class_id,name,grade_level\n${canary.classId},${canary.className},6`)
  await ask(
    '/imports/students',
    [
      'student_id,grade_level,homeroom_teacher,first_name,class_ids',
      `${canary.studentId},6,${canary.teacher},${canary.firstName},${canary.classId}`,
      ...classmates.map((one) => `${one},6,,,`),
    ].join('\n'),
  )
  const loans = classmates.flatMap((one) =>
    [0, 1, 2, 3, 4, 5].map((k) => `${one}-${k},${one},b${k},2026-02-01,2026-02-20,5`),
  )
  const header = 'checkout_id,student_id,book_id,checkout_date,return_date,student_rating'
  await ask('/imports/checkouts', [header, ...loans].join('\n'))
}

/** One reader's day with the product, and the school's with its data. */
async function everythingOnce(ask: Ask, drain: () => Promise<void>): Promise<void> {
  const { studentId } = canary
  const loan = {
    student_id: studentId,
    checkout_date: '2026-02-01',
    return_date: '2026-02-20',
    student_rating: 5,
  }
  await ask('/checkouts', [
    { ...loan, checkout_id: `${studentId}-c0`, book_id: 'b0' },
    { ...loan, checkout_id: `${studentId}-c1`, book_id: 'b1' },
  ])
  await ask('/feedback', { student_id: studentId, book_id: 'b2', vote: 'up' })
  await ask(
    `/user/books?reader_id=${studentId}`,
    `Title,Author,My Rating,My Review,Book Id\n${canary.ownTitle},${canary.ownAuthor},5,${canary.comment},1\nTitle number 3,Author d,5,,2`,
  )
  await drain()
  for (const explanations of ['none', 'later', 'wait']) {
    await ask(`/recommendations/${studentId}?explanations=${explanations}`)
    await ask(`/recommendations/${studentId}?explanations=${explanations}&limit=10`)
  }
  await ask('/jobs/nightly/runs', {})
  await ask('/jobs/enrich/runs', {})
  await drain()
  await ask(`/recommendations/${studentId}?explanations=wait&limit=7`)
  await ask(`/user/books?reader_id=${studentId}`)
  await ask(`/students?query=${canary.firstName}`)
  await ask(`/students/${studentId}`)
  await ask(`/students/${studentId}/export`)
  await ask('/classes')
  await ask('/books?query=title')
  await ask('/books/b4/similar')
  await ask('/jobs')
}

const found = (text: string, words: readonly string[]): string[] =>
  words.filter((word) => text.includes(word))
const all = Object.values(canary)
const own = [canary.ownTitle, canary.ownAuthor]

describe('[T-10] canaries in a school whose models stand elsewhere', () => {
  test('[T-10] none is in what the models were given, in a log line, or in a metric', {
    timeout: 60_000,
  }, async () => {
    const seen = await everyFlow({})
    const { asked, completed } = seen.language
    // They did go in, and the models did get to work.
    expect(found(seen.answers, all)).toEqual(all.filter((word) => word !== canary.comment))
    expect(asked.flat().length).toBeGreaterThan(5)
    expect(JSON.stringify(asked)).toMatch(/because_(liked|read)/)
    expect(seen.embedded.join()).toContain('Title number 4')
    expect(seen.logLines.length).toBeGreaterThan(10)
    expect(seen.metrics).toContain('shelftalk_lists_total')

    expect(found(JSON.stringify([asked, completed]), all)).toEqual([])
    expect(found(seen.embedded.join('\n'), all)).toEqual([])
    // A student's own id may stand in a log; a name, a class or a title may not.
    expect(
      found(
        seen.logLines.join('\n'),
        all.filter((word) => word !== canary.studentId),
      ),
    ).toEqual([])
    expect(found(seen.metrics, all)).toEqual([])
    expect(JSON.stringify([asked, completed])).not.toContain(school)
  })

  test('[T-10] where the school lets students’ vectors be made elsewhere, a title that a student typed may go, and nothing else', {
    timeout: 60_000,
  }, async () => {
    const seen = await everyFlow({ model_for_students: true })
    expect(found(seen.embedded.join('\n'), own)).toEqual(own)
    expect(found(seen.embedded.join('\n'), all)).toEqual(own)
    expect(found(JSON.stringify([seen.language.asked, seen.language.completed]), all)).toEqual([])
    expect(found(seen.metrics, all)).toEqual([])
  })

  test('[T-10] a school that lets nothing out asks the language model nothing', {
    timeout: 60_000,
  }, async () => {
    const seen = await everyFlow({ model_for_books: false })
    expect(seen.language.asked).toEqual([])
    expect(found(seen.answers, [canary.firstName])).toEqual([canary.firstName])
  })
})
