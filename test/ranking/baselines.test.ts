import { describe, expect, it } from 'vitest'
import { cosineNeighbours, cosineScores, shorterRows } from '../../src/core/ranking/baselines/cosine.ts'
import { easeScores, maxEaseReaders } from '../../src/core/ranking/baselines/ease.ts'
import { blendedScores } from '../../src/core/ranking/baselines/ease-cosine.ts'
import { listsByScore, type ReaderScores, readingOf } from '../../src/core/ranking/baselines/reading.ts'
import { invertSymmetric } from '../../src/core/ranking/baselines/symmetric-inverse.ts'
import {
  baselineGrid,
  popularity,
  tuneBaselines,
  tunedBaselines,
} from '../../src/core/ranking/baselines/tuned.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { type EvaluationSplit, type RatedEvent, randomSplit } from '../../src/core/ranking/split.ts'
import { readersOf } from './builders.ts'
import { schoolOfTastes } from './school-of-tastes.ts'

/** Six readers of five books. */
const sixByFive = [
  [0, 1, 2],
  [0, 1],
  [1, 2, 3],
  [3, 4],
  [0, 4],
  [2, 3, 4],
]
const bookCount = 5

type Matrix = number[][]

/** Gauss and Jordan with row exchange, the way it is taught: nothing in common with what is tested. */
function inverseOf(matrix: Matrix): Matrix {
  const n = matrix.length
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let pivot = 0; pivot < n; pivot++) {
    const best = rows
      .slice(pivot)
      .reduce((most, row) => (Math.abs(row[pivot]!) > Math.abs(most[pivot]!) ? row : most))
    rows[rows.indexOf(best)] = rows[pivot]!
    rows[pivot] = best.map((value) => value / best[pivot]!)
    for (let i = 0; i < n; i++) {
      if (i !== pivot) rows[i] = rows[i]!.map((value, k) => value - rows[i]![pivot]! * rows[pivot]![k]!)
    }
  }
  return rows.map((row) => row.slice(n))
}

/** EASE as its paper has it: books by books, inverted. */
function scoresByThePaper(lists: number[][], lambda: number): Matrix {
  const x = lists.map((books) =>
    Array.from({ length: bookCount }, (_, book) => (books.includes(book) ? 1 : 0)),
  )
  const gram = Array.from({ length: bookCount }, (_, i) =>
    Array.from({ length: bookCount }, (_, j) =>
      x.reduce<number>((sum, row) => sum + row[i]! * row[j]!, i === j ? lambda : 0),
    ),
  )
  const p = inverseOf(gram)
  const b = p.map((row, i) => row.map((value, j) => (i === j ? 0 : -value / p[j]![j]!)))
  return x.map((row) =>
    b[0]!.map((_, j) => row.reduce<number>((sum, value, i) => sum + value * b[i]![j]!, 0)),
  )
}

function scoresOf(scores: ReaderScores, reader: number, books: number): number[] {
  const into = new Float64Array(books)
  scores(reader, into)
  return [...into]
}

describe('the inverse of a symmetric matrix', () => {
  it('is that of Gauss and Jordan, over more than one block', () => {
    const n = 37
    const random = seededRandom(8)
    const half = Array.from({ length: n }, () => Array.from({ length: n }, () => random() - 0.5))
    const matrix = half.map((row, i) =>
      row.map((_, j) => half[i]!.reduce((sum, v, k) => sum + v * half[j]![k]!, i === j ? 0.1 : 0)),
    )
    const inverse = Float64Array.from(matrix.flat())
    invertSymmetric(inverse, n)
    for (const [at, value] of inverseOf(matrix).flat().entries()) expect(inverse[at]).toBeCloseTo(value, 9)
  })

  it('refuses what is not positive definite', () => {
    expect(() => invertSymmetric(Float64Array.of(1, 2, 2, 1), 2)).toThrow(/positive definite/)
  })
})

describe('exact EASE', () => {
  it.each([0.5, 3, 200])('over readers is EASE over books, lambda %d', (lambda) => {
    const scores = easeScores(readersOf(sixByFive, bookCount), lambda)
    for (const [reader, expected] of scoresByThePaper(sixByFive, lambda).entries()) {
      for (const [book, score] of scoresOf(scores, reader, bookCount).entries()) {
        expect(Math.abs(score - expected[book]!)).toBeLessThan(1e-9)
      }
    }
  })

  it('has nothing to say to a reader without a book', () => {
    expect(
      scoresOf(easeScores(readersOf([...sixByFive, []], bookCount), 3), 6, bookCount).map(Math.abs),
    ).toEqual([0, 0, 0, 0, 0])
  })

  it('refuses more readers than it can hold', () => {
    const many = { ...readersOf([], 1), readerCount: maxEaseReaders + 1 }
    expect(() => easeScores(many, 100)).toThrow(/at most 6000 readers/)
  })
})

describe('cosine neighbours', () => {
  it('are readers of both over readers of each, worked out by hand', () => {
    const rows = cosineNeighbours(readersOf(sixByFive, bookCount), {
      exponent: 0.6,
      shrink: 2,
      sourcesPerTarget: 4,
    })
    // Book 1 is read by readers 0, 1, 2: with book 0 twice, with book 2 twice, with book 3 once; each has three readers.
    const row = [...rows.columns.subarray(rows.offsets[1], rows.offsets[2])]
    const weights = [...rows.values.subarray(rows.offsets[1], rows.offsets[2])]
    expect(row).toEqual([0, 2, 3])
    const sizes = 3 ** 0.6 * 3 ** 0.4
    for (const [k, both] of [2, 2, 1].entries()) expect(weights[k]).toBeCloseTo(both / (sizes + 2), 6)
  })

  it('weigh the readers of source and target apart', () => {
    const rows = cosineNeighbours(readersOf([[0, 1], [0], [0], [0]], 2), {
      exponent: 0.75,
      shrink: 0,
      sourcesPerTarget: 1,
    })
    expect(rows.values[0]).toBeCloseTo(1 / 4 ** 0.25, 6)
    expect(rows.values[1]).toBeCloseTo(1 / 4 ** 0.75, 6)
  })

  it('add up over what the reader read, and a shorter row is the front of a longer one', () => {
    const events = readersOf(sixByFive, bookCount)
    const settings = { exponent: 0.5, shrink: 0 }
    const long = cosineNeighbours(events, { ...settings, sourcesPerTarget: 4 })
    expect(shorterRows(long, 2)).toEqual(cosineNeighbours(events, { ...settings, sourcesPerTarget: 2 }))
    // Reader 3 has books 3 and 4; book 2 shares two readers with 3, one with 4; all have three readers.
    expect(scoresOf(cosineScores(events, long), 3, bookCount)[2]).toBeCloseTo(2 / 3 + 1 / 3, 6)
  })
})

describe('a blend', () => {
  const fixed =
    (values: number[]): ReaderScores =>
    (_, into) =>
      into.set(values)

  it('adds z-scores over the unread books', () => {
    const read = readersOf([[0]], 4)
    const blended = scoresOf(blendedScores([fixed([9, 1, 2, 3]), fixed([9, 50, 10, 30])], 0.25, read), 0, 4)
    const unit = Math.sqrt(3 / 2)
    expect(blended[0]).toBe(0)
    for (const [book, z] of [
      [1, [-1, 1]],
      [2, [0, -1]],
      [3, [1, 0]],
    ] as const) {
      expect(blended[book]).toBeCloseTo(unit * (0.25 * z[0] + 0.75 * z[1]), 9)
    }
  })

  it('lets one without spread say nothing', () => {
    const blended = scoresOf(
      blendedScores([fixed([0.1, 0.1, 0.1]), fixed([1, 2, 3])], 0.5, readersOf([[]], 3)),
      0,
      3,
    )
    expect(blended[1]).toBeCloseTo(0, 12)
    expect(blended[2]).toBeGreaterThan(0)
  })
})

describe('lists of a baseline', () => {
  const events: RatedEvent[] = sixByFive.flatMap((books, reader) =>
    books.map((book) => ({ reader, book, liked: book !== 4 })),
  )
  const split: EvaluationSplit = {
    readerCount: 6,
    bookCount,
    train: events,
    relevant: new Map([[1, new Set([3])]]),
  }

  it('leave out what was read, disliked books too, and fall back on popularity', () => {
    const reading = readingOf(split, false)
    // Books 0, 1, 2, 3, 4 have 3, 3, 3, 3, 3 readers: equal, so by book.
    const silent: ReaderScores = (_, into) => void into.fill(0)
    expect(listsByScore([1, 3], reading, silent, 3).map((list) => [...list])).toEqual([
      [2, 3, 4],
      [0, 1, 2],
    ])
    expect(reading.learned.books.includes(4)).toBe(false)
    expect(reading.read.books.includes(4)).toBe(true)
  })

  it('put the more read first among equals', () => {
    const more = {
      ...split,
      train: [...events, { reader: 1, book: 3, liked: true }, { reader: 0, book: 3, liked: true }],
    }
    expect([...popularity({ ...more, relevant: new Map([[4, new Set([1])]]) }).lists[0]!]).toEqual([3, 1, 2])
  })
})

describe('tuned baselines', () => {
  const split = randomSplit(schoolOfTastes(120, 3), 4)
  const settings = tuneBaselines(split, { kind: 'random', seed: 5 })

  it('are chosen from the grid by the training part alone', () => {
    expect(baselineGrid.exponents).toContain(settings.cosine.exponent)
    expect(baselineGrid.lambdas).toContain(settings.ease?.lambda)
    const blindfold = { ...split, relevant: new Map([[0, new Set([0])]]) }
    expect(tuneBaselines(blindfold, { kind: 'random', seed: 5 })).toEqual(settings)
  })

  it('list twenty unread books a reader, each once', () => {
    const read = new Set(split.train.map(({ reader, book }) => `${reader} ${book}`))
    const systems = tunedBaselines(split, settings)
    expect(systems.map(({ name }) => name)).toEqual([
      'tuned cosine neighbours',
      'exact EASE, tuned',
      'EASE + cosine, tuned',
    ])
    for (const { lists } of systems) {
      for (const [k, reader] of [...split.relevant.keys()].entries()) {
        expect(new Set(lists[k]).size).toBe(20)
        expect([...lists[k]!].filter((book) => read.has(`${reader} ${book}`))).toEqual([])
      }
    }
  })

  it('keep their first choices when there is too little to cut', () => {
    const tiny = randomSplit([{ reader: 0, book: 0, liked: true }], 1)
    expect(tuneBaselines(tiny, { kind: 'random', seed: 1 })).toEqual({
      countDislikes: true,
      cosine: { exponent: 0.5, shrink: 10, sourcesPerTarget: 10 },
      ease: { lambda: 200, shareInBlend: 0.5 },
    })
  })
})
