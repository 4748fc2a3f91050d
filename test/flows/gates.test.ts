import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Book } from '../../src/core/domain/lists/book.ts'
import type { SchoolPolicy } from '../../src/core/domain/school.ts'
import { aSchool, ground, idsOf } from '../support/a-school.ts'
import { aBook, rowsOf } from '../support/builders.ts'

const on = ground()

/** How a book of the random school is, beyond its id. */
interface Shelved {
  hidden: boolean
  minimum_grade: number | null
  gate_grade: number | null
  copies_available: number | null
  language: string | null
  reading_level: number | null
}
interface Done {
  book: number
  what: 'loan' | 'rated low' | 'listed' | 'up' | 'down' | 'read' | 'none'
}

const count = 24
const shelved: fc.Arbitrary<Shelved> = fc.record({
  hidden: fc.boolean(),
  minimum_grade: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 1 }),
  gate_grade: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 1 }),
  copies_available: fc.option(fc.nat(2)),
  language: fc.option(fc.constantFrom('en', 'en-GB', 'de', 'es-MX')),
  reading_level: fc.option(fc.integer({ min: 1, max: 12 })),
})
const done: fc.Arbitrary<Done> = fc.record({
  book: fc.nat(count - 1),
  what: fc.constantFrom('loan', 'rated low', 'listed', 'up', 'down', 'read', 'none'),
})
const policy = fc.record({
  available_only: fc.boolean(),
  languages: fc.constantFrom<string[]>([], ['en'], ['EN', 'de']),
  unknown_grade_counts_as: fc.integer({ min: 0, max: 8 }),
})
const school = fc.record({
  shelf: fc.array(shelved, { minLength: count, maxLength: count }),
  policy,
  readers: fc.array(
    fc.record({
      grade: fc.option(fc.integer({ min: 0, max: 12 })),
      history: fc.array(done, { maxLength: 10 }),
      own: fc.boolean(),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  asked: fc.record({
    limit: fc.integer({ min: 1, max: 30 }),
    level: fc.constantFrom(null, 'easier', 'just-right', 'harder'),
  }),
})

const bookOf = (at: number, { hidden: _, gate_grade: __, ...facts }: Shelved): Book =>
  aBook({ book_id: `b${at}`, title: `Book ${at}`, average_rating: (at * 7) % 5, ...facts })

/** What trust.md says of gates, written a second time, over the random data and not over the program's rows. */
function mayNotBeShown(
  {
    shelf,
    policy: rules,
  }: {
    shelf: readonly Shelved[]
    policy: Pick<SchoolPolicy, 'available_only' | 'languages' | 'unknown_grade_counts_as'>
  },
  reader: { grade: number | null; history: readonly Done[] },
  id: string,
): boolean {
  const at = Number(/^b(\d+)$/.exec(id)?.[1] ?? Number.NaN)
  const facts = shelf[at]
  if (facts === undefined) return true
  const grade = reader.grade === null ? rules.unknown_grade_counts_as : reader.grade
  const tooMature = (facts.minimum_grade ?? -1) > grade || (facts.gate_grade ?? -1) > grade
  const away = rules.available_only && facts.copies_available === 0
  const wanted = rules.languages.map((language) => language.toLowerCase())
  const foreign =
    wanted.length > 0 && facts.language !== null && !wanted.includes(facts.language.slice(0, 2).toLowerCase())
  const mine = reader.history.filter((entry) => entry.book === at).map((entry) => entry.what)
  const lastVote = mine.filter((what) => ['up', 'down', 'read', 'none'].includes(what)).at(-1)
  const read = mine.some((what) => ['loan', 'rated low', 'listed'].includes(what))
  return facts.hidden || tooMature || away || foreign || read || lastVote === 'read' || lastVote === 'down'
}

describe('[T-30] gates', () => {
  test('[T-30] no random reader of a random school is ever shown what a gate keeps back', async () => {
    const app = await aSchool(on)
    let shown = 0
    const property = fc.asyncProperty(school, async (random) => {
      const here = await app.neighbour()
      const { flows } = here.app
      await here.books(random.shelf.map((facts, at) => bookOf(at, facts)))
      await here.sql(
        `update book b set hidden = x.hidden, gate_grade = x.gate_grade
         from jsonb_to_recordset($1::jsonb) as x(book_id text, hidden boolean, gate_grade int) where b.book_id = x.book_id`,
        [JSON.stringify(random.shelf.map((facts, at) => ({ ...facts, book_id: `b${at}` })))],
      )
      const readers = random.readers.map((reader, at) => ({ ...reader, id: `r${at}` }))
      await here.students(...readers.map(({ id, grade }) => ({ student_id: id, grade_level: grade })))
      for (const { id, history, own } of readers) {
        if (own) await flows.addReaderBooks(here.service, id, rowsOf([{ title: `Own of ${id}`, author: id }]))
        for (const [at, { book, what }] of history.entries()) await act(here, { id, at, book, what })
      }
      await here.policy(random.policy)
      await here.drain()
      const look = async () => {
        for (const reader of readers) {
          const list = await here.list(reader.id, random.asked)
          const wrong = idsOf(list).filter((id) => mayNotBeShown(random, reader, id))
          expect({ reader: reader.id, wrong }).toEqual({ reader: reader.id, wrong: [] })
          expect(list.items.length).toBeLessThanOrEqual(random.asked.limit)
          shown += list.items.length
        }
      }
      await look()
      await here.buildGraph()
      await look()
      await look()
    })
    await fc.assert(property, { numRuns: 6 })
    expect(shown).toBeGreaterThan(0)
  }, 120_000)

  async function act(
    here: Awaited<ReturnType<typeof aSchool>>,
    { id, at, book, what }: Done & { id: string; at: number },
  ): Promise<void> {
    const { flows } = here.app
    const facts = {
      checkout_id: `${id}/${at}`,
      student_id: id,
      book_id: `b${book}`,
      checkout_date: '2026-02-02',
    }
    if (what === 'loan') await flows.recordCheckouts(here.service, [facts], null)
    else if (what === 'rated low')
      await flows.recordCheckouts(here.service, [{ ...facts, student_rating: 1 }], null)
    else if (what === 'listed') {
      await flows.addReaderBooks(
        here.service,
        id,
        rowsOf([{ title: `Book ${book}`, author: `Author b${book}` }]),
      )
    } else await here.give(id, `b${book}`, what)
  }
})
