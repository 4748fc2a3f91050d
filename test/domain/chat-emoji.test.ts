import { describe, expect, test } from 'vitest'
import {
  type CurrentVote,
  differences,
  type LedgerEntry,
  undecided,
  voteAfter,
  voteOfEmoji,
} from '../../src/core/domain/chats/chat-emoji.ts'

const entry = (facts: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ post_id: 'p', person_id: 'ada', emoji: '+1', present: true, order_at: 100, event_id: null, ...facts },
})
const vote = (facts: Partial<CurrentVote> = {}): CurrentVote => ({
  ...{ vote: 'up', event_id: 'e1', voted_at: new Date(100_000), ...facts },
})

describe('an emoji', () => {
  test.each([
    { said: 'up', names: ['+1', 'thumbsup', '👍', '👍🏽', '+1::skin-tone-5', 'heart', '❤', '❤️'] },
    { said: 'down', names: ['-1', 'thumbsdown', '👎🏿', '-1::skin-tone-2'] },
    { said: null, names: ['tada', 'heart_eyes', '+1::skin-tone-7', 'constructor', ''] },
  ])('[chat-N13] of $names says $said', ({ said, names }) => {
    expect(names.map(voteOfEmoji)).toEqual(names.map(() => said))
  })
})

describe('the vote that follows', () => {
  test('is the emoji’s, unless it is given already or something later was said', () => {
    expect(voteAfter(entry(), [entry()], null)).toBe('up')
    expect(voteAfter(entry(), [entry()], vote({ vote: 'down' }))).toBe('up')
    expect(voteAfter(entry(), [entry()], vote())).toBeNull()
    expect(voteAfter(entry(), [entry()], vote({ vote: 'none', voted_at: new Date(110_000) }))).toBeNull()
  })

  test('[chat-N14] is taken back with the last emoji of its kind, and only what an emoji gave', () => {
    const gone = entry({ present: false, event_id: 'e1' })
    expect(voteAfter(gone, [gone], vote())).toBe('none')
    expect(voteAfter(gone, [gone], vote({ event_id: 'of a button' }))).toBeNull()
    expect(voteAfter(gone, [gone, entry({ emoji: 'heart' })], vote())).toBeNull()
    expect(voteAfter(gone, [gone, entry({ emoji: '-1' })], vote())).toBe('none')
    const heart = entry({ emoji: 'heart', present: false })
    expect(voteAfter(heart, [heart, gone], vote())).toBe('none')
    expect(voteAfter(entry({ present: false }), [], null)).toBeNull()
  })
})

test('what was heard late is compared by when it was done, not by when it was worked on', () => {
  // Both came minutes late: the thumb that went was worked on just now, the other one was put there after it.
  const gone = entry({ present: false, event_id: 'taken back', order_at: 100 })
  const put = entry({ emoji: '-1', order_at: 101 })
  const takenBack = vote({ vote: 'none', event_id: 'taken back', voted_at: new Date(900_000) })
  expect(voteAfter(put, [gone, put], takenBack)).toBe('down')
  const earlier = entry({ emoji: '-1', order_at: 99 })
  expect(voteAfter(earlier, [gone, earlier], takenBack)).toBeNull()
})

describe('after a time in which nobody heard', () => {
  test('only differences count, with the time when hearing ended', () => {
    const known = [
      entry(),
      entry({ emoji: '-1', present: false }),
      entry({ person_id: 'bo', event_id: 'e2' }),
    ]
    const standing = [entry(), entry({ emoji: '-1' }), entry({ person_id: 'cy' })]
    expect(differences(known, standing, { coveredUntil: 500 })).toEqual([
      entry({ emoji: '-1', order_at: 500 }),
      entry({ person_id: 'cy', order_at: 500 }),
      entry({ person_id: 'bo', present: false, order_at: 500, event_id: 'e2' }),
    ])
    expect(differences(known, standing, { coveredUntil: 50 })).toEqual([
      entry({ person_id: 'cy', order_at: 50 }),
    ])
  })

  test('hearing ended no sooner than with what was heard last', () => {
    const known = [entry({ order_at: 104, present: false }), entry({ person_id: 'bo', order_at: 990 })]
    const standing = [entry({ emoji: '-1' }), entry({ person_id: 'bo' })]
    expect(differences(known, standing, { coveredUntil: 100, heardSince: 900 })).toEqual([
      entry({ emoji: '-1', order_at: 104 }),
    ])
  })

  test('two that appeared and say the opposite say nothing', () => {
    const [up, down] = [
      { ...entry(), book_id: 'b' },
      { ...entry({ emoji: '-1' }), book_id: 'b' },
    ]
    const other = { ...entry({ person_id: 'bo' }), book_id: 'b' }
    expect([...undecided([up, down, other])]).toEqual([up, down])
    expect([...undecided([up, { ...down, present: false }, { ...down, book_id: 'c' }])]).toEqual([])
  })
})
