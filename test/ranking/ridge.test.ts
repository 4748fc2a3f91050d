import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coReadCounter, coReadGround } from '../../src/core/ranking/co-reads.ts'
import type { Interactions } from '../../src/core/ranking/interactions.ts'
import { neighbourhoodFinder } from '../../src/core/ranking/neighbourhood.ts'
import { factorise, ridgeSolver, solve } from '../../src/core/ranking/ridge.ts'
import type { RidgeMember } from '../../src/core/ranking/settings.ts'
import { anyReaders, readersOf, testBookCount } from './builders.ts'

const lambda = 3
const a = 0.25

/** The formula of ranking.md 1.1 with plain arrays and Gauss elimination, over all books that were read together. */
function byHand(lists: readonly (readonly number[])[], target: number): Map<number, number> {
  const count = (i: number, j: number): number =>
    lists.filter((books) => books.includes(i) && books.includes(j)).length
  const s = (i: number): number => count(i, i) ** -a
  const near = Array.from({ length: testBookCount }, (_, i) => i).filter(
    (i) => i !== target && count(i, target) > 0,
  )
  const g = near.map((i) => count(i, target) * s(i) * s(target))
  const rows = near.map((i, row) => [
    ...near.map((j, column) => count(i, j) * s(i) * s(j) + (row === column ? lambda : 0)),
    g[row]!,
  ])
  for (const [k, pivot] of rows.entries()) {
    for (const [row, one] of rows.entries()) {
      if (row === k) continue
      const factor = one[k]! / pivot[k]!
      for (let column = k; column < one.length; column++) one[column]! -= factor * pivot[column]!
    }
  }
  const w = rows.map((row, k) => row[near.length]! / row[k]!)
  const explained = w.reduce((sum, weight, k) => sum + weight * g[k]!, 0)
  const left = lambda + count(target, target) * s(target) ** 2 - explained
  return new Map(near.map((i, k) => [i, w[k]! / left]))
}

const ridge = (more: Partial<RidgeMember> = {}): RidgeMember => ({
  kind: 'ridge',
  readerExponent: 0,
  sourceExponent: a,
  neighbours: 80,
  lambda,
  blend: 1,
  ...more,
})

/** The member's weights of one target, after another target was solved for with the same memory. */
function solved(interactions: Interactions, book: number, member: RidgeMember, size = member.neighbours) {
  const ground = coReadGround(interactions, member.readerExponent)
  const readsOf = coReadCounter(ground)
  const neighbourhoodOf = neighbourhoodFinder(ground, size)
  const solve = ridgeSolver(ground, member)
  const solveFor = (target: number) => {
    const reads = readsOf(target)
    return solve({ book: target, reads, neighbourhood: neighbourhoodOf(reads) })
  }
  solveFor((book + 1) % interactions.bookCount)
  return solveFor(book)
}

describe('neighbourhood ridge', () => {
  it('solves the system of each book’s neighbourhood', () => {
    fc.assert(
      fc.property(anyReaders, fc.nat(testBookCount - 1), (lists, target) => {
        const interactions = readersOf(lists, testBookCount)
        const { sources, weights } = solved(interactions, target, ridge({ neighbours: testBookCount }))
        const wanted = byHand(lists, target)
        expect([...sources].sort((one, other) => one - other)).toEqual([...wanted.keys()])
        for (const [k, source] of sources.entries()) expect(weights[k]).toBeCloseTo(wanted.get(source)!, 6)
      }),
    )
  })

  it('keeps the books most co-read, by count over the root of their own', () => {
    // Book 3 is read with 0 twice, but by everybody; 1 and 2 only together with 0.
    const lists = [[0, 1, 3], [0, 2, 3], [3], [3], [3], [3], [3], [3], [3]]
    const interactions = readersOf(lists, 4)
    const { sources } = solved(interactions, 0, ridge({ neighbours: 2 }))
    expect([...sources]).toEqual([1, 2])
  })

  it('takes the best of a neighbourhood that was found for a larger member', () => {
    fc.assert(
      fc.property(anyReaders, fc.nat(testBookCount - 1), (lists, target) => {
        const interactions = readersOf(lists, testBookCount)
        const alone = solved(interactions, target, ridge({ neighbours: 3 }))
        const shared = solved(interactions, target, ridge({ neighbours: 3 }), testBookCount)
        expect(shared).toEqual(alone)
      }),
    )
  })

  it('factorises and solves', () => {
    const matrix = Float64Array.of(4, 0, 2, 5)
    factorise(matrix, 2, 1e-9)
    const into = new Float64Array(2)
    solve(matrix, Float64Array.of(8, 9), { size: 2, into })
    // [[4, 2], [2, 5]] x = [8, 9]
    expect(into[0]).toBeCloseTo(22 / 16, 12)
    expect(into[1]).toBeCloseTo(20 / 16, 12)
  })

  it('multiplies out to the matrix again, with an odd row or without', () => {
    const parts = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 81, maxLength: 81 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), parts, (size, random) => {
        const entry = (row: number, column: number): number =>
          row === column ? size : (random[row * size + column] as number)
        const matrix = Float64Array.from({ length: size * size }, (_, at) =>
          entry(Math.floor(at / size), at % size),
        )
        factorise(matrix, size, 1e-9)
        for (let row = 0; row < size; row++)
          for (let column = 0; column <= row; column++) {
            let product = 0
            for (let k = 0; k <= column; k++)
              product += (matrix[row * size + k] as number) * (matrix[column * size + k] as number)
            expect(product).toBeCloseTo(entry(row, column), 9)
          }
      }),
    )
  })

  it('survives a matrix that is not positive definite', () => {
    const matrix = Float64Array.of(1, 0, 2, 1)
    factorise(matrix, 2, 0.1)
    const into = new Float64Array(2)
    solve(matrix, Float64Array.of(1, 1), { size: 2, into })
    expect(into.every(Number.isFinite)).toBe(true)
  })
})
