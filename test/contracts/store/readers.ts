import { beforeEach, describe, expect, test } from 'vitest'
import type { Ground } from '../../support/a-school.ts'
import { aStudent } from '../../support/builders.ts'
import { aStore, whole } from './a-store.ts'

/** Readers and their classes. */
export function readersSuite(on: Ground): void {
  const { inSchool, inOther, enrol, opened } = aStore(on)
  beforeEach(async () => {
    await opened()
  })

  describe('readers and classes', () => {
    test('students answer those that differ, keep their version, and carry their classes', async () => {
      const ada = aStudent({
        student_id: 'ada',
        first_name: 'Ada',
        class_ids: ['6a', '6b'],
        birth_year: 2014,
      })
      const enrolAda = (facts = {}) =>
        inSchool((rows) => rows.readers.upsertStudents([{ ...ada, ...facts }], true))
      expect(await enrolAda()).toEqual(['ada'])
      expect(await enrolAda()).toEqual([])
      expect(await enrolAda({ grade_level: 7 })).toEqual(['ada'])
      expect(await inSchool((rows) => rows.readers.get('ada'))).toMatchObject({
        kind: 'student',
        first_name: 'Ada',
        grade_level: 7,
        birth_year: 2014,
        invented: true,
        version: 1,
        class_ids: ['6a', '6b'],
      })
      await enrolAda({ class_ids: ['6b'] })
      expect((await inSchool((rows) => rows.readers.get('ada')))?.class_ids).toEqual(['6b'])
      await enrolAda({ class_ids: [] })
      expect((await inSchool((rows) => rows.readers.get('ada')))?.class_ids).toEqual(['6b'])
    })

    test('ensure makes a reader once and never changes a student', async () => {
      await enrol('ada')
      const made = (id: string) => inSchool((rows) => rows.readers.ensure(id))
      expect([await made('ada'), await made('guest'), await made('guest')]).toEqual([false, true, false])
      expect((await inSchool((rows) => rows.readers.get('ada')))?.kind).toBe('student')
      expect((await inSchool((rows) => rows.readers.get('guest')))?.kind).toBe('reader')
      expect(await inSchool((rows) => rows.readers.known(['ada', 'guest', 'nobody']))).toEqual(
        new Set(['ada', 'guest']),
      )
      expect(await inSchool((rows) => rows.readers.withoutSchool(['ada', 'guest', 'nobody']))).toEqual(
        new Set(['guest']),
      )
      expect(await inSchool((rows) => rows.readers.heldGrades(['ada', 'guest', 'nobody']))).toEqual(
        new Map([
          ['ada', 6],
          ['guest', null],
        ]),
      )
    })

    test('list finds students by words and class, a page at a time, and leaves readers out', async () => {
      await inSchool((rows) =>
        rows.readers.upsertStudents(
          [
            aStudent({ student_id: 's1', first_name: 'Ada', class_ids: ['6a'] }),
            aStudent({ student_id: 's2', first_name: 'Adam', class_ids: ['6b'] }),
            aStudent({ student_id: 's3', first_name: 'Bo', class_ids: ['6a'] }),
          ],
          false,
        ),
      )
      await inSchool((rows) => rows.readers.ensure('ada-guest'))
      const list = (wanted: { words?: string[]; class_id?: string; limit?: number; after?: string }) =>
        inSchool((rows) =>
          rows.readers.list({ words: [], class_id: null, taught_by: null, ...whole, ...wanted }),
        ).then((found) => found.map((reader) => reader.reader_id))
      expect(await list({})).toEqual(['s1', 's2', 's3'])
      expect(await list({ words: ['ada'] })).toEqual(['s1', 's2'])
      expect(await list({ class_id: '6a' })).toEqual(['s1', 's3'])
      expect(await list({ limit: 1, after: 's1' })).toEqual(['s2'])
    })

    test('raiseVersions raises those that exist by one', async () => {
      await enrol('bo', 'ada')
      const raise = () => inSchool((rows) => rows.readers.raiseVersions(['bo', 'ada', 'nobody']))
      await raise()
      expect((await raise()).sort((a, b) => (a.reader_id < b.reader_id ? -1 : 1))).toEqual([
        { reader_id: 'ada', version: 3 },
        { reader_id: 'bo', version: 3 },
      ])
      expect(await inSchool((rows) => rows.readers.raiseVersions([]))).toEqual([])
    })

    test('classes are counted and paged', async () => {
      await inSchool((rows) =>
        rows.classes.upsert([
          { class_id: '6a', name: 'Six A', grade_level: 6 },
          { class_id: '6b', name: 'Six B', grade_level: null },
        ]),
      )
      await inSchool((rows) => rows.classes.upsert([{ class_id: '6b', name: 'Sixth B', grade_level: 6 }]))
      await inSchool((rows) =>
        rows.readers.upsertStudents([aStudent({ student_id: 'ada', class_ids: ['6a', '7c'] })], false),
      )
      expect(await inSchool((rows) => rows.classes.list({ ...whole, taught_by: null }))).toEqual([
        { class_id: '6a', name: 'Six A', grade_level: 6, students: 1 },
        { class_id: '6b', name: 'Sixth B', grade_level: 6, students: 0 },
        { class_id: '7c', name: '7c', grade_level: null, students: 1 },
      ])
      expect(
        await inSchool((rows) => rows.classes.list({ taught_by: null, limit: 1, after: '6a' })),
      ).toHaveLength(1)
      expect(await inOther((rows) => rows.classes.list({ ...whole, taught_by: null }))).toEqual([])
    })
  })
}
