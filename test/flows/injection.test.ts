import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serverOver } from '../api/stub-flows.ts'
import { logInto } from '../support/a-log.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller } from '../support/builders.ts'
import { injections, unstorable } from '../support/injections.ts'
import { languageDouble } from '../support/language-double.ts'

const on = ground()
const all = Object.entries(injections)
/** As it stands in a cell of a file. */
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
const lines = (...rows: string[][]): string => rows.map((row) => row.map(cell).join(',')).join('\n')

/** What the API said, as far as these tests read it. */
// biome-ignore lint/suspicious/noExplicitAny: each test looks at what it asked for.
type Said = any

interface Site {
  school: TestSchool
  logged: string[]
  /** Asks for JSON; answers what was said, which is JSON and nothing that a browser would show. */
  ask(
    path: string,
    body?: object | string,
    method?: string,
  ): Promise<{ status: number; said: Said; headers: Headers }>
  archive(studentId: string): Promise<Record<string, string>>
}

async function aSite(): Promise<Site> {
  const logged: string[] = []
  const log = logInto(logged)
  const school = await aSchool(on, { log, language: languageDouble() })
  const admin = aCaller({ school_id: school.id, role: 'admin', caller_id: 'admin' })
  const keyOf = async (role: 'admin' | 'service') =>
    (await school.app.flows.keys.issue(admin, { role, reader_id: null, label: 'x' })).key
  const keys = { admin: await keyOf('admin'), service: await keyOf('service') }
  const site = await serverOver(
    { ...school.app.flows, demoKey: () => null, demoPeople: () => null, platforms: () => [] },
    { logLines: logged, requestsASecond: 10_000 },
  )
  onTestFinished(() => site.stop())
  return {
    ...{ school, logged },
    async ask(path, body, method = body === undefined ? 'GET' : 'POST') {
      const isText = typeof body === 'string'
      const sent = body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }
      const answer = await site.ask(path, {
        ...{ key: /overrides|keys/.test(path) ? keys.admin : keys.service, method, ...sent },
        headers: { 'Content-Type': isText ? 'text/csv' : 'application/json' },
      })
      const text = await answer.text()
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      if (text !== '') expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/)
      return { status: answer.status, said: text === '' ? null : JSON.parse(text), headers: answer.headers }
    },
    async archive(studentId) {
      const answer = await site.ask(`/students/${studentId}/export.zip`, { key: keys.admin })
      const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
      return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
    },
  }
}

/** A school in which every text that comes by a file is from the corpus. */
async function furnish({ ask, school }: Site): Promise<void> {
  const catalogue = all.map(([, text], k) => [`b${k}`, text, text, text.slice(0, 55), text, text])
  const head = ['book_id', 'title', 'author', 'themes', 'series', 'description']
  const classes = all.map(([, text], k) => [`c${k}`, text, '6'])
  const students = all.map(([, text], k) => [`s${k}`, text, text, '6', `c${k}`])
  const loans = all.flatMap((_, s) =>
    [0, 1, 2].map((step) => [`l${s}-${step}`, `s${s}`, `b${(s + step) % all.length}`, '2026-02-01', '5']),
  )
  const files: [string, string][] = [
    ['catalogue', lines(head, ...catalogue)],
    ['classes', lines(['class_id', 'name', 'grade_level'], ...classes)],
    [
      'students',
      lines(['student_id', 'first_name', 'homeroom_teacher', 'grade_level', 'class_ids'], ...students),
    ],
    [
      'checkouts',
      lines(['checkout_id', 'student_id', 'book_id', 'checkout_date', 'student_rating'], ...loans),
    ],
  ]
  for (const [kind, file] of files) {
    const { status, said } = await ask(`/imports/${kind}`, file)
    expect([kind, status, said.refused]).toEqual([kind, 202, []])
  }
  await school.drain()
  await school.buildGraph()
}

const trimmed = (text: string): string => text.trim()

describe('[T-53] the corpus through every field', () => {
  test('[T-53] comes back from the API as it went in, and is never more than a text', {
    timeout: 90_000,
  }, async () => {
    const site = await aSite()
    const { ask, school } = site
    await furnish(site)
    for (const [k, [name, text]] of all.entries()) {
      const { said: book } = await ask(`/books/b${k}`)
      expect([name, book.title, book.description, book.series]).toEqual([
        name,
        ...Array(3).fill(trimmed(text)),
      ])
      expect([name, (await ask(`/students/s${k}`)).said.first_name]).toEqual([name, trimmed(text)])
    }
    const { said: classes } = await ask('/classes?limit=100')
    expect(classes.items.map((one: { name: string }) => one.name).sort()).toEqual(
      all.map(([, text]) => text).sort(),
    )
    for (const [name, text] of all) {
      const q = encodeURIComponent(text)
      const asked = [
        `/books?query=${q}`,
        `/students?query=${q}`,
        `/recommendations/s1?theme=${q}`,
        `/books/${q}`,
      ]
      for (const path of asked)
        expect([name, path, (await ask(path)).status < 500]).toEqual([name, path, true])
    }
    expect((await school.sql('select 1 from book')).length).toBe(all.length)
    for (const line of site.logged) {
      expect(() => JSON.parse(line)).not.toThrow()
      expect(line.indexOf('\n')).toBe(line.length - 1)
    }
  })

  test('[T-53] stands in the sentences of reasons letter by letter', { timeout: 90_000 }, async () => {
    const site = await aSite()
    await furnish(site)
    const titles = all.map(([, text]) => text)
    let because = 0
    for (const k of all.keys()) {
      const { said } = await site.ask(`/recommendations/s${k}?explanations=wait&limit=10`)
      for (const { reasons, explanation } of said.items) {
        const named = reasons.filter((one: { because: string[] }) => one.because.length > 0)
        for (const { text, because: ids } of named) {
          because++
          const of = ids.map((id: string) => titles[Number(id.slice(1))] ?? '')
          expect([text, of.some((title: string) => text.includes(title))]).toEqual([text, true])
        }
        expect(explanation.text).not.toBe('')
      }
    }
    expect(because).toBeGreaterThan(all.length)
  })

  test('[T-53] as own books, reasons of a librarian, labels and names of accounts', {
    timeout: 90_000,
  }, async () => {
    const site = await aSite()
    const { ask, school } = site
    await furnish(site)
    const own = all.map(([, text]) => ({
      title: `own ${text}`,
      author: text,
    }))
    const { status, said } = await ask('/user/books?reader_id=s1', own)
    expect([status, said.refused]).toEqual([202, []])
    const listed = (await ask('/user/books?reader_id=s1&limit=100')).said.items as {
      book: { title: string }
    }[]
    expect(listed.map(({ book }) => book.title).sort()).toEqual(own.map(({ title }) => title).sort())
    const admin = aCaller({ school_id: school.id, role: 'admin', person_id: 'root' })
    await bound(school.app, admin, { platform: 'lti', tenant: school.id, shown_name: injections.script })
    for (const [k, [name, text]] of all.entries()) {
      const why = text
      expect([name, (await ask(`/books/b${k}/overrides/6`, { kind: 'pin', why }, 'PUT')).status]).toEqual([
        name,
        204,
      ])
      expect([name, (await ask(`/books/b${k}/overrides`)).said.in_force[0].why]).toEqual([name, trimmed(why)])
      const made = await ask('/keys', { role: 'student', reader_id: 's1', label: why })
      expect([name, made.status]).toEqual([name, 201])
      const student = aCaller({
        school_id: school.id,
        role: 'student',
        person_id: `s${k}`,
        reader_id: `s${k}`,
      })
      const { links } = school.app.flows
      const { code } = await links.newCode(student, 'lti')
      const account = { platform: 'lti' as const, tenant: school.id, account_id: `a${k}` }
      await links.claimCode(account, { code, shown_name: text })
      expect((await links.listLinks(student)).length).toBe(1)
    }
  })

  test('[T-53] what no text may hold is refused with the line and the field', {
    timeout: 60_000,
  }, async () => {
    const { ask, school, logged } = await aSite()
    for (const [name, text] of Object.entries(unstorable)) {
      const file = lines(['student_id', 'first_name'], ['s1', text])
      const { said } = await ask('/imports/students', file)
      // A cell may have several lines; half a character does not even come through a file.
      if (name.startsWith('a code') || name === 'nothing')
        expect([name, said.accepted ?? 0]).toEqual([name, 0])
      const sent = await ask('/user/books?reader_id=r1', [{ title: text }])
      expect([name, sent.said.accepted ?? 0]).toEqual([name, 0])
      expect([
        name,
        (await ask(`/books?query=${encodeURIComponent(text.replace('\ud800', ''))}`)).status < 500,
      ]).toEqual([name, true])
    }
    const rows = await school.sql<{ all: string }>(
      'select first_name as all from reader union all select title from book',
    )
    for (const { all: kept } of rows) expect(kept ?? '').not.toMatch(/[^\P{Cc}\n\r]/u)
    for (const line of logged) expect(line.indexOf('\n')).toBe(line.length - 1)
  })
})

test('[T-53] a spreadsheet runs nothing of an export, and nothing of it is lost', {
  timeout: 90_000,
}, async () => {
  const site = await aSite()
  await furnish(site)
  const own = all.map(([, text]) => ({ title: text }))
  await site.ask('/user/books?reader_id=s1', own)
  await site.school.drain()
  for (const k of all.keys()) await site.ask(`/recommendations/s${k}`)
  let cells = 0
  for (const [k, [name, text]] of all.entries()) {
    const files = await site.archive(`s${k}`)
    expect([name, JSON.parse(files['export.json'] ?? '').profile.first_name]).toEqual([name, trimmed(text)])
    for (const [file, content] of Object.entries(files)) {
      if (!file.endsWith('.csv')) continue
      for (const row of parse(content, { bom: true }) as string[][])
        for (const one of row) {
          cells++
          expect([file, one, /^\s*[=+\-@\t\r]/.test(one) && Number.isNaN(Number(one))]).toEqual([
            file,
            one,
            false,
          ])
        }
    }
    const [profile] = parse(files['profile.csv'] ?? '', { bom: true, columns: true }) as {
      first_name: string
    }[]
    expect([name, profile?.first_name.replace(/^'(?=[=+\-@])/, '')]).toEqual([name, trimmed(text)])
  }
  expect(cells).toBeGreaterThan(500)
})
