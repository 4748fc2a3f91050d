import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { retentionKinds } from '../../src/core/domain/retention.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'
import type { SchoolRows, Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'
import { keptRows } from '../support/kept-rows.ts'

const model = 'test-double/axes'

/** A unit vector that points `share` of the way from the first axis to the second. */
function turned(share: number): Float32Array {
  const vector = new Float32Array(embeddingDimensions)
  vector[0] = Math.cos((share * Math.PI) / 2)
  vector[1] = Math.sin((share * Math.PI) / 2)
  return vector
}

/** What the store promises of the work that is done at night. */
export function nightWorkSuite(on: Ground): void {
  let store: Store
  let id: string
  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const similar = (reader: string) => inSchool((rows) => rows.vectors.similar(reader))

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `night-${uuidv7()}`
    await store.system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'UTC' }),
    )
  })

  describe('similar readers', () => {
    const names = Array.from({ length: 7 }, (_, k) => `reader-${k}`)

    beforeEach(async () => {
      for (const [at, name] of names.entries()) {
        await inSchool(async (rows) => {
          await rows.readers.ensure(name)
          await rows.vectors.putReader(name, model, turned(at ** 1.5 / 20))
        })
      }
      await inSchool((rows) => rows.readers.ensure('without-vector'))
    })

    const rebuild = async (readers: number, kept = 3) => {
      const parts = []
      for (let after = -1; ; ) {
        const part = await inSchool((rows) => rows.nightWork.rebuildSimilar(model, { after, readers, kept }))
        if (part.last === null) return parts
        parts.push(part)
        after = part.last
      }
    }

    test('are the nearest of each, worked out a part at a time', async () => {
      const parts = await rebuild(3)
      expect(parts.map((part) => part.readers)).toEqual([3, 3, 1])
      for (const [at, name] of names.entries()) {
        const nearest = names
          .map((other_id, k) => ({ other_id, apart: Math.abs(k ** 1.5 - at ** 1.5) }))
          .filter((one) => one.other_id !== name)
          .sort((a, b) => a.apart - b.apart)
          .slice(0, 3)
        const found = await similar(name)
        expect([name, ...found.map((one) => one.other_id)]).toEqual([
          name,
          ...nearest.map((one) => one.other_id),
        ])
        expect(found[0]!.similarity).toBeCloseTo(Math.cos((nearest[0]!.apart / 20) * (Math.PI / 2)), 5)
      }
      expect(await similar('without-vector')).toEqual([])
    })

    test('that are right already are not written again; those that changed are', async () => {
      await rebuild(100)
      const changed = async () => (await rebuild(2)).reduce((sum, part) => sum + part.changed, 0)
      expect(await changed()).toBe(0)
      await inSchool((rows) => rows.vectors.putReader('reader-0', model, turned(0.9)))
      expect(await changed()).toBeGreaterThan(0)
      expect((await similar('reader-0'))[0]!.other_id).toBe('reader-6')
      expect(await changed()).toBe(0)
    })

    test('are as a reader’s own event finds them, so that neither undoes the other', async () => {
      await rebuild(100, 20)
      await inSchool(async (rows) =>
        rows.vectors.putSimilar('reader-2', await rows.vectors.nearestReaders('reader-2', model, 20)),
      )
      expect((await rebuild(100, 20)).map((part) => part.changed)).toEqual([0])
    })

    test('of readers who have no vector of this model are forgotten, a bounded number at a time', async () => {
      await rebuild(100)
      expect(await inSchool((rows) => rows.nightWork.forgetStraySimilar(model, 100))).toBe(0)
      await inSchool((rows) => rows.vectors.removeReader('reader-3'))
      expect(await inSchool((rows) => rows.nightWork.forgetStraySimilar(model, 2))).toBe(2)
      expect(await inSchool((rows) => rows.nightWork.forgetStraySimilar(model, 100))).toBe(1)
      expect(await similar('reader-3')).toEqual([])
      await rebuild(100)
      for (const name of names) {
        expect((await similar(name)).map((one) => one.other_id)).not.toContain('reader-3')
      }
    })
  })

  describe('readers’ own books', () => {
    const vector = (bookId: string, share: number) =>
      inSchool((rows) => rows.vectors.putBooks(model, [{ book_id: bookId, vector: turned(share) }]))
    const stale = async (limit = 10) =>
      (await inSchool((rows) => rows.nightWork.staleOwnBooks(model, limit))).map((book) => book.book_id)

    beforeEach(() =>
      inSchool(async (rows) => {
        await rows.books.upsert([aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' })], ['one|', 'two|'])
        await rows.readers.ensure('ada')
        await rows.books.addOwn(
          'ada',
          [aBook({ book_id: 'own-1' }), aBook({ book_id: 'own-2' })],
          ['own1|', 'own2|'],
        )
      }),
    )

    test('are to be placed anew when the catalogue got vectors after them, those placed first at first', async () => {
      await vector('own-1', 0.1)
      await vector('own-2', 0.2)
      expect(await stale()).toEqual([])
      await vector('b1', 0.1)
      expect(await stale()).toEqual(['own-1', 'own-2'])
      expect(await stale(1)).toEqual(['own-1'])
      await inSchool((rows) => rows.vectors.putTextNeighbours('own-1', []))
      expect(await stale()).toEqual(['own-2'])
      await inSchool((rows) => rows.vectors.putTextNeighbours('own-2', []))
      expect(await stale()).toEqual([])
      await vector('b2', 0.3)
      expect(await stale()).toEqual(['own-1', 'own-2'])
    })
  })

  describe('what was kept long enough', () => {
    // Long ago: the database itself keeps the log of overrides for two years.
    const then = new Date('2021-03-02T12:00:00.000Z')
    const [before, after] = [new Date(then.getTime() - 1), new Date(then.getTime() + 1)]
    const iso = then.toISOString()
    const sql = <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
      on.driver.transaction({ role: 'shelftalk_app', schoolId: id, background: false }, (tx) =>
        tx.rows<T>(text, params),
      )

    test('of the log of overrides keeps what still holds, however old it is', async () => {
      await sql(
        `insert into book_override_log (school_id, book_id, grade, kind, why, decided_by, decided_at)
         select $1, 'b1', x.grade, x.kind, 'why', 'k', $2::timestamptz - interval '3 years'
         from (values ('5', 'pin'), ('5', 'block'), ('6', 'pin'), ('6', 'none')) as x(grade, kind)`,
        [id, iso],
      )
      expect(await inSchool((rows) => rows.nightWork.sweep('override_log', before, 10))).toBe(3)
      expect(await inSchool((rows) => rows.overrides.log('b1', { limit: 10, before: null }))).toMatchObject([
        { grade: '5', kind: 'block' },
      ])
    })

    test.each(retentionKinds)('of %s goes a batch at a time; what is younger stays', async (kind) => {
      await inSchool((rows) => rows.readers.ensure('ada'))
      const teacher = { person_id: 't1', role: 'teacher', name: 'Ms. Ode', email: null } as const
      await inSchool((rows) => rows.people.putStaff([teacher], true))
      await keptRows(sql, id, iso)[kind]()
      const sweep = (to: Date) => inSchool((rows) => rows.nightWork.sweep(kind, to, 3))
      expect(await sweep(before)).toBe(0)
      expect([await sweep(after), await sweep(after), await sweep(after)]).toEqual([3, 2, 0])
    })
  })
}
