import { beforeEach, describe, expect, test } from 'vitest'
import { embeddingDimensions } from '../../../src/core/ports/runtime.ts'
import type { Ground } from '../../support/a-school.ts'
import { aBook } from '../../support/builders.ts'
import { aStore, axis, model } from './a-store.ts'

/** Vectors, and who and what is near. */
export function vectorsSuite(on: Ground): void {
  const { inSchool, put, enrol, opened } = aStore(on)
  beforeEach(async () => {
    await opened()
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
      expect(await inSchool((rows) => rows.vectors.preferencesOf(['bo', 'ada']))).toEqual([
        { reader_id: 'ada', ...taste },
      ])
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
}
