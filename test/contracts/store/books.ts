import { beforeEach, describe, expect, test } from 'vitest'
import { matchKey } from '../../../src/core/domain/lists/book.ts'
import type { OpenShelf } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aBook } from '../../support/builders.ts'
import { aStore, shelf, whole } from './a-store.ts'

/** Books of a school. */
export function booksSuite(on: Ground): void {
  const { inSchool, inOther, put, enrol, opened } = aStore(on)
  beforeEach(async () => {
    await opened()
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
}
