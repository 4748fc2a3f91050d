import { addRow, flip, type Interactions, type SparseRows } from '../interactions.ts'
import { type MemberWeights, memberScale } from '../members.ts'
import { bestFirst } from '../selection.ts'
import type { Served } from './worth.ts'

/** Each member's best books of a reader that compete; what no member ranks so high is never among the first twenty. */
const bestOfEach = 100

/** One validation reader: the books that compete for the list, each member's scores of them, and what is to be found. */
export interface CandidateTable {
  books: Int32Array
  /** By member, then by place in `books`; each in units of its member's scale. */
  scores: readonly Float32Array[]
  relevant: ReadonlySet<number>
}

/**
 * What blends of these members can choose from, per reader, so that trying a blend costs microseconds: the union of each
 * member's best unread books, with every member's score of each (ranking.md 2, step 3).
 */
export function candidateTables(
  members: readonly MemberWeights[],
  interactions: Interactions,
  readers: readonly Served[],
): CandidateTable[] {
  const { bookCount } = interactions
  const bySource = members.map((member) => flip(member, bookCount))
  const scales = bySource.map((member) => memberScale(member, interactions))
  const scores = members.map(() => new Float64Array(bookCount))
  const isCandidate = new Uint8Array(bookCount)
  const positive = new Int32Array(bookCount)
  return readers.map(({ history, excluded, relevant }) => {
    for (const [k, own] of scores.entries()) {
      own.fill(0)
      for (const { book, weight } of history)
        addRow(own, bySource[k] as SparseRows, book, weight / (scales[k] as number))
      for (const book of excluded) own[book] = 0
    }
    const union: number[] = []
    for (const own of scores) {
      let open = 0
      for (let book = 0; book < bookCount; book++) if ((own[book] as number) > 0) positive[open++] = book
      for (const book of bestFirst(positive.subarray(0, open), own, bestOfEach)) {
        if (isCandidate[book] === 1) continue
        isCandidate[book] = 1
        union.push(book)
      }
    }
    const candidates = Int32Array.from(union).sort()
    for (const book of candidates) isCandidate[book] = 0
    return {
      books: candidates,
      scores: scores.map((own) => Float32Array.from(candidates, (book) => own[book] as number)),
      relevant,
    }
  })
}
