import { uuidv7 } from 'uuidv7'
import { createStore } from '../../../src/core/adapters/postgres/store.ts'
import { makeEvent, type ShelftalkEvent } from '../../../src/core/domain/events.ts'
import { type Book, matchKey } from '../../../src/core/domain/lists/book.ts'
import { embeddingDimensions } from '../../../src/core/ports/runtime.ts'
import type { OpenShelf, SchoolRows, Store } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aStudent } from '../../support/builders.ts'

export const model = 'test-double/axes'
export const noon = new Date('2026-03-02T12:00:00.000Z')
export const whole = { limit: 100, after: null }
export const shelf: OpenShelf = { grade: 6, availableOnly: false, languages: [], theme: null, levels: null }

/** A unit vector that points `share` of the way from one axis to the next. */
export function axis(at: number, share = 0): Float32Array {
  const vector = new Float32Array(embeddingDimensions)
  vector[at] = Math.cos((share * Math.PI) / 2)
  vector[at + 1] = Math.sin((share * Math.PI) / 2)
  return vector
}

export const given = (subject: string, school: string): ShelftalkEvent =>
  makeEvent(
    'shelftalk.feedback.given',
    { id: uuidv7(), school, subject, time: noon },
    { reader_id: subject, book_id: 'b', vote: 'up', voter: 'self' },
  )

const keysOf = (books: readonly Book[]): string[] => books.map((b) => matchKey(b.title, b.authors[0]))

/** Two schools of a store with nothing in them, and hands on them. `opened` makes new ones, before each test. */
export function aStore(on: Ground) {
  let [id, other] = ['', '']
  let store: Store
  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  return {
    inSchool,
    inOther: <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(other, work),
    put: (...books: Book[]): Promise<string[]> => inSchool((rows) => rows.books.upsert(books, keysOf(books))),
    enrol: (...ids: string[]): Promise<string[]> =>
      inSchool((rows) =>
        rows.readers.upsertStudents(
          ids.map((student_id) => aStudent({ student_id })),
          false,
        ),
      ),
    async opened(): Promise<{ store: Store; id: string; other: string }> {
      store = createStore(on.driver)
      ;[id, other] = [`store-${uuidv7()}`, `store-${uuidv7()}`]
      for (const school_id of [id, other])
        await store.system((rows) =>
          rows.schools.create({ school_id, name: school_id, invented: false, time_zone: 'UTC' }),
        )
      return { store, id, other }
    },
  }
}
