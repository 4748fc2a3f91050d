import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { type Book, matchKey } from '../../src/core/domain/lists/book.ts'
import { type KeptFacts, maxTries, pausesMs } from '../../src/core/domain/lists/enrichment.ts'
import type { OpenShelf, SchoolRows, Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const later = (ms: number): Date => new Date(noon.getTime() + ms)
const by = { model: 'a-model', at: noon }
const nothing: KeptFacts = { page_count: null, reading_level: null, themes: null }
const used = <T>(value: T) => ({ value, confidence: 0.9, isUsed: true })
const shelf: OpenShelf = { grade: 6, availableOnly: false, languages: [], theme: null, levels: null }

/** What the store promises of the facts that a model tells. */
export function enrichmentSuite(on: Ground): void {
  let store: Store
  let id: string
  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const put = (books: readonly Book[], named?: readonly string[]): Promise<string[]> =>
    inSchool((rows) =>
      rows.books.upsert(
        books,
        books.map((book) => matchKey(book.title, book.authors[0])),
        named,
      ),
    )
  const due = async (at = noon): Promise<string[]> =>
    (await inSchool((rows) => rows.enrichment.due(at, 100))).map((book) => book.book_id)
  const keep = (book: Book, facts: Partial<KeptFacts>, at = noon): Promise<string[]> =>
    inSchool((rows) =>
      rows.enrichment.keep([{ book_id: book.book_id, title: book.title, facts: { ...nothing, ...facts } }], {
        ...by,
        at,
      }),
    )
  const read = async (bookId: string) => (await inSchool((rows) => rows.books.byIds([bookId])))[0]!
  const told = (bookId: string) => inSchool((rows) => rows.enrichment.told(bookId))

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `enrichment-${uuidv7()}`
    await store.system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'UTC' }),
    )
  })

  describe('books to ask about', () => {
    test('are those of the catalogue that are shown and lack a fact, by number', async () => {
      const full = aBook({ book_id: 'full', page_count: 1, reading_level: 1, themes: ['x'] })
      const lacking = ['page_count', 'reading_level', 'themes'].map((name) => ({
        ...full,
        book_id: `no-${name}`,
        [name]: name === 'themes' ? [] : null,
      }))
      await put([...lacking, full, aBook({ book_id: 'hidden' })])
      await inSchool(async (rows) => {
        await rows.books.setVisibility('hidden', { hidden: true })
        await rows.readers.ensure('ada')
        await rows.books.addOwn('ada', [aBook({ book_id: 'own-1' })], ['own|'])
      })
      expect(await due()).toEqual(['no-page_count', 'no-reading_level', 'no-themes'])
      expect(await inSchool((rows) => rows.enrichment.due(noon, 2))).toHaveLength(2)
    })

    test('come again after growing pauses, a bounded number of times, after those tried less', async () => {
      const [book, other] = [aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' })]
      await put([book, other])
      await keep(book, {})
      expect(await due(later(pausesMs[0]! - 1))).toEqual(['b2'])
      expect(await due(later(pausesMs[0]!))).toEqual(['b2', 'b1'])
      await keep(book, {}, later(pausesMs[0]!))
      expect(await due(later(pausesMs[0]! + pausesMs[1]! - 1))).toEqual(['b2'])
      expect(await due(later(pausesMs[0]! + pausesMs[1]!))).toEqual(['b2', 'b1'])
      await keep(book, {}, later(pausesMs[1]! * 2))
      expect(await due(later(pausesMs[1]! * 1000))).toEqual(['b2'])
      expect(maxTries).toBe(3)
    })
  })

  describe('what a model told', () => {
    test('is shown, searched and filtered by where the school tells nothing', async () => {
      const book = aBook({ book_id: 'b1', page_count: 77 })
      await put([book, aBook({ book_id: 'b2' })])
      const facts = { page_count: used(200), reading_level: used(4.5), themes: used(['wolves', 'snow']) }
      expect(await keep(book, facts)).toEqual(['b1'])
      expect(await read('b1')).toMatchObject({
        page_count: 77,
        reading_level: 4.5,
        themes: ['wolves', 'snow'],
      })
      const found = await inSchool(async (rows) => [
        await rows.books.search(['wolves'], { limit: 9, after: null, hidden: false, grade: null }),
        await rows.books.byNumbers(await rows.books.open({ ...shelf, theme: 'snow' })),
        await rows.books.byNumbers(await rows.books.open({ ...shelf, levels: { from: 4, to: 5 } })),
      ])
      for (const books of found) expect(books.map((b) => b.book_id)).toEqual(['b1'])
      const source = { model: 'a-model', confidence: 0.9, made_at: noon.toISOString() }
      expect(await told('b1')).toEqual({ reading_level: source, themes: source })
      expect(await told('b2')).toEqual({})
      expect(await told('no-such-book')).toEqual({})
    })

    test('and was not sure of is remembered, shown nowhere, and gives way to a better answer', async () => {
      const book = aBook({ book_id: 'b1' })
      await put([book])
      const unsure = { page_count: { value: 10, confidence: 0.3, isUsed: false } }
      expect(await keep(book, unsure)).toEqual([])
      expect(await read('b1')).toMatchObject({ page_count: null })
      expect(await told('b1')).toEqual({})
      expect(await keep(book, { page_count: used(200) }, later(1))).toEqual(['b1'])
      expect(await told('b1')).toMatchObject({ page_count: { confidence: 0.9 } })
    })

    test('stays when it is asked once more', async () => {
      const book = aBook({ book_id: 'b1' })
      await put([book])
      await keep(book, { themes: used(['wolves']) })
      await keep(book, { themes: used(['sea']), page_count: used(5) }, later(1))
      expect(await read('b1')).toMatchObject({ themes: ['wolves'], page_count: 5 })
    })

    test('gives way to the school’s own value, and comes back with its going', async () => {
      const book = aBook({ book_id: 'b1' })
      await put([book])
      await keep(book, { page_count: used(200), themes: used(['wolves']) })
      expect(await put([{ ...book, page_count: 180, themes: ['sea'] }])).toEqual(['b1'])
      expect(await read('b1')).toMatchObject({ page_count: 180, themes: ['sea'] })
      expect(await told('b1')).toEqual({})
      await put([book])
      expect(await read('b1')).toMatchObject({ page_count: 200, themes: ['wolves'] })
    })

    test('makes no difference to the same file, which changes nothing the second time', async () => {
      const book = aBook({ book_id: 'b1' })
      await put([book])
      await keep(book, { page_count: used(200) })
      expect(await put([book])).toEqual([])
      expect(await put([book], ['book_id', 'title', 'page_count'])).toEqual([])
      expect(await read('b1')).toMatchObject({ page_count: 200 })
    })

    test('is forgotten when the id becomes another book’s, and not for a new price of the old one', async () => {
      const book = aBook({ book_id: 'b1' })
      await put([book])
      await keep(book, { page_count: used(200), themes: used(['wolves']) })
      await put([{ ...book, copies: 3 }])
      expect(await read('b1')).toMatchObject({ page_count: 200, copies: 3 })
      await put([{ ...book, title: 'Another book' }], ['book_id', 'title', 'match_key'])
      expect(await read('b1')).toMatchObject({ page_count: null, themes: [] })
      expect(await due()).toEqual(['b1'])
    })

    test('is not kept for a book that got another title meanwhile, nor for a reader’s own', async () => {
      const book = aBook({ book_id: 'b1' })
      const own = aBook({ book_id: 'own-1' })
      await put([{ ...book, title: 'Another' }])
      await inSchool(async (rows) => {
        await rows.readers.ensure('ada')
        await rows.books.addOwn('ada', [own], ['own|'])
      })
      expect(await keep(book, { page_count: used(200) })).toEqual([])
      expect(await keep(own, { page_count: used(200) })).toEqual([])
      expect((await read('b1')).page_count).toBeNull()
      expect((await read('own-1')).page_count).toBeNull()
    })
  })
}
