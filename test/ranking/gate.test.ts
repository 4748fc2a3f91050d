import { describe, expect, it } from 'vitest'
import type { ReadColumns } from '../../src/core/ranking/interactions.ts'
import { computeMembers } from '../../src/core/ranking/members.ts'
import { firstKnown } from '../../src/core/ranking/newcomers.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { heldBackWorths } from '../../src/core/ranking/tuning/gate.ts'
import { aMember } from './builders.ts'
import { schoolOfTastes } from './school-of-tastes.ts'

const settings = { ...defaultSettings, graph: { ...defaultSettings.graph, members: [aMember()] } }
const worths = (columns: ReadColumns) => heldBackWorths(columns, { settings, compute: computeMembers })

/** What these events are as a night reads them, with so many books before them that nobody reads. */
function columnsOf(unreadBooks: number): ReadColumns {
  const events = schoolOfTastes(80, 5).sort((a, b) => a.reader - b.reader || a.book - b.book)
  const bookCount = unreadBooks + 240
  return {
    readerCount: 80,
    bookCount,
    readers: Int32Array.from(events, ({ reader }) => reader),
    books: Int32Array.from(events, ({ book }) => book + unreadBooks),
    verdicts: new Int8Array(events.length),
    readerNos: Int32Array.from({ length: 80 }, (_, reader) => reader),
    bookNos: Int32Array.from({ length: bookCount }, (_, book) => 1000 + book - unreadBooks),
  }
}

describe('what a night holds back', () => {
  it('is the same when books that nobody reads are taken from the catalogue', async () => {
    const before = await worths(columnsOf(3))
    expect(before.length).toBeGreaterThan(50)
    expect(await worths(columnsOf(0))).toEqual(before)
  })

  it('is something else for other books', async () => {
    const columns = columnsOf(0)
    const others = { ...columns, bookNos: columns.bookNos.map((bookNo) => bookNo + 1) }
    expect(await worths(others)).not.toEqual(await worths(columns))
  })
})

describe('what is known of a new reader', () => {
  const events = [4, 9, 1, 7, 3].map((book) => ({ reader: 2, book, liked: true }))

  it('is the same whatever the order of the events', () => {
    const known = firstKnown(events, 2)
    expect(known).toHaveLength(2)
    expect(firstKnown([...events].reverse(), 2)).toEqual(known)
  })

  it('begins with the oldest where there are times', () => {
    const timed = events.map((event, k) => ({ ...event, time: -k }))
    expect(firstKnown(timed, 2).map(({ book }) => book)).toEqual([3, 7])
  })

  it('does not begin with the same books for everybody', () => {
    const firsts = Array.from({ length: 40 }, (_, reader) => {
      const mine = events.map((event) => ({ ...event, reader }))
      return firstKnown(mine, 1)[0]?.book
    })
    expect(new Set(firsts).size).toBe(events.length)
  })
})
