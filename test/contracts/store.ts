import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { type Book, matchKey } from '../../src/core/domain/book.ts'
import { makeEvent, type ShelftalkEvent } from '../../src/core/domain/events.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'
import type { OpenShelf, SchoolRows, Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'
import { aBook, aLoan, aStudent } from '../support/builders.ts'

const model = 'test-double/axes'
const noon = new Date('2026-03-02T12:00:00.000Z')
const whole = { limit: 100, after: null }
const shelf: OpenShelf = { grade: 6, availableOnly: false, languages: [], theme: null, levels: null }

/** A unit vector that points `share` of the way from one axis to the next. */
function axis(at: number, share = 0): Float32Array {
  const vector = new Float32Array(embeddingDimensions)
  vector[at] = Math.cos((share * Math.PI) / 2)
  vector[at + 1] = Math.sin((share * Math.PI) / 2)
  return vector
}

const given = (subject: string, school: string): ShelftalkEvent =>
  makeEvent(
    'shelftalk.feedback.given',
    { id: uuidv7(), school, subject, time: noon },
    { reader_id: subject, book_id: 'b', vote: 'up', voter: 'self' },
  )

const keysOf = (books: readonly Book[]): string[] => books.map((b) => matchKey(b.title, b.authors[0]))

/** What every store promises, whatever it keeps its rows in. */
export function storeSuite(on: Ground): void {
  let store: Store
  let id: string
  let other: string

  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const inOther = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(other, work)
  const put = (...books: Book[]): Promise<string[]> =>
    inSchool((rows) => rows.books.upsert(books, keysOf(books)))
  const enrol = (...ids: string[]): Promise<string[]> =>
    inSchool((rows) =>
      rows.readers.upsertStudents(
        ids.map((student_id) => aStudent({ student_id })),
        false,
      ),
    )

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `store-${uuidv7()}`
    other = `store-${uuidv7()}`
    for (const school_id of [id, other]) {
      await store.system((rows) =>
        rows.schools.create({ school_id, name: school_id, invented: false, time_zone: 'UTC' }),
      )
    }
  })

  describe('transactions', () => {
    test('what a failed one wrote is gone, and the cause comes out as it is', async () => {
      const cause = new Error('on purpose')
      const failing = inSchool(async (rows) => {
        await rows.readers.ensure('ada')
        throw cause
      })
      await expect(failing).rejects.toBe(cause)
      expect(await inSchool((rows) => rows.readers.get('ada'))).toBeNull()
    })

    test('after one that broke a rule of the database, the next one works', async () => {
      await expect(inSchool((rows) => rows.history.removeListed('ada', '\0'))).rejects.toThrow()
      expect(await inSchool((rows) => rows.readers.get('ada'))).toBeNull()
    })

    test('many at once all end', async () => {
      await enrol('ada')
      const raised = await Promise.all(
        Array.from({ length: 30 }, (_, k) =>
          (k % 2 === 0 ? store : store.background).school(id, (rows) => rows.readers.raiseVersions(['ada'])),
        ),
      )
      const versions = raised.flatMap((rows) => rows.map((row) => row.version)).sort((a, b) => a - b)
      expect(versions).toEqual(Array.from({ length: 30 }, (_, k) => k + 2))
    })
  })

  describe('schools', () => {
    test('are made once', async () => {
      const again = { school_id: id, name: 'another name', invented: true, time_zone: 'UTC' }
      expect(await store.system((rows) => rows.schools.create(again))).toBe(false)
      expect(await inSchool((rows) => rows.school.read())).toMatchObject({
        school_id: id,
        name: id,
        invented: false,
        version: 1,
        live_build: null,
        policy: { available_only: false, languages: [], unknown_grade_counts_as: 4 },
      })
    })

    test('have a version that only rises, each its own', async () => {
      expect(await inSchool((rows) => rows.school.raiseVersion())).toBe(2)
      expect(await inSchool((rows) => rows.school.raiseVersion())).toBe(3)
      expect((await inOther((rows) => rows.school.read())).version).toBe(1)
    })
  })

  describe('books', () => {
    test('upsert answers what is new or differs, and nothing the second time', async () => {
      const full = aBook({
        book_id: 'b1',
        title: 'Holes',
        authors: ['Louis Sachar', 'A "Friend"'],
        isbn: '9780440414803',
        reading_level: 4.6,
        average_rating: 4.25,
        series: 'Camp; Green',
        series_number: 1.5,
        themes: ['friendship', "o'clock"],
        copies: 3,
        copies_available: 0,
      })
      const plain = aBook({ book_id: 'b2' })
      expect((await put(full, plain)).sort()).toEqual(['b1', 'b2'])
      expect(await put(full, plain)).toEqual([])
      expect(await put({ ...full, page_count: 233 }, plain)).toEqual(['b1'])
      const [stored] = await inSchool((rows) => rows.books.byIds(['b1', 'no-such-book']))
      expect(stored).toMatchObject({ ...full, page_count: 233, hidden: false, owner_reader_id: null })
      expect(await inSchool((rows) => rows.books.byNumbers([stored!.book_no]))).toEqual([stored])
    })

    test('the same id in two schools is two books', async () => {
      await put(aBook({ book_id: 'b1', title: 'Ours' }))
      await inOther((rows) => rows.books.upsert([aBook({ book_id: 'b1', title: 'Theirs' })], ['theirs|']))
      const [ours] = await inSchool((rows) => rows.books.byIds(['b1']))
      const [theirs] = await inOther((rows) => rows.books.byIds(['b1']))
      expect([ours?.title, theirs?.title]).toEqual(['Ours', 'Theirs'])
      expect(await inSchool((rows) => rows.books.byNumbers([theirs!.book_no]))).toEqual([])
    })

    test("a reader's own book stays as it is, and the catalogue's rules pass it by", async () => {
      await enrol('ada', 'bo')
      const own = aBook({ book_id: 'own-1', title: 'My Diary', authors: ['Ada'] })
      const add = (title: string) =>
        inSchool((rows) => rows.books.addOwn('ada', [{ ...own, title }], [matchKey('My Diary', 'Ada')]))
      expect(await add('My Diary')).toEqual(['own-1'])
      expect(await add('Changed')).toEqual([])
      expect(await put({ ...own, title: 'Taken over' })).toEqual([])
      const [stored] = await inSchool((rows) => rows.books.byIds(['own-1']))
      expect(stored).toMatchObject({ title: 'My Diary', owner_reader_id: 'ada' })
      const wanted = [{ isbn: null, match_key: matchKey('My Diary', 'Ada') }]
      expect(await inSchool((rows) => rows.books.match({ readerId: 'ada', grade: 6 }, wanted))).toEqual([
        'own-1',
      ])
      expect(await inSchool((rows) => rows.books.match({ readerId: 'bo', grade: 6 }, wanted))).toEqual([null])
      expect(
        await inSchool((rows) => rows.books.search(['diary'], { ...whole, hidden: true, grade: null })),
      ).toEqual([])
      expect(await inSchool((rows) => rows.books.countOwn('ada'))).toBe(1)
      expect(await inSchool((rows) => rows.books.countOwn('bo'))).toBe(0)
      expect(await inSchool((rows) => rows.books.open(shelf))).toEqual([])
      expect(await inSchool((rows) => rows.books.wellRated(shelf, { but: [], limit: 10 }))).toEqual([])
      expect(await inSchool((rows) => rows.books.catalogueNumbers())).toEqual([])
      expect(await inSchool((rows) => rows.books.setVisibility('own-1', { hidden: true }))).toBe(false)
    })

    test('match goes by ISBN first, then by title and author, by position', async () => {
      const one = aBook({ book_id: 'b1', title: 'Holes', authors: ['Louis Sachar'] })
      const two = aBook({ book_id: 'b2', title: 'Holes', authors: ['Louis Sachar'], isbn: '9780440414803' })
      await put(one, two)
      const match_key = matchKey('Holes', 'Sachar, Louis')
      const wanted = [
        { isbn: '9780440414803', match_key },
        { isbn: null, match_key },
        { isbn: '9780440414803', match_key: 'something else|' },
        { isbn: null, match_key: 'unknown|' },
      ]
      const match = (grade: number) =>
        inSchool((rows) => rows.books.match({ readerId: 'ada', grade }, wanted))
      expect(await match(6)).toEqual(['b2', expect.stringMatching(/^b[12]$/), 'b2', null])
      await inSchool((rows) => rows.books.setVisibility('b2', { hidden: false, minimum_grade: 8 }))
      expect(await match(6)).toEqual(['b1', 'b1', null, null])
      expect((await match(8))[0]).toBe('b2')
    })

    test('search wants every word, pages by id, and tells of hidden books only when asked', async () => {
      await put(
        aBook({ book_id: 'b1', title: 'The Red Ship', authors: ['Ann Lee'] }),
        aBook({ book_id: 'b2', title: 'Blue', authors: ['Ann Lee'], series: 'Ships', themes: ['sea'] }),
        aBook({ book_id: 'b3', title: '100% Ship', authors: ['Ann_Lee'] }),
      )
      const find = (words: string[], page = {}) =>
        inSchool((rows) => rows.books.search(words, { ...whole, hidden: false, grade: null, ...page })).then(
          (books) => books.map((b) => b.book_id),
        )
      expect(await find(['ship'])).toEqual(['b1', 'b2', 'b3'])
      expect(await find(['ship', 'ann'])).toEqual(['b1', 'b2', 'b3'])
      expect(await find(['%'])).toEqual(['b3'])
      expect(await find(['_'])).toEqual(['b3'])
      expect(await find(['sea'])).toEqual(['b2'])
      expect(await find([], { limit: 2 })).toEqual(['b1', 'b2'])
      expect(await find([], { after: 'b2' })).toEqual(['b3'])
      expect(await inSchool((rows) => rows.books.setVisibility('b1', { hidden: true }))).toBe(true)
      expect(await find(['ship'])).toEqual(['b2', 'b3'])
      expect(await find(['ship'], { hidden: true })).toEqual(['b1', 'b2', 'b3'])
      await inSchool((rows) => rows.books.setVisibility('b2', { hidden: false, minimum_grade: 7 }))
      expect(await find(['ship'], { grade: 6 })).toEqual(['b3'])
      expect(await find(['ship'], { grade: 7 })).toEqual(['b2', 'b3'])
    })

    test('what the gates leave open is told by number, and best rated first', async () => {
      await put(
        aBook({ book_id: 'b1', average_rating: 3, themes: ['sea'], language: 'en-GB', reading_level: 4 }),
        aBook({ book_id: 'b2', average_rating: null, minimum_grade: 6 }),
        aBook({ book_id: 'b3', average_rating: 5, copies_available: 0, reading_level: 9 }),
        aBook({ book_id: 'b4', average_rating: 5 }),
        aBook({ book_id: 'b5', average_rating: 4, language: 'de' }),
      )
      await inSchool((rows) => rows.books.setVisibility('b4', { hidden: true }))
      const look = (gates: Partial<OpenShelf>, but: number[] = [], limit = 10) =>
        inSchool(async (rows) => {
          const wanted = { ...shelf, ...gates }
          const rated = (await rows.books.wellRated(wanted, { but, limit })).map((b) => b.book_id)
          const open = (await rows.books.byNumbers(await rows.books.open(wanted))).map((b) => b.book_id)
          if (but.length === 0 && limit === 10) expect(open.sort()).toEqual([...rated].sort())
          return rated
        })
      expect(await look({})).toEqual(['b3', 'b5', 'b1', 'b2'])
      expect(await look({ grade: 5 })).toEqual(['b3', 'b5', 'b1'])
      expect(await look({ availableOnly: true })).toEqual(['b5', 'b1', 'b2'])
      expect(await look({ languages: ['en'] })).toEqual(['b3', 'b1', 'b2'])
      expect(await look({ theme: 'sea' })).toEqual(['b1'])
      expect(await look({ levels: { from: 4, to: 4 } })).toEqual(['b1'])
      expect(await look({ levels: { from: 5, to: null } })).toEqual(['b3'])
      const [b3] = await inSchool((rows) => rows.books.byIds(['b3']))
      expect(await look({}, [b3!.book_no], 2)).toEqual(['b5', 'b1'])
    })

    test('upsert changes only the facts that were told', async () => {
      await put(aBook({ book_id: 'b1', title: 'Old', page_count: 100 }))
      const told = aBook({ book_id: 'b1', title: 'New' })
      expect(await inSchool((rows) => rows.books.upsert([told], ['new|'], ['title', 'match_key']))).toEqual([
        'b1',
      ])
      const [book] = await inSchool((rows) => rows.books.byIds(['b1']))
      expect([book?.title, book?.page_count]).toEqual(['New', 100])
    })

    test('inSeries answers all volumes', async () => {
      await put(
        aBook({ book_id: 'b1' }),
        aBook({ book_id: 'b2', series: 'S', series_number: 1 }),
        aBook({ book_id: 'b3', series: 'S', series_number: 2 }),
      )
      const volumes = await inSchool((rows) => rows.books.inSeries(['S', 'T']))
      expect(volumes.map((b) => b.book_id).sort()).toEqual(['b2', 'b3'])
    })

    test('setVisibility leaves the grade alone unless one is given; null takes it away', async () => {
      await put(aBook({ book_id: 'b1', minimum_grade: 7 }))
      const gate = async () => {
        const [book] = await inSchool((rows) => rows.books.byIds(['b1']))
        return [book?.hidden, book?.gate_grade, book?.minimum_grade, book?.gate_highest_grade]
      }
      await inSchool((rows) => rows.books.setVisibility('b1', { hidden: true }))
      expect(await gate()).toEqual([true, null, 7, null])
      await inSchool((rows) => rows.books.setVisibility('b1', { hidden: false, minimum_grade: 9 }))
      expect(await gate()).toEqual([false, 9, 7, null])
      await inSchool((rows) => rows.books.setVisibility('b1', { hidden: false, maximum_grade: 11 }))
      expect(await gate()).toEqual([false, 9, 7, 11])
      await inSchool((rows) =>
        rows.books.setVisibility('b1', { hidden: false, minimum_grade: null, maximum_grade: null }),
      )
      await put(aBook({ book_id: 'b1', minimum_grade: 3 }))
      expect(await gate()).toEqual([false, null, 3, null])
      expect(await inSchool((rows) => rows.books.setVisibility('no-such-book', { hidden: true }))).toBe(false)
    })

    test('catalogueNumbers answers number and authors in the order of the numbers', async () => {
      await put(aBook({ book_id: 'z', authors: ['Z'] }), aBook({ book_id: 'a', authors: ['A', 'B'] }))
      const numbers = await inSchool((rows) => rows.books.catalogueNumbers())
      expect(numbers.map((n) => n.authors)).toEqual([['Z'], ['A', 'B']])
      expect(numbers[0]!.book_no).toBeLessThan(numbers[1]!.book_no)
    })
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
      await inSchool((rows) => rows.readers.ensure('ada'))
      await inSchool((rows) => rows.readers.ensure('guest'))
      await inSchool((rows) => rows.readers.ensure('guest'))
      expect((await inSchool((rows) => rows.readers.get('ada')))?.kind).toBe('student')
      expect((await inSchool((rows) => rows.readers.get('guest')))?.kind).toBe('reader')
      expect(await inSchool((rows) => rows.readers.known(['ada', 'guest', 'nobody']))).toEqual(
        new Set(['ada', 'guest']),
      )
      expect(await inSchool((rows) => rows.readers.withoutSchool(['ada', 'guest', 'nobody']))).toEqual(
        new Set(['guest']),
      )
      expect(await inSchool((rows) => rows.readers.grades(['ada', 'guest', 'nobody']))).toEqual(
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

  describe('history', () => {
    const vote = (facts: { reader_id: string; book_id: string; vote: 'up' | 'down' | 'read' | 'none' }) => ({
      voter: 'self',
      voted_at: noon.toISOString(),
      event_id: uuidv7(),
      slate_id: null,
      ...facts,
    })

    beforeEach(async () => {
      await enrol('ada', 'bo')
      await put(aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' }))
    })

    test('loans answer what they changed, and whom a loan was taken from', async () => {
      const loan = aLoan({ checkout_id: 'c1', student_id: 'ada', book_id: 'b1', student_rating: 4.5 })
      const add = (facts = {}) => inSchool((rows) => rows.history.addLoans([{ ...loan, ...facts }]))
      expect(await add()).toEqual([{ reader_id: 'ada', book_id: 'b1' }])
      expect(await add()).toEqual([])
      expect(await add({ return_date: '2026-02-09' })).toEqual([{ reader_id: 'ada', book_id: 'b1' }])
      const moved = await add({ student_id: 'bo', book_id: 'b2' })
      expect(moved).toHaveLength(2)
      expect(moved).toEqual(
        expect.arrayContaining([
          { reader_id: 'ada', book_id: 'b1' },
          { reader_id: 'bo', book_id: 'b2' },
        ]),
      )
      expect(await inSchool((rows) => rows.history.loans('ada'))).toEqual([])
      expect(await inSchool((rows) => rows.history.loans('bo'))).toEqual([
        { ...loan, student_id: 'bo', book_id: 'b2' },
      ])
    })

    test('the last vote counts, and one taken back is no history', async () => {
      const say = (...votes: ReturnType<typeof vote>[]) => inSchool((rows) => rows.history.putVotes(votes))
      await say(vote({ reader_id: 'ada', book_id: 'b1', vote: 'up' }))
      await say(
        vote({ reader_id: 'ada', book_id: 'b1', vote: 'down' }),
        vote({ reader_id: 'ada', book_id: 'b2', vote: 'read' }),
      )
      expect(await inSchool((rows) => rows.history.votes('ada'))).toEqual([
        { reader_id: 'ada', book_id: 'b1', voter: 'self', vote: 'down', voted_at: noon.toISOString() },
        { reader_id: 'ada', book_id: 'b2', voter: 'self', vote: 'read', voted_at: noon.toISOString() },
      ])
      await say(vote({ reader_id: 'ada', book_id: 'b1', vote: 'none' }))
      const { votes } = await inSchool((rows) => rows.history.of('ada'))
      expect(votes.map((v) => [v.book_id, v.vote])).toEqual([['b2', 'read']])
    })

    test('a list keeps what it knew, and answers what differs', async () => {
      const add = (rating: number | null, finished_on: string | null) =>
        inSchool((rows) => rows.history.addListed('ada', [{ book_id: 'b1', rating, finished_on }]))
      expect(await add(4.5, null)).toEqual(['b1'])
      expect(await add(4.5, null)).toEqual([])
      expect(await add(null, '2025-12-31')).toEqual(['b1'])
      expect(await add(null, null)).toEqual([])
      const [row] = await inSchool((rows) => rows.history.listed('ada', whole))
      const [book] = await inSchool((rows) => rows.books.byIds(['b1']))
      expect(row).toEqual({ book, rating: 4.5, finished_on: '2025-12-31' })
      expect(await inSchool((rows) => rows.history.listed('ada', { limit: 9, after: 'b1' }))).toEqual([])
      expect(await inSchool((rows) => rows.history.removeListed('ada', 'b1'))).toBe(true)
      expect(await inSchool((rows) => rows.history.removeListed('ada', 'b1'))).toBe(false)
    })

    test('closedAmong knows what was in hand or refused', async () => {
      await put(...['b3', 'b4', 'b5', 'b6'].map((book_id) => aBook({ book_id })))
      await inSchool(async (rows) => {
        await rows.history.addLoans([aLoan({ student_id: 'ada', book_id: 'b1' })])
        await rows.history.addListed('ada', [{ book_id: 'b2', rating: null, finished_on: null }])
        await rows.history.putVotes([
          vote({ reader_id: 'ada', book_id: 'b3', vote: 'down' }),
          vote({ reader_id: 'ada', book_id: 'b4', vote: 'read' }),
          vote({ reader_id: 'ada', book_id: 'b5', vote: 'up' }),
          vote({ reader_id: 'bo', book_id: 'b6', vote: 'down' }),
        ])
      })
      const all = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6']
      expect(await inSchool((rows) => rows.history.closedAmong('ada', all))).toEqual(
        new Set(['b1', 'b2', 'b3', 'b4']),
      )
      expect(await inSchool((rows) => rows.history.closedAmong('ada', ['b2', 'b5']))).toEqual(new Set(['b2']))
    })

    test('events for the graph are one a reader and book, and leave own books and refusals out', async () => {
      await inSchool(async (rows) => {
        await rows.books.addOwn('ada', [aBook({ book_id: 'own-1' })], ['own|'])
        await rows.history.addLoans([
          aLoan({ student_id: 'ada', book_id: 'b1' }),
          aLoan({ student_id: 'ada', book_id: 'b1' }),
        ])
        await rows.history.addListed('ada', [{ book_id: 'own-1', rating: null, finished_on: null }])
        await rows.history.putVotes([
          vote({ reader_id: 'ada', book_id: 'b1', vote: 'up' }),
          vote({ reader_id: 'bo', book_id: 'b1', vote: 'down' }),
          vote({ reader_id: 'bo', book_id: 'b2', vote: 'read' }),
        ])
      })
      const [b1, b2] = ['b1', 'b2'].map((book_id) => book_id)
      const numbers = new Map(
        (await inSchool((rows) => rows.books.byIds([b1!, b2!]))).map((b) => [b.book_no, b.book_id]),
      )
      const page = await inSchool((rows) => rows.history.eventsAfter(-1, 100))
      expect(page.books.map((no) => numbers.get(no))).toEqual(['b1', 'b2'])
      expect(page.grades).toEqual([6, 6])
      const first = await inSchool((rows) => rows.history.eventsAfter(-1, 1))
      expect(first.books).toHaveLength(1)
      const rest = await inSchool((rows) => rows.history.eventsAfter(first.lastReaderNo!, 100))
      expect(rest.books).toHaveLength(1)
      const end = await inSchool((rows) => rows.history.eventsAfter(rest.lastReaderNo!, 100))
      expect(end.lastReaderNo).toBeNull()
    })

    test('the print differs with every kind of change, and only then', async () => {
      const seen: string[] = []
      const look = async () => void seen.push(await inSchool((rows) => rows.history.print()))
      await look()
      await inSchool((rows) => rows.history.addLoans([aLoan({ student_id: 'ada', book_id: 'b1' })]))
      await look()
      await inSchool((rows) => rows.history.putVotes([vote({ reader_id: 'ada', book_id: 'b1', vote: 'up' })]))
      await look()
      await inSchool((rows) =>
        rows.history.putVotes([vote({ reader_id: 'ada', book_id: 'b1', vote: 'down' })]),
      )
      await look()
      await inSchool((rows) =>
        rows.history.addListed('bo', [{ book_id: 'b2', rating: null, finished_on: null }]),
      )
      await look()
      await put(aBook({ book_id: 'b3' }))
      await look()
      expect(new Set(seen).size).toBe(seen.length)
      await look()
      expect(seen.at(-1)).toBe(seen.at(-2))
    })
  })

  describe('vectors', () => {
    beforeEach(async () => {
      await enrol('ada', 'bo', 'cy')
      await put(aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' }), aBook({ book_id: 'b3' }))
    })
    const place = (vectors: Record<string, Float32Array>, of = model) =>
      inSchool((rows) =>
        rows.vectors.putBooks(
          of,
          Object.entries(vectors).map(([book_id, vector]) => ({ book_id, vector })),
        ),
      )

    test('are missed for each model of its own, and forgotten for all', async () => {
      await place({ b1: axis(0) })
      await place({ b1: axis(1), b2: axis(2) }, 'another/model')
      const missing = (of: string) =>
        inSchool((rows) => rows.vectors.missingBooks(of, ['b1', 'b2', 'no-such-book'])).then((books) =>
          books.map((b) => b.book_id),
        )
      expect(await missing(model)).toEqual(['b2'])
      expect(await missing('another/model')).toEqual([])
      expect(await inSchool((rows) => rows.vectors.anyMissingBooks(model, 10))).toEqual(['b2', 'b3'])
      expect(await inSchool((rows) => rows.vectors.anyMissingBooks(model, 1))).toEqual(['b2'])
      await inSchool((rows) => rows.vectors.forgetBooks(['b1']))
      expect(await missing(model)).toEqual(['b1', 'b2'])
      expect(await missing('another/model')).toEqual(['b1'])
    })

    test('are summed by weight, models never mixed', async () => {
      await place({ b1: axis(0), b2: axis(2) })
      await place({ b3: axis(4) }, 'another/model')
      const sum = await inSchool((rows) =>
        rows.vectors.weightedSum(model, [
          { book_id: 'b1', weight: 2 },
          { book_id: 'b2', weight: -0.5 },
          { book_id: 'b3', weight: 9 },
        ]),
      )
      expect([sum?.[0], sum?.[2], sum?.[4]]).toEqual([2, -0.5, 0])
      expect(sum).toHaveLength(embeddingDimensions)
      expect(
        await inSchool((rows) => rows.vectors.weightedSum(model, [{ book_id: 'b3', weight: 1 }])),
      ).toBeNull()
      expect(await inSchool((rows) => rows.vectors.weightedSum(model, []))).toBeNull()
    })

    test('find the nearest books of the catalogue, nearest first, never the book itself', async () => {
      await inSchool((rows) => rows.books.addOwn('ada', [aBook({ book_id: 'own-1' })], ['own|']))
      await place({ b1: axis(0), b2: axis(0, 0.5), b3: axis(0, 0.25), 'own-1': axis(0) })
      const nos = new Map(
        (await inSchool((rows) => rows.books.byIds(['b1', 'b2', 'b3']))).map((b) => [b.book_no, b]),
      )
      const near = await inSchool((rows) => rows.vectors.nearestBooks(model, 'b1', 5))
      expect(near.map((n) => nos.get(n.book_no)?.book_id)).toEqual(['b3', 'b2'])
      expect(near[0]!.similarity).toBeCloseTo(Math.cos(Math.PI / 8), 5)
      expect(await inSchool((rows) => rows.vectors.nearestBooks(model, 'no-such-book', 5))).toEqual([])
      await inSchool((rows) => rows.vectors.putTextNeighbours('own-1', near))
      await inSchool((rows) => rows.vectors.putTextNeighbours('own-1', near.slice(0, 1)))
      const [stored] = await inSchool((rows) => rows.vectors.textNeighbours(['own-1', 'b1']))
      expect(stored?.neighbour_nos).toEqual([near[0]!.book_no])
      expect(stored?.similarities[0]).toBeCloseTo(near[0]!.similarity, 5)
    })

    test('come back by number as they were put', async () => {
      await place({ b1: axis(7, 0.3), b3: axis(9) })
      const numbers = (await inSchool((rows) => rows.books.byIds(['b3', 'b2', 'b1']))).map((b) => b.book_no)
      const found = await inSchool((rows) => rows.vectors.ofNumbers(model, numbers))
      expect(found).toHaveLength(2)
      expect(found[0]!.vector[7]).toBeCloseTo(Math.cos(0.15 * Math.PI), 6)
      expect(found[1]!.vector[9]).toBe(1)
    })

    test('preferences are kept as they were derived', async () => {
      const taste = { books_read: 3, comfort_level: 5.5, themes: [['sea', 2.5]], authors: [] } as const
      expect(await inSchool((rows) => rows.vectors.preferences('ada'))).toBeNull()
      for (const themes of [[], [['sea', 2.5]]] as [string, number][][]) {
        await inSchool((rows) =>
          rows.vectors.putPreferences([{ reader_id: 'ada', ...taste, authors: [], themes }]),
        )
      }
      expect(await inSchool((rows) => rows.vectors.preferences('ada'))).toEqual(taste)
    })

    test('readers near each other are found, without the one who asks', async () => {
      const at = (reader: string, share: number) =>
        inSchool((rows) => rows.vectors.putReader(reader, model, axis(0, share)))
      await at('ada', 0)
      await at('bo', 1)
      await at('bo', 0.2)
      await at('cy', 0.6)
      const near = await inSchool((rows) => rows.vectors.nearestReaders('ada', model, 5))
      expect(near.map((n) => n.other_id)).toEqual(['bo', 'cy'])
      expect(near[0]!.similarity).toBeCloseTo(Math.cos(0.1 * Math.PI), 5)
      expect(await inSchool((rows) => rows.vectors.nearestReaders('ada', 'another/model', 5))).toEqual([])
      expect(await inSchool((rows) => rows.vectors.removeReader('ada'))).toBe(true)
      expect(await inSchool((rows) => rows.vectors.removeReader('ada'))).toBe(false)
      expect(await inSchool((rows) => rows.vectors.nearestReaders('ada', model, 5))).toEqual([])
    })

    test('similar readers are written in both directions, and all whose row changed are named', async () => {
      const write = (reader: string, near: Record<string, number>) =>
        inSchool((rows) =>
          rows.vectors.putSimilar(
            reader,
            Object.entries(near).map(([other_id, similarity]) => ({ other_id, similarity })),
          ),
        )
      const row = (reader: string) => inSchool((rows) => rows.vectors.similar(reader))
      expect((await write('ada', { bo: 0.5, cy: 0.25 })).sort()).toEqual(['ada', 'bo', 'cy'])
      expect(await row('bo')).toEqual([{ other_id: 'ada', similarity: 0.5 }])
      expect((await write('ada', { cy: 0.75 })).sort()).toEqual(['ada', 'bo', 'cy'])
      expect(await row('ada')).toEqual([{ other_id: 'cy', similarity: 0.75 }])
      expect(await row('bo')).toEqual([])
      expect(await row('cy')).toEqual([{ other_id: 'ada', similarity: 0.75 }])
      expect((await write('ada', {})).sort()).toEqual(['ada', 'cy'])
      expect(await row('cy')).toEqual([])
    })
  })

  test('what was chosen for a school is kept, and a build that was kept back is counted until it is forgotten', async () => {
    const chosen = () => inSchool((rows) => rows.graphs.chosen())
    const counted = () => store.system((rows) => rows.schools.rankings()).then((all) => all.kept_back)
    expect(await chosen()).toEqual({ settings: null, tuned_at: null, kept_back: null })
    const before = await counted()
    await inSchool((rows) => rows.graphs.choose({ graph: { a: 1 } }, { at: '2026-05-01T00:00:00.000Z' }))
    const quality = { readers: 300, mean: 0.25, standardError: 0.01 }
    const why = { print: 'p', tonight: quality, live: quality, at: new Date(0) }
    await inSchool((rows) => rows.graphs.keepBack(why))
    expect(await chosen()).toEqual({
      settings: { graph: { a: 1 } },
      tuned_at: '2026-05-01T00:00:00.000Z',
      kept_back: 'p',
    })
    expect(await counted()).toBe(before + 1)
    await inSchool((rows) => rows.graphs.keepBack(null))
    expect(await counted()).toBe(before)
    expect(await inSchool((rows) => rows.graphs.rollBack())).toBe(false)
  })

  test('a graph is served only when it is published, and one earlier is kept', async () => {
    await put(aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' }))
    const nos = (await inSchool((rows) => rows.books.catalogueNumbers())).map((b) => b.book_no)
    const build = async (print: string) => {
      const buildId = await inSchool((rows) =>
        rows.graphs.begin({
          data_print: print,
          settings: { a: 1 },
          book_nos: Int32Array.from(nos),
          readers_per_book: Int32Array.from([3, 1]),
          grade_prior: [{ grade: 6, readers: [3, 1] }],
          counts: { books: 2 },
          quality: { readers: 300, mean: 0.25, standardError: 0.01 },
        }),
      )
      const line = { book_no: nos[0]!, neighbour_nos: [nos[1]!], weights: [0.5] }
      await inSchool((rows) => rows.graphs.putRows(buildId, [line]))
      await inSchool((rows) => rows.graphs.putRows(buildId, [line]))
      return buildId
    }
    const first = await build('one')
    expect(await inSchool((rows) => rows.graphs.liveBuild())).toBeNull()
    await inSchool((rows) => rows.graphs.publish(first))
    await inSchool((rows) => rows.graphs.publish(first))
    expect(await inSchool((rows) => rows.graphs.liveBuild())).toEqual({
      build_id: first,
      data_print: 'one',
      settings: { a: 1 },
      quality: { readers: 300, mean: 0.25, standardError: 0.01 },
    })
    expect((await store.system((rows) => rows.schools.rankings())).judged).toBeGreaterThan(0)
    const second = await build('two')
    await inSchool((rows) => rows.graphs.publish(second))
    expect((await inSchool((rows) => rows.school.read())).live_build).toBe(second)
    expect(await inSchool((rows) => rows.graphs.head(first))).not.toBeNull()
    expect(await inSchool((rows) => rows.graphs.rollBack())).toBe(true)
    expect((await inSchool((rows) => rows.school.read())).live_build).toBe(first)
    expect(await inSchool((rows) => rows.graphs.rollBack())).toBe(true)
    const third = await build('three')
    await inSchool((rows) => rows.graphs.publish(third))
    expect(await inSchool((rows) => rows.graphs.head(first))).toBeNull()
    expect(await inSchool((rows) => rows.graphs.head(third))).toEqual({
      build_id: third,
      book_nos: Int32Array.from(nos),
      readers_per_book: Int32Array.from([3, 1]),
      grade_prior: [{ grade: 6, readers: [3, 1] }],
      settings: { a: 1 },
    })
    const rowsStored = await inSchool((rows) => rows.graphs.rowsAfter(third, -1, 10))
    expect(rowsStored).toEqual([{ book_no: nos[0], neighbour_nos: [nos[1]], weights: [0.5] }])
    expect(await inSchool((rows) => rows.graphs.rowsAfter(third, nos[0]!, 10))).toEqual([])
  })

  test('slates are kept as they were made', async () => {
    await enrol('ada')
    const items = [{ book_id: 'b1', rank: 1, score: 0.5, place: 'pin' as const }]
    const slate = {
      slate_id: 'l1',
      reader_id: 'ada',
      policy: 'p',
      build_id: null,
      shown: true,
      items,
      made_at: noon,
    }
    await inSchool((rows) => rows.slates.put(slate))
    expect(await inSchool((rows) => rows.slates.of('ada'))).toEqual([
      { slate_id: 'l1', made_at: noon.toISOString(), items },
    ])
  })

  test('keys are found by their digest, end and are revoked', async () => {
    await enrol('ada')
    const put = (key_id: string, label = '') =>
      inSchool((rows) =>
        rows.keys.put({
          key_id,
          key_hash: `hash of ${key_id} ${id}`,
          role: 'student',
          reader_id: 'ada',
          label,
        }),
      )
    await put('k1', 'first')
    await put('k2')
    const find = (key: string) => store.system((rows) => rows.keys.byHash(`hash of ${key} ${id}`))
    expect(await find('k1')).toMatchObject({
      key_id: 'k1',
      school_id: id,
      role: 'student',
      reader_id: 'ada',
      label: 'first',
      expires_at: null,
      revoked_at: null,
    })
    expect(await find('k3')).toBeNull()
    const later = new Date(noon.getTime() + 60_000)
    expect(await inSchool((rows) => rows.keys.expire('k1', noon))).toMatchObject({
      expires_at: noon.toISOString(),
    })
    expect(await inSchool((rows) => rows.keys.expire('k1', later))).toMatchObject({
      expires_at: noon.toISOString(),
    })
    expect(await inSchool((rows) => rows.keys.revoke('k1', noon))).toBe(true)
    expect(await inSchool((rows) => rows.keys.revoke('k1', later))).toBe(true)
    expect(await inSchool((rows) => rows.keys.expire('k1', later))).toBeNull()
    expect(await inSchool((rows) => rows.keys.revoke('k9', noon))).toBe(false)
    expect((await inSchool((rows) => rows.keys.list())).map((key) => [key.key_id, key.revoked_at])).toEqual([
      ['k2', null],
      ['k1', noon.toISOString()],
    ])
  })

  test('the outbox keeps events until they are applied, and publishes again what the bus lost; the inbox claims once a consumer', async () => {
    await on.driver.asOwner((sql) => sql.script('truncate outbox'))
    const events = ['ada', 'bo', 'ada'].map((reader) => given(reader, id))
    await inSchool((rows) => rows.outbox.add(events))
    await inOther((rows) => rows.outbox.add([given('cy', other)]))
    const next = (limit: number, onePerKey = false) =>
      store.system((rows) => rows.outbox.next('feedback', { limit, onePerKey }))
    expect((await next(2)).map((row) => [row.key, row.event])).toEqual(
      events.slice(0, 2).map((e) => [e.subject, e]),
    )
    expect((await next(9, true)).map((row) => row.key)).toEqual(['ada', 'bo', 'cy'])
    expect(await store.system((rows) => rows.outbox.dueTopics())).toEqual(new Set(['feedback']))
    expect(
      await store.system((rows) => rows.outbox.next('checkouts', { limit: 9, onePerKey: false })),
    ).toEqual([])
    const pending = (school: string | null) => store.system((rows) => rows.outbox.pending(school))
    expect(await pending(null)).toMatchObject({ pending_events: 4 })
    expect((await pending(id)).pending_events).toBe(3)
    expect((await pending(id)).oldest_pending_ms).toBeGreaterThanOrEqual(0)
    const isAtLeast = (count: number) => store.system((rows) => rows.outbox.isAtLeast(count))
    expect([await isAtLeast(4), await isAtLeast(5)]).toEqual([true, false])
    const all = await next(9)
    await store.system((rows) => rows.outbox.published(all.slice(0, 2).map((row) => row.outbox_id)))
    expect((await next(9)).map((row) => row.event)).toEqual([
      events[2],
      expect.objectContaining({ subject: 'cy' }),
    ])
    expect((await pending(null)).pending_events, 'published is not applied').toBe(4)
    await store.system((rows) => rows.outbox.published(all.map((row) => row.outbox_id)))
    expect(await store.system((rows) => rows.outbox.dueTopics())).toEqual(new Set())
    await store.system((rows) => rows.outbox.publishAgain('feedback', new Date(Date.now() + 60_000)))
    await store.system((rows) => rows.outbox.published(all.slice(0, 2).map((row) => row.outbox_id)))
    await inSchool((rows) => rows.outbox.applied(events[0]!.id))
    expect((await pending(id)).pending_events).toBe(2)
    const again = (before: Date) => store.system((rows) => rows.outbox.publishAgain('feedback', before))
    expect(await again(new Date(0))).toBe(0)
    expect(await again(new Date(Date.now() + 60_000))).toBe(1)
    expect((await next(9)).map((row) => row.key)).toEqual(['bo', 'ada', 'cy'])
    await inOther((rows) => rows.outbox.applied(events[1]!.id))
    expect((await pending(id)).pending_events, "another school's event").toBe(2)
    await store.system((rows) => rows.outbox.remove(all.map((row) => row.event.id)))
    expect(await pending(null)).toEqual({ pending_events: 0, oldest_pending_ms: 0 })
    await store.system((rows) => rows.outbox.restore('feedback', [events[0]!, events[0]!]))
    await store.system((rows) => rows.outbox.restore('feedback', [events[0]!]))
    expect((await next(9)).map((row) => row.event)).toEqual([events[0]])
    await store.system((rows) => rows.outbox.remove([events[0]!.id]))

    const eventId = uuidv7()
    expect(await inSchool((rows) => rows.inbox.claim('preferences', eventId))).toBe(true)
    expect(await inSchool((rows) => rows.inbox.claim('preferences', eventId))).toBe(false)
    expect(await inSchool((rows) => rows.inbox.claim('profile', eventId))).toBe(true)
    expect(await inOther((rows) => rows.inbox.claim('preferences', eventId))).toBe(true)
    await expect(
      inSchool(async (rows) => {
        await rows.inbox.claim('similarity', eventId)
        throw new Error('not applied')
      }),
    ).rejects.toThrow('not applied')
    expect(await inSchool((rows) => rows.inbox.claim('similarity', eventId))).toBe(true)
  })

  test('events are taken once a consumer, and those with a later one of the same key behind them are left to it', async () => {
    await on.driver.asOwner((sql) => sql.script('truncate outbox'))
    const [first, of, last] = ['ada', 'bo', 'ada'].map((reader) => given(reader, id)) as [
      ShelftalkEvent,
      ShelftalkEvent,
      ShelftalkEvent,
    ]
    await inSchool((rows) => rows.outbox.add([first, of, last]))
    await inOther((rows) => rows.outbox.add([given('bo', other)]))
    const take = (...events: ShelftalkEvent[]) =>
      inSchool(async (rows) => Object.fromEntries(await rows.inbox.take('preferences', events)))
    expect(await take(first, of)).toEqual({ [first.id]: 'overtaken', [of.id]: 'due' })
    expect(await take(last, of)).toEqual({ [last.id]: 'due', [of.id]: 'applied' })
    expect(await store.system((rows) => rows.outbox.pending(id))).toMatchObject({ pending_events: 0 })
    expect(await store.system((rows) => rows.outbox.pending(other))).toMatchObject({ pending_events: 1 })
    expect(await inSchool((rows) => rows.inbox.claim('profile', of.id)), 'by another consumer').toBe(true)
  })

  test('dead letters are kept and counted', async () => {
    const count = () => store.system((rows) => rows.deadLetters.count())
    const before = await count()
    const letter = {
      topic: 'feedback',
      consumer: 'c',
      event: { a: 1 },
      school_id: id,
      reason: 'r',
      tries: 5,
    } as const
    await store.system((rows) => rows.deadLetters.put(letter))
    expect(await count()).toBe(before + 1)
  })

  test('an answer is kept under its caller and key, and one who asks meanwhile waits for it', async () => {
    const find = (rows: SchoolRows) => rows.idempotency.find('caller', ['k1', 'k2'])
    const put = (rows: SchoolRows) =>
      rows.idempotency.put('caller', [{ key: 'k1', body_hash: 'h', answer: { a: [1] } }])
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        inSchool(async (rows) => {
          const found = await find(rows)
          if (found.length === 0) await put(rows)
          return found.length
        }),
      ),
    )
    expect(answers.sort()).toEqual([0, 1, 1])
    expect(await inSchool(find)).toEqual([{ key: 'k1', body_hash: 'h', answer: { a: [1] } }])
    expect(await inSchool((rows) => rows.idempotency.find('another caller', ['k1']))).toEqual([])
  })

  test('imports tell how far they have come', async () => {
    const refusal = (line: number) => ({ line, field: 'title', reason: 'is empty' })
    await inSchool(async (rows) => {
      await rows.imports.start('i1', 'catalogue', noon)
      await rows.imports.progress('i1', { accepted: 5, refused: 2, refusals: [refusal(3), refusal(2)] })
      await rows.imports.progress('i1', { accepted: 1, refused: 0, refusals: [] })
    })
    expect(await inSchool((rows) => rows.imports.get('i1'))).toEqual({
      import_id: 'i1',
      kind: 'catalogue',
      state: 'running',
      accepted: 6,
      refused: 2,
      unknown_columns: [],
      error: null,
    })
    const end = { state: 'finished', error: null, unknown_columns: ['colour'], at: noon } as const
    await inSchool((rows) => rows.imports.finish('i1', end))
    expect(await inSchool((rows) => rows.imports.get('i1'))).toMatchObject({
      state: 'finished',
      unknown_columns: ['colour'],
    })
    expect(await inSchool((rows) => rows.imports.refusals('i1', { limit: 9, after: 0 }))).toEqual([
      refusal(2),
      refusal(3),
    ])
    expect(await inSchool((rows) => rows.imports.refusals('i1', { limit: 9, after: 2 }))).toEqual([
      refusal(3),
    ])
    expect(await inSchool((rows) => rows.imports.get('i2'))).toBeNull()
  })
}
