import { bootstrapMean, bootstrapRatio, type Interval, jackknife } from '../../core/ranking/bootstrap.ts'
import { historyBands, type JudgedLists } from '../../core/ranking/evaluate.ts'
import type { SumsAndCounts } from '../../core/ranking/metrics.ts'
import type { NewBooks } from '../../core/ranking/slices/new-books.ts'
import type { NewReaders } from '../../core/ranking/slices/new-readers.ts'
import type { Table } from './table.ts'

/** Resamples of the readers, the same for every system. */
const bootstrap = { draws: 2000, seed: 7 }

/** A system's name and its lists, judged. */
export interface Measured {
  name: string
  judged: JudgedLists
}

/** Ours, and all that it is compared to. */
export interface Comparison {
  ours: Measured
  others: readonly Measured[]
}

const measures = [
  { name: 'NDCG@10', of: (judged: JudgedLists) => judged.ndcg },
  { name: 'Recall@20', of: (judged: JudgedLists) => judged.recall },
  { name: 'MRR@20', of: (judged: JudgedLists) => judged.reciprocalRank },
]

const measureNames = measures.map(({ name }) => name)

export function qualityTable({ ours, others }: Comparison): Table {
  return {
    title: 'How good the lists are (mean over readers, 95 % interval)',
    columns: ['', ...measureNames],
    rows: [...others, ours].map(({ name, judged }) => [
      name,
      ...measures.map(({ of }) => cell(bootstrapMean(of(judged), bootstrap))),
    ]),
  }
}

export function differenceTable({ ours, others }: Comparison): Table {
  return {
    title: 'Shelftalk minus the other, reader by reader (95 % interval of the paired difference)',
    columns: ['', ...measureNames],
    rows: others.map(({ name, judged }) => [
      `minus ${name}`,
      ...measures.map(({ of }) =>
        signedCell(bootstrapMean(difference(of(ours.judged), of(judged)), bootstrap)),
      ),
    ]),
  }
}

export function breadthTable({ ours, others }: Comparison): Table {
  const authors = ours.judged.authorDiversity !== undefined
  const ratio = ({ sums, counts }: SumsAndCounts): Interval => bootstrapRatio(sums, counts, bootstrap)
  return {
    title: 'How wide they are, and what should not be in them',
    columns: [
      '',
      'coverage@10',
      'novelty@10 (bits)',
      ...(authors ? ['different authors@10'] : []),
      'read books listed',
      'repeated',
      'unknown',
    ],
    rows: [...others, ours].map(({ name, judged }) => [
      name,
      cell(jackknife(judged.coverage.figure, judged.coverage.withoutEach)),
      cell(ratio(judged.novelty)),
      ...(judged.authorDiversity === undefined ? [] : [cell(ratio(judged.authorDiversity))]),
      ...[judged.violations.read, judged.violations.repeated, judged.violations.unknown].map(String),
    ]),
  }
}

/** NDCG@10 by the number of books in the history; bands without readers are left out. */
export function historyTable({ ours, others }: Comparison, lengths: Int32Array): Table {
  const bands = historyBands
    .map(({ name, from, to }) => ({ name, readers: readersWith(lengths, from, to) }))
    .filter(({ readers }) => readers.length > 0)
  const means = (values: Float64Array): Interval[] =>
    bands.map(({ readers }) =>
      bootstrapMean(
        Float64Array.from(readers, (k) => values[k] as number),
        bootstrap,
      ),
    )
  return {
    title: 'NDCG@10 by books in the history, and the paired difference to Shelftalk',
    columns: ['', ...bands.map(({ name, readers }) => `${name} books (${readers.length} readers)`)],
    rows: [
      ...[...others, ours].map(({ name, judged }) => [name, ...means(judged.ndcg).map(cell)]),
      ...others.map(({ name, judged }) => [
        `minus ${name}`,
        ...means(difference(ours.judged.ndcg, judged.ndcg)).map(signedCell),
      ]),
    ],
  }
}

/** Places, in the order of the split's readers, of those with so many books. */
function readersWith(lengths: Int32Array, from: number, to: number): number[] {
  return [...lengths.keys()].filter((k) => (lengths[k] as number) >= from && (lengths[k] as number) <= to)
}

export function newReaderTable(slice: readonly NewReaders[]): Table {
  return {
    title: `New readers: NDCG@10 for the next likes of ${slice[0]?.ours.length ?? 0} readers left out of what is learned`,
    columns: ['events known', 'popularity', 'Shelftalk', 'difference'],
    rows: slice.map(({ events, ours, popular }) => [
      String(events),
      cell(bootstrapMean(popular, bootstrap)),
      cell(bootstrapMean(ours, bootstrap)),
      signedCell(bootstrapMean(difference(ours, popular), bootstrap)),
    ]),
  }
}

export function newBookTable({ books, readers, rankings }: NewBooks): Table {
  const ours = rankings.at(-1)?.ndcg ?? new Float64Array(0)
  return {
    title: `New books: ${books} books without their events, ranked among themselves for ${readers} readers`,
    columns: ['', 'NDCG@10', 'Shelftalk minus this'],
    rows: rankings.map(({ name, ndcg }) => [
      name,
      cell(bootstrapMean(ndcg, bootstrap)),
      ndcg === ours ? '' : signedCell(bootstrapMean(difference(ours, ndcg), bootstrap)),
    ]),
  }
}

const difference = (ours: Float64Array, others: Float64Array): Float64Array =>
  ours.map((value, k) => value - (others[k] as number))

const cell = ({ mean, low, high }: Interval): string =>
  `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`

const signedCell = ({ mean, low, high }: Interval): string =>
  `${signed(mean)} [${signed(low)}, ${signed(high)}]`

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`
