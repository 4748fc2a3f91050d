import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptOfIgnored } from '../../src/core/ranking/impressions.ts'
import { compactVector, cosineOf, marginalRelevance } from '../../src/core/ranking/mmr.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { type Shapeable, type ShapeRequest, shapeList } from '../../src/core/ranking/shape.ts'

const settings = defaultSettings.shape
const vector = (...parts: number[]) => compactVector(Float32Array.from(parts))

describe('the likeness of texts', () => {
  const anyVector = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })

  it('is the cosine, to about two decimals', () => {
    fc.assert(
      fc.property(anyVector, anyVector, (a, b) => {
        const exact = a.reduce((sum, x, d) => sum + x * b[d]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
        fc.pre(
          Number.isFinite(exact) &&
            Math.max(...a.map(Math.abs)) > 0.01 &&
            Math.max(...b.map(Math.abs)) > 0.01,
        )
        expect(cosineOf(vector(...a), vector(...b))).toBeCloseTo(exact, 1.5)
      }),
    )
  })

  it('does not keep the zeros that short models are filled up with, and 0 is like nothing', () => {
    expect(vector(0.5, -1, 0, 0).parts).toEqual(Int8Array.of(64, -127))
    expect(cosineOf(vector(1, 0, 0), vector(1))).toBeCloseTo(1, 5)
    expect(cosineOf(vector(0, 0), vector(1, 1))).toBe(0)
  })
})

describe('marginal relevance', () => {
  it('weighs relevance against likeness to what was chosen', () => {
    const worth = marginalRelevance([4, 2, 1], [vector(1, 0), vector(1, 0), vector(0, 1)], 0.8)
    expect([0, 1, 2].map(worth.of)).toEqual([0.8, 0.4, 0.2])
    worth.choose(0)
    expect(worth.of(1)).toBeCloseTo(0.2, 10)
    expect(worth.of(2)).toBeCloseTo(0.2, 10)
  })

  it('takes a book without a vector for as much alike as the others are', () => {
    const worth = marginalRelevance([1, 1, 1], [vector(1, 0), vector(0, 1), undefined], 0.8)
    worth.choose(0)
    expect(worth.of(2)).toBeCloseTo(0.8 - 0.2 * 0.5, 10)
  })
})

describe('a book that is passed over', () => {
  it('sinks from the third showing on, always further, and is never lost', () => {
    const kept = Array.from({ length: 30 }, (_, times) => keptOfIgnored(times, settings))
    expect(kept.slice(0, 5)).toEqual([1, 1, 1, 0.8, 0.8 ** 2])
    expect(kept).toEqual([...kept].sort((a, b) => b - a))
    expect(Math.min(...kept)).toBe(settings.ignoredLeast)
  })
})

interface Book extends Shapeable {
  name: string
  vector?: ReturnType<typeof vector>
}
const aBook = (name: string, facts: Partial<Book> = {}): Book => ({
  ...{ name, worth: 1, fit: null, isNew: false },
  ...facts,
})
const shape = (candidates: Book[], more: Partial<ShapeRequest<Book>> = {}) =>
  shapeList(
    { pins: [], candidates, vectorOf: (book) => book.vector, limit: candidates.length, ...more },
    settings,
  ).map(({ candidate, place }) => (place === 'score' ? candidate.name : `${candidate.name} (${place})`))

describe('the shape of a list', () => {
  it('keeps the order of the scores when nothing is known of the texts', () => {
    expect(shape([aBook('a', { worth: 3 }), aBook('b', { worth: 2 }), aBook('c', { worth: 2 })])).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('puts something else between books that are alike', () => {
    const likeA = { vector: vector(1, 0) }
    const books = [
      aBook('a', { worth: 1, ...likeA }),
      aBook('b', { worth: 0.9, ...likeA }),
      aBook('c', { worth: 0.8, vector: vector(0, 1) }),
    ]
    expect(shape(books)).toEqual(['a', 'c', 'b'])
    expect(shape(books, { vectorOf: () => undefined })).toEqual(['a', 'b', 'c'])
  })

  it('leaves what is worth nothing in its own order, however alike', () => {
    const zero = (name: string) => aBook(name, { worth: 0, vector: vector(1, 0) })
    expect(shape([aBook('a', { vector: vector(1, 0) }), zero('b'), zero('c')])).toEqual(['a', 'b', 'c'])
  })

  it('is full also where a worth is no number', () => {
    const pins = [aBook('p', { worth: Number.NaN })]
    expect(shape([aBook('a'), aBook('b')], { pins, limit: 3 }).toSorted()).toEqual(['a', 'b', 'p (pin)'])
  })

  it('has pins in front, three at most', () => {
    const pins = ['p', 'q', 'r', 's'].map((name) => aBook(name, { worth: 0 }))
    expect(shape([aBook('a'), aBook('b')], { pins, limit: 5 })).toEqual([
      'p (pin)',
      'q (pin)',
      'r (pin)',
      'a',
      'b',
    ])
    expect(shape([aBook('a')], { pins, limit: 2 })).toEqual(['p (pin)', 'q (pin)'])
  })

  it('has room for one easier and one harder book in five, and lets more of them wait', () => {
    const books = [...'eeehhhjjj'].map((fit, at) =>
      aBook(`${fit}${at}`, { fit: ({ e: 'easier', h: 'harder' } as const)[fit] ?? 'just-right' }),
    )
    expect(shape(books, { limit: 5 })).toEqual(['e0 (easier)', 'h3 (harder)', 'j6', 'j7', 'j8'])
    expect(shape(books, { limit: 7 }).slice(5)).toEqual(['e1 (easier)', 'h4 (harder)'])
  })

  it('is no cage: they come when nothing else is left', () => {
    const harder = [...'abcd'].map((name) => aBook(name, { fit: 'harder' }))
    expect(shape(harder)).toEqual(['a (harder)', 'b', 'c', 'd'])
  })

  it('keeps the tenth place for a new book, when the nine before have none', () => {
    const many = Array.from({ length: 20 }, (_, at) => aBook(`b${at}`, { worth: 20 - at }))
    const fresh = aBook('fresh', { worth: 0.1, isNew: true })
    expect(shape([...many, fresh], { limit: 10 }).at(-1)).toBe('fresh (new)')
    expect(shape([...many, fresh], { limit: 9 })).not.toContain('fresh (new)')
    const known = many.map((book, at) => (at === 4 ? { ...book, isNew: true } : book))
    expect(shape([...known, fresh], { limit: 10 }).at(-1)).toBe('b9')
    expect(shape([...many, fresh], { limit: 20 }).filter((name) => name.includes('new'))).toEqual([
      'fresh (new)',
    ])
  })

  it('never invents, repeats or drops a book, and depends on nothing but what it is given', () => {
    const anyBook = fc.record({
      worth: fc.double({ min: 0, max: 3, noNaN: true }),
      fit: fc.constantFrom(null, 'easier' as const, 'just-right' as const, 'harder' as const),
      isNew: fc.boolean(),
      parts: fc.option(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 }))),
    })
    fc.assert(
      fc.property(
        fc.array(anyBook, { maxLength: 70 }),
        fc.nat(4),
        fc.integer({ min: 1, max: 50 }),
        (all, pinned, limit) => {
          const books = all.map(({ parts, ...facts }, at) =>
            aBook(`b${at}`, parts === null ? facts : { ...facts, vector: vector(...parts) }),
          )
          const pins = books.splice(0, Math.min(3, pinned))
          books.sort((a, b) => b.worth - a.worth)
          const request = { pins, candidates: books, vectorOf: (book: Book) => book.vector, limit }
          const list = shapeList(request, settings).map((one) => one.candidate)
          expect(list).toHaveLength(Math.min(limit, pins.length + books.length))
          expect(new Set(list).size).toBe(list.length)
          expect(list.slice(0, pins.length)).toEqual(pins.slice(0, limit))
          expect(shapeList(request, settings).map((one) => one.candidate)).toEqual(list)
        },
      ),
    )
  })
})
