import { basename } from 'node:path'
import type { Baseline } from '../../core/ranking/baselines/tuned.ts'
import { longListDepth } from '../../core/ranking/metrics.ts'
import { columnOf, readCsv } from './csv.ts'
import { type EvaluationData, indexOf } from './data.ts'
import { EvaluateProblem } from './options.ts'

/** Another program's lists, named after their file, with the hash of its bytes. */
export interface OthersLists extends Baseline {
  hash: string
}

/**
 * Lines of `user,rank,item`, ranks from 1. Of a book listed twice the better place counts; a book that the split does
 * not know is -1; a reader without a line has an empty list.
 */
export async function readLists(file: string, data: EvaluationData): Promise<OthersLists> {
  const { rows, hash } = await readCsv(file, (header) => listedReader(header, file))
  const books = indexOf(data.bookIds)
  const listedBy = new Map<string, { rank: number; item: string }[]>()
  for (const { user, rank, item } of rows) {
    const mine = listedBy.get(user)
    if (mine === undefined) listedBy.set(user, [{ rank, item }])
    else mine.push({ rank, item })
  }
  const lists = Array.from(data.split.relevant.keys(), (reader) => {
    const listed = listedBy.get(data.readerIds[reader] ?? '') ?? []
    const items = new Set(listed.sort((a, b) => a.rank - b.rank).map(({ item }) => item))
    return Int32Array.from([...items].slice(0, longListDepth), (item) => books.get(item) ?? -1)
  })
  return { name: basename(file).replace(/\.csv$/, ''), lists, hash }
}

function listedReader(header: readonly string[], file: string) {
  const [user, rank, item] = ['user', 'rank', 'item'].map((name) => columnOf(header, name)) as [
    number,
    number,
    number,
  ]
  if (user === -1 || rank === -1 || item === -1) {
    throw new EvaluateProblem(`${file} needs the columns user, rank and item; it has: ${header.join(', ')}`)
  }
  return (record: readonly string[]) => ({
    user: record[user] ?? '',
    rank: Number(record[rank]),
    item: record[item] ?? '',
  })
}

/** Lines of `user,rank,item`, ranks from 1. */
export function listsAsCsv(lists: readonly Int32Array[], data: EvaluationData): string {
  const lines = ['user,rank,item']
  for (const [k, reader] of [...data.split.relevant.keys()].entries()) {
    for (const [place, book] of (lists[k] ?? new Int32Array(0)).entries()) {
      lines.push(`${data.readerIds[reader]},${place + 1},${data.bookIds[book]}`)
    }
  }
  return `${lines.join('\n')}\n`
}
