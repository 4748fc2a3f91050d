import { describe, expect, test } from 'vitest'
import type { TextRow } from '../../src/core/domain/files/columns.ts'
import type { ImportKind } from '../../src/core/flows/catalogue/school-import.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook, rowsOf } from '../support/builders.ts'
import { waiting } from '../support/deliveries.ts'

const on = ground()

const load = (school: TestSchool, kind: ImportKind, rows: TextRow[], header?: string[]) =>
  school.app.flows.importFile(school.service, kind, rowsOf(rows, header))
const report = (school: TestSchool, id: string) =>
  school.app.flows.importReport(school.service, id, { limit: 1000, after: 0 })
const ofType = async (school: TestSchool, type: string) =>
  (await waiting(school)).filter((e) => e.type === type)

describe('a file of the school', () => {
  test('with wrong columns is refused, and says which are missing', async () => {
    const school = await aSchool(on, { running: false })
    const wrong = load(school, 'catalogue', [{ title: 'x', colour: 'red' }])
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field: 'book_id' }] })
    await expect(load(school, 'checkouts', [], ['student_id'])).rejects.toThrow(/book_id, checkout_date/)
    expect(await school.sql('select 1 from import_run')).toEqual([])
  })

  test('tells unknown columns, drops those that must not be kept, and counts what was refused', async () => {
    const school = await aSchool(on, { running: false })
    const answer = await load(school, 'students', [
      { student_id: 'ada', grade_level: '6', lunch_period: 'free', shoe_size: 'size thirty-six' },
      { student_id: '', grade_level: '6' },
      { student_id: 'bo', grade_level: 'six', age: '11.5' },
      { student_id: 'cy', class_ids: '6a;6b|6c' },
    ])
    expect(answer).toMatchObject({ accepted: 2, refused_count: 2, unknown_columns: ['shoe_size'] })
    expect(answer.refused.map((r) => [r.line, r.field])).toEqual([
      [3, 'student_id'],
      [4, 'grade_level'],
    ])
    const stored = await school.sql('select to_jsonb(r) from reader r')
    expect(JSON.stringify(stored)).not.toMatch(/free|thirty-six/)
    expect(await report(school, answer.import_id)).toMatchObject({
      kind: 'students',
      state: 'finished',
      accepted: 2,
      refused: 2,
      unknown_columns: ['shoe_size'],
      refusals: answer.refused,
    })
    const found = await school.app.flows.readStudent(school.service, 'cy')
    expect(found.class_ids).toEqual(['6a', '6b', '6c'])
  })

  test('twice changes nothing: no vector, no version, no event about books', async () => {
    const school = await aSchool(on)
    const rows = Array.from({ length: 3 }, (_, k) => ({
      book_id: `b${k}`,
      title: `Book ${k}`,
      author: 'A; B',
      themes: 'Sea;magic',
    }))
    await load(school, 'catalogue', rows)
    await school.drain()
    const embedded = school.model.embedded.length
    const version = async () =>
      (await school.sql<{ version: number }>('select version from school'))[0]!.version
    const before = await version()
    expect(await load(school, 'catalogue', rows)).toMatchObject({ accepted: 3, refused_count: 0 })
    expect(await ofType(school, 'shelftalk.books.added')).toEqual([])
    await school.drain()
    expect(school.model.embedded.length).toBe(embedded)
    expect(await version()).toBe(before)
    expect(await school.sql('select authors, themes from book limit 1')).toEqual([
      { authors: ['A', 'B'], themes: ['sea', 'magic'] },
    ])
  })

  test('embeds anew only the books whose words changed', async () => {
    const school = await aSchool(on)
    const rows = [
      { book_id: 'b1', title: 'One', description: 'About ships', copies: '2' },
      { book_id: 'b2', title: 'Two', description: 'About owls', copies: '2' },
    ]
    await load(school, 'catalogue', rows)
    await school.drain()
    const before = school.model.embedded.length
    await load(school, 'catalogue', [
      { ...rows[0]!, copies: '1' },
      { ...rows[1]!, description: 'About snow' },
    ])
    await school.drain()
    expect(school.model.embedded.slice(before)).toEqual(['Two. About snow'])
  })

  test('a vector made of words that changed meanwhile is not kept', async () => {
    const school = await aSchool(on, { running: false })
    await load(school, 'catalogue', [{ book_id: 'b1', title: 'Old words' }])
    const embed = school.model.embed
    school.model.embed = async (texts, of) => {
      school.model.embed = embed
      await load(school, 'catalogue', [{ book_id: 'b1', title: 'New words' }])
      return embed(texts, of)
    }
    await school.app.core.ensureBookVectors(school.id, ['b1'])
    const missing = () =>
      school.app.core.store.school(school.id, (rows) =>
        rows.vectors.missingBooks(school.model.modelId, ['b1']),
      )
    expect(await missing()).toHaveLength(1)
    await school.app.core.ensureBookVectors(school.id, ['b1'])
    expect(await missing()).toHaveLength(0)
    expect(school.model.embedded.at(-1)).toBe('New words')
  })

  test('tells of what it did in one event a student or batch of books, never one a line', async () => {
    const school = await aSchool(on, { running: false })
    const books = Array.from({ length: 1200 }, (_, k) => ({ book_id: `b${k}`, title: `Book ${k}` }))
    await load(school, 'catalogue', books)
    const added = await ofType(school, 'shelftalk.books.added')
    expect(added.length).toBeLessThanOrEqual(4)
    expect(added.flatMap((e) => (e.data as { book_ids: string[] }).book_ids)).toHaveLength(1200)
    await school.students({ student_id: 'ada' }, { student_id: 'bo' })
    const loans = Array.from({ length: 400 }, (_, k) => ({
      student_id: k % 2 === 0 ? 'ada' : 'bo',
      book_id: `b${k}`,
      checkout_date: '2026-01-05',
    }))
    expect((await load(school, 'checkouts', loans)).accepted).toBe(400)
    const recorded = await ofType(school, 'shelftalk.loans.recorded')
    expect(recorded.map((e) => e.subject).sort()).toEqual(['ada', 'bo'])
    await load(school, 'checkouts', loans)
    expect(await ofType(school, 'shelftalk.loans.recorded')).toHaveLength(2)
    expect(await school.sql('select 1 from loan')).toHaveLength(400)
  })

  test('of loans refuses those of unknown students and books, with line and field', async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    const day = { checkout_date: '2026-01-05' }
    const answer = await load(school, 'checkouts', [
      { student_id: 'ada', book_id: 'b1', ...day },
      { student_id: 'nobody', book_id: 'b1', ...day },
      { student_id: 'ada', book_id: 'b9', ...day },
      { student_id: 'ada', book_id: 'b1', checkout_date: '2026-02-30' },
      { student_id: 'ada', book_id: 'b1', checkout_date: '' },
    ])
    expect(answer.accepted).toBe(1)
    expect(answer.refused.map((r) => [r.line, r.field]).sort()).toEqual([
      [3, 'student_id'],
      [4, 'book_id'],
      [5, 'checkout_date'],
      [6, 'checkout_date'],
    ])
  })

  test('with the same id twice keeps the last row', async () => {
    const school = await aSchool(on, { running: false })
    const rows = [
      { book_id: 'b1', title: 'First' },
      { book_id: 'b1', title: 'Last' },
    ]
    expect((await load(school, 'catalogue', rows)).accepted).toBe(2)
    expect(await school.sql('select title from book')).toEqual([{ title: 'Last' }])
  })

  test('that breaks off is told as failed, and what was stored before stays', async () => {
    const school = await aSchool(on, { running: false })
    const { importFile } = school.app.flows
    const broken = {
      header: ['book_id', 'title'],
      rows: (async function* () {
        for (let k = 0; k < 1000; k++) yield { line: k + 2, row: { book_id: `b${k}`, title: `Book ${k}` } }
        throw new Error('the connection was cut')
      })(),
    }
    await expect(importFile(school.service, 'catalogue', broken)).rejects.toThrow('the connection was cut')
    expect(await school.sql('select state, accepted, error from import_run')).toEqual([
      { state: 'failed', accepted: 1000, error: 'The file could not be read to its end.' },
    ])
    expect(await school.sql('select 1 from book')).toHaveLength(1000)
  })

  test('makes every cached list of the school stale', async () => {
    const school = await aSchool(on)
    await load(
      school,
      'catalogue',
      Array.from({ length: 6 }, (_, k) => ({ book_id: `b${k}`, title: `Book ${k}` })),
    )
    await load(school, 'students', [{ student_id: 'ada', grade_level: '3' }])
    await school.drain()
    await school.list('ada')
    expect((await school.list('ada')).source).toBe('cache')
    await load(school, 'catalogue', [{ book_id: 'b0', title: 'Book 0', minimum_grade: '9' }])
    const list = await school.list('ada')
    expect([list.source, list.items.map((i) => i.book.book_id).includes('b0')]).toEqual(['fresh', false])
  })

  test('may be sent by staff only', async () => {
    const school = await aSchool(on, { running: false })
    const { importFile } = school.app.flows
    await expect(importFile(school.student('ada'), 'classes', rowsOf([]))).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
