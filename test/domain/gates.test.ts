import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type GateContext, type GatedBook, gateNames, refusedBy } from '../../src/core/domain/lists/gates.ts'
import { SchoolPolicy } from '../../src/core/domain/school.ts'

const policy = SchoolPolicy.parse({})
const book = (facts: Partial<GatedBook> = {}): GatedBook => ({
  ...{ book_id: 'b', hidden: false, owner_reader_id: null, minimum_grade: null, gate_grade: null },
  ...{ gate_highest_grade: null, blocked_grades: [] },
  ...{ copies_available: null, language: null },
  ...facts,
})
const context = (
  facts: Partial<SchoolPolicy> = {},
  grade: number | null = 5,
  read: string[] = [],
): GateContext => ({
  reader: { reader_id: 'ada', grade_level: grade },
  policy: { ...policy, ...facts },
  read: new Set(read),
})

describe('the gates', () => {
  test.each([
    ['any book', book(), context(), null],
    ['a hidden one', book({ hidden: true }), context(), 'hidden'],
    ["another reader's own", book({ owner_reader_id: 'bo' }), context(), 'not_yours'],
    ["the reader's own", book({ owner_reader_id: 'ada' }), context(), null],
    ['one above the grade', book({ minimum_grade: 6 }), context(), 'maturity'],
    [
      'one above the grade that the librarian set',
      book({ minimum_grade: 2, gate_grade: 6 }),
      context(),
      'maturity',
    ],
    [
      'one whose own grade is higher than the librarian’s',
      book({ minimum_grade: 6, gate_grade: 2 }),
      context(),
      'maturity',
    ],
    ['one for the grade', book({ minimum_grade: 5 }), context(), null],
    ['one that the librarian keeps for lower grades', book({ gate_highest_grade: 4 }), context(), 'outgrown'],
    ['one that the librarian keeps for up to the grade', book({ gate_highest_grade: 5 }), context(), null],
    ['one that is blocked for the grade', book({ blocked_grades: ['4', '5'] }), context(), 'blocked'],
    ['one that is blocked for another grade', book({ blocked_grades: ['15', '-5'] }), context(), null],
    ['one that is blocked for all', book({ blocked_grades: ['all'] }), context(), 'blocked'],
    [
      'one that is blocked for what an unknown grade counts as',
      book({ blocked_grades: ['4'] }),
      context({}, null),
      'blocked',
    ],
    ['one above what an unknown grade counts as', book({ minimum_grade: 5 }), context({}, null), 'maturity'],
    ['one for what an unknown grade counts as', book({ minimum_grade: 4 }), context({}, null), null],
    [
      'one that is lent out, when only the shelf counts',
      book({ copies_available: 0 }),
      context({ available_only: true }),
      'not_available',
    ],
    ['one that is lent out', book({ copies_available: 0 }), context(), null],
    ['one of unknown copies', book(), context({ available_only: true }), null],
    ['one in another language', book({ language: 'de' }), context({ languages: ['en'] }), 'language'],
    ['one in a kind of the language', book({ language: 'en-GB' }), context({ languages: ['EN'] }), null],
    ['one of unknown language', book(), context({ languages: ['en'] }), null],
    ['one that was read', book(), context({}, 5, ['b']), 'already_read'],
    ['a hidden one that was read', book({ hidden: true }), context({}, 5, ['b']), 'hidden'],
  ])('judge %s', (_what, one, about, verdict) => {
    expect(refusedBy(one, about)).toBe(verdict)
  })

  test('[T-30] let through only what no rule keeps back, whatever the book, the reader and the policy', () => {
    const anyBook = fc.record({
      book_id: fc.constantFrom('a', 'b', 'c'),
      hidden: fc.boolean(),
      owner_reader_id: fc.constantFrom(null, 'ada', 'bo'),
      minimum_grade: fc.option(fc.integer({ min: -2, max: 13 })),
      gate_grade: fc.option(fc.integer({ min: -2, max: 13 })),
      gate_highest_grade: fc.option(fc.integer({ min: -2, max: 13 })),
      blocked_grades: fc.subarray(['all', '-1', '4', '5']),
      copies_available: fc.option(fc.nat(2)),
      language: fc.constantFrom(null, 'en', 'en-GB', 'EN', 'de', 'eng'),
    })
    const anyContext = fc.record({
      reader: fc.record({
        reader_id: fc.constantFrom('ada', 'bo'),
        grade_level: fc.option(fc.integer({ min: -2, max: 13 })),
      }),
      policy: fc.record({
        available_only: fc.boolean(),
        languages: fc.subarray(['en', 'de', 'EN']),
        unknown_grade_counts_as: fc.integer({ min: -2, max: 13 }),
      }),
      read: fc.subarray(['a', 'b', 'c']).map((ids) => new Set(ids)),
    })
    fc.assert(
      fc.property(anyBook, anyContext, (one, drawn) => {
        const about = { ...drawn, policy: { ...policy, ...drawn.policy } }
        const verdict = refusedBy(one, about)
        const { reader, policy: rules } = about
        const speaks = rules.languages
          .map((l) => l.toLowerCase())
          .includes(one.language?.toLowerCase().split('-')[0] ?? '')
        const mayShow =
          !one.hidden &&
          [null, reader.reader_id].includes(one.owner_reader_id) &&
          (one.minimum_grade ?? -99) <= (reader.grade_level ?? rules.unknown_grade_counts_as) &&
          (one.gate_highest_grade ?? 99) >= (reader.grade_level ?? rules.unknown_grade_counts_as) &&
          !one.blocked_grades.includes('all') &&
          !one.blocked_grades.includes(`${reader.grade_level ?? rules.unknown_grade_counts_as}`) &&
          (one.gate_grade ?? -99) <= (reader.grade_level ?? rules.unknown_grade_counts_as) &&
          !(rules.available_only && one.copies_available === 0) &&
          (rules.languages.length === 0 || one.language === null || speaks) &&
          !about.read.has(one.book_id)
        expect(verdict === null).toBe(mayShow)
        if (verdict !== null) expect(gateNames).toContain(verdict)
      }),
      { numRuns: 2000 },
    )
  })
})
