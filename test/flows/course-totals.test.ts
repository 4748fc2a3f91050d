import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BookCounts,
  type BookTotals,
  fewestTold,
  type ToldTotals,
  toldFrom,
  totalsShown,
} from '../../src/core/domain/courses/course.ts'

type Word = 'up' | 'down' | 'read' | 'none'

/** A course's students as they are in truth, with the time of each one's last word, and what the class view told last. */
class Class {
  readonly words = new Map<number, { word: Word; at: number }>()
  told: ToldTotals | null = null
  now = 0

  say(student: number, word: Word): void {
    this.words.set(student, { word, at: ++this.now })
  }

  counts(): BookCounts {
    const after = (told: string | null | undefined, ...of: Word[]): number =>
      [...this.words.values()].filter(
        ({ word, at }) => of.includes(word) && (told == null || at > Date.parse(told)),
      ).length
    return {
      ...{ book_id: 'b', up: after(null, 'up'), down: after(null, 'down'), read: after(null, 'read') },
      fresh_voted: after(this.told?.voted_at, 'up', 'down'),
      fresh_up: after(this.told?.split_at, 'up'),
      fresh_down: after(this.told?.split_at, 'down'),
      fresh_read: after(this.told?.read_at, 'read'),
    }
  }

  look(): BookTotals | null {
    const counts = this.counts()
    this.told = toldFrom(counts, this.told, new Date(++this.now)) ?? this.told
    return this.told === null ? null : totalsShown(counts, this.told)
  }
}

/** What was shown, and everybody's words then. */
interface Told {
  shown: BookTotals
  words: Map<number, { word: Word; at: number }>
}

const steps = fc.array(
  fc.record({
    student: fc.integer({ min: 0, max: 24 }),
    word: fc.constantFrom<Word>('up', 'down', 'up', 'down', 'read', 'none'),
    looks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 120 },
)

describe('[T-24] totals of a course', () => {
  test('[T-24] appear from five voters on, and a split only with five on either side', () => {
    const one = new Class()
    for (const student of [1, 2, 3, 4]) one.say(student, 'up')
    expect(one.look()).toBeNull()
    one.say(5, 'up')
    expect(one.look()).toMatchObject({ voted: 5, split: null })
    for (const student of [6, 7, 8, 9]) one.say(student, 'down')
    // Nine voted: to tell that, or that five said up, would tell how many said down.
    expect(one.look()).toMatchObject({ voted: 5, split: null })
    one.say(10, 'down')
    expect(one.look()).toMatchObject({ voted: 10, split: { up: 5, down: 5 } })
  })

  test('[T-24] that nobody said the other thing is not told either', () => {
    const one = new Class()
    for (let student = 0; student < 12; student++) one.say(student, 'up')
    expect(one.look()).toEqual({ book_id: 'b', voted: 12, split: null, read: null })
  })

  test('[T-24] one vote more, turned round or taken back moves no number; fewer than five take the total away', () => {
    const one = new Class()
    for (let student = 0; student < 6; student++) one.say(student, 'up')
    for (let student = 6; student < 12; student++) one.say(student, 'down')
    const before = one.look()
    expect(before).toMatchObject({ voted: 12, split: { up: 6, down: 6 } })
    one.say(20, 'up')
    expect(one.look()).toEqual(before)
    one.say(0, 'down')
    expect(one.look()).toEqual(before)
    one.say(1, 'none')
    one.say(2, 'none')
    expect(one.look()).toEqual(before)
    for (let student = 2; student < 12; student++) one.say(student, 'none')
    expect(one.look()).toMatchObject({ voted: null, split: null })
  })

  test('[T-24] whatever students say in whatever order, between two tellings at least five more stand behind each number', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const one = new Class()
        const told: { total?: Told; split?: Told } = {}
        for (const { student, word, looks } of all) {
          one.say(student, word)
          if (!looks) continue
          const shown = one.look()
          const words = new Map(one.words)
          const behind = (of: Word[], since?: Told): number =>
            [...words].filter(
              ([who, said]) => of.includes(said.word) && since?.words.get(who)?.at !== said.at,
            ).length
          if (shown === null) continue
          if (shown.voted !== null && shown.voted !== told.total?.shown.voted) {
            expect(shown.voted).toBeGreaterThanOrEqual(fewestTold)
            expect(behind(['up', 'down'], told.total)).toBeGreaterThanOrEqual(fewestTold)
            told.total = { shown, words }
          }
          const { split: parts } = shown
          if (parts !== null && JSON.stringify(parts) !== JSON.stringify(told.split?.shown.split)) {
            expect(Math.min(parts.up, parts.down)).toBeGreaterThanOrEqual(fewestTold)
            expect(behind(['up'], told.split)).toBeGreaterThanOrEqual(fewestTold)
            expect(behind(['down'], told.split)).toBeGreaterThanOrEqual(fewestTold)
            // What is told of the two sides is told of the total too: no third number hides in the difference.
            expect(parts.up + parts.down).toBe(shown.voted)
            told.split = { shown, words }
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
