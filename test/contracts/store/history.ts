import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Ground } from '../../support/a-school.ts'
import { aBook, aLoan } from '../../support/builders.ts'
import { aStore, noon, whole } from './a-store.ts'

/** Loans, votes and lists. */
export function historySuite(on: Ground): void {
  const { inSchool, put, enrol, opened } = aStore(on)
  beforeEach(async () => {
    await opened()
  })

  describe('history', () => {
    const vote = (facts: { reader_id: string; book_id: string; vote: 'up' | 'down' | 'read' | 'none' }) => ({
      voter: 'self',
      voted_at: noon.toISOString(),
      event_id: uuidv7(),
      slate_id: null,
      ...facts,
    })

    beforeEach(async () => {
      await enrol('ada', 'bo')
      await put(aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' }))
    })

    test('loans answer what they changed, and whom a loan was taken from', async () => {
      const loan = aLoan({ checkout_id: 'c1', student_id: 'ada', book_id: 'b1', student_rating: 4.5 })
      const add = (facts = {}) => inSchool((rows) => rows.history.addLoans([{ ...loan, ...facts }]))
      expect(await add()).toEqual([{ reader_id: 'ada', book_id: 'b1' }])
      expect(await add()).toEqual([])
      expect(await add({ return_date: '2026-02-09' })).toEqual([{ reader_id: 'ada', book_id: 'b1' }])
      const moved = await add({ student_id: 'bo', book_id: 'b2' })
      expect(moved).toHaveLength(2)
      expect(moved).toEqual(
        expect.arrayContaining([
          { reader_id: 'ada', book_id: 'b1' },
          { reader_id: 'bo', book_id: 'b2' },
        ]),
      )
      expect(await inSchool((rows) => rows.history.loans('ada'))).toEqual([])
      expect(await inSchool((rows) => rows.history.loans('bo'))).toEqual([
        { ...loan, student_id: 'bo', book_id: 'b2' },
      ])
    })

    test('the last vote counts, and one taken back is no history', async () => {
      const say = (...votes: ReturnType<typeof vote>[]) => inSchool((rows) => rows.history.putVotes(votes))
      await say(vote({ reader_id: 'ada', book_id: 'b1', vote: 'up' }))
      await say(
        vote({ reader_id: 'ada', book_id: 'b1', vote: 'down' }),
        vote({ reader_id: 'ada', book_id: 'b2', vote: 'read' }),
      )
      expect(await inSchool((rows) => rows.history.votes('ada'))).toEqual([
        { reader_id: 'ada', book_id: 'b1', voter: 'self', vote: 'down', voted_at: noon.toISOString() },
        { reader_id: 'ada', book_id: 'b2', voter: 'self', vote: 'read', voted_at: noon.toISOString() },
      ])
      await say(vote({ reader_id: 'ada', book_id: 'b1', vote: 'none' }))
      const { votes } = await inSchool((rows) => rows.history.of('ada'))
      expect(votes.map((v) => [v.book_id, v.vote])).toEqual([['b2', 'read']])
    })

    test('a list keeps what it knew, and answers what differs', async () => {
      const add = (rating: number | null, finished_on: string | null) =>
        inSchool((rows) => rows.history.addListed('ada', [{ book_id: 'b1', rating, finished_on }]))
      expect(await add(4.5, null)).toEqual(['b1'])
      expect(await add(4.5, null)).toEqual([])
      expect(await add(null, '2025-12-31')).toEqual(['b1'])
      expect(await add(null, null)).toEqual([])
      const [row] = await inSchool((rows) => rows.history.listed('ada', whole))
      const [book] = await inSchool((rows) => rows.books.byIds(['b1']))
      expect(row).toEqual({ book, rating: 4.5, finished_on: '2025-12-31' })
      expect(await inSchool((rows) => rows.history.listed('ada', { limit: 9, after: 'b1' }))).toEqual([])
      expect(await inSchool((rows) => rows.history.removeListed('ada', 'b1'))).toBe(true)
      expect(await inSchool((rows) => rows.history.removeListed('ada', 'b1'))).toBe(false)
    })

    test('closedAmong knows what was in hand or refused', async () => {
      await put(...['b3', 'b4', 'b5', 'b6'].map((book_id) => aBook({ book_id })))
      await inSchool(async (rows) => {
        await rows.history.addLoans([aLoan({ student_id: 'ada', book_id: 'b1' })])
        await rows.history.addListed('ada', [{ book_id: 'b2', rating: null, finished_on: null }])
        await rows.history.putVotes([
          vote({ reader_id: 'ada', book_id: 'b3', vote: 'down' }),
          vote({ reader_id: 'ada', book_id: 'b4', vote: 'read' }),
          vote({ reader_id: 'ada', book_id: 'b5', vote: 'up' }),
          vote({ reader_id: 'bo', book_id: 'b6', vote: 'down' }),
        ])
      })
      const all = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6']
      expect(await inSchool((rows) => rows.history.closedAmong('ada', all))).toEqual(
        new Set(['b1', 'b2', 'b3', 'b4']),
      )
      expect(await inSchool((rows) => rows.history.closedAmong('ada', ['b2', 'b5']))).toEqual(new Set(['b2']))
    })

    test('events for the graph are one a reader and book, and leave own books and refusals out', async () => {
      await inSchool(async (rows) => {
        await rows.books.addOwn('ada', [aBook({ book_id: 'own-1' })], ['own|'])
        await rows.history.addLoans([
          aLoan({ student_id: 'ada', book_id: 'b1' }),
          aLoan({ student_id: 'ada', book_id: 'b1' }),
        ])
        await rows.history.addListed('ada', [{ book_id: 'own-1', rating: null, finished_on: null }])
        await rows.history.putVotes([
          vote({ reader_id: 'ada', book_id: 'b1', vote: 'up' }),
          vote({ reader_id: 'bo', book_id: 'b1', vote: 'down' }),
          vote({ reader_id: 'bo', book_id: 'b2', vote: 'read' }),
        ])
      })
      const [b1, b2] = ['b1', 'b2'].map((book_id) => book_id)
      const numbers = new Map(
        (await inSchool((rows) => rows.books.byIds([b1!, b2!]))).map((b) => [b.book_no, b.book_id]),
      )
      const page = await inSchool((rows) => rows.history.eventsAfter(-1, 100))
      expect(page.books.map((no) => numbers.get(no))).toEqual(['b1', 'b2'])
      expect(page.grades).toEqual([6, 6])
      const first = await inSchool((rows) => rows.history.eventsAfter(-1, 1))
      expect(first.books).toHaveLength(1)
      const rest = await inSchool((rows) => rows.history.eventsAfter(first.lastReaderNo!, 100))
      expect(rest.books).toHaveLength(1)
      const end = await inSchool((rows) => rows.history.eventsAfter(rest.lastReaderNo!, 100))
      expect(end.lastReaderNo).toBeNull()
    })

    test('the print differs with every kind of change, and only then', async () => {
      const seen: string[] = []
      const look = async () => void seen.push(await inSchool((rows) => rows.history.print()))
      await look()
      await inSchool((rows) => rows.history.addLoans([aLoan({ student_id: 'ada', book_id: 'b1' })]))
      await look()
      await inSchool((rows) => rows.history.putVotes([vote({ reader_id: 'ada', book_id: 'b1', vote: 'up' })]))
      await look()
      await inSchool((rows) =>
        rows.history.putVotes([vote({ reader_id: 'ada', book_id: 'b1', vote: 'down' })]),
      )
      await look()
      await inSchool((rows) =>
        rows.history.addListed('bo', [{ book_id: 'b2', rating: null, finished_on: null }]),
      )
      await look()
      await put(aBook({ book_id: 'b3' }))
      await look()
      expect(new Set(seen).size).toBe(seen.length)
      await look()
      expect(seen.at(-1)).toBe(seen.at(-2))
    })
  })
}
