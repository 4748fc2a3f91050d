// Whether the service, asked from outside, ranks as well as the evaluation says: both learn from the same part of a split
// by the same procedure, and serve the same readers.
import { join } from 'node:path'
import { judge } from '../../src/core/ranking/evaluate.ts'
import { longListDepth, shortListDepth } from '../../src/core/ranking/metrics.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { type KnownBooks, readBooks } from '../../src/roles/evaluate/books.ts'
import { type EvaluationData, readData } from '../../src/roles/evaluate/data.ts'
import { optionsFrom } from '../../src/roles/evaluate/options.ts'
import { checkSection, writeSection } from '../../src/roles/evaluate/page.ts'
import { settingsFor } from '../../src/roles/evaluate/settings.ts'
import { tableAsMarkdown, tableAsText } from '../../src/roles/evaluate/table.ts'
import { type Comparison, differenceTable, qualityTable } from '../../src/roles/evaluate/tables.ts'
import { limits } from '../limits.ts'
import { ask, startService } from '../program.ts'
import type { Result } from '../results.ts'
import { type Ask, askLists, asShown, byScore, runJob, sendSchool } from './asked.ts'
import { lastByScore, stepsBetween } from './steps-between.ts'

/** The longest list that there is: it holds all that is reordered by likeness. */
const longestList = 50

export interface OverHttpOptions {
  /** A folder with `train.csv` and `test.csv`. */
  splitDir: string
  /** Titles and authors. */
  books: string
  /** A page with a place `over-http` for the tables. */
  markdown: string | undefined
}

/** Prints tables that tell step by step how what is shown differs from what the evaluation ranks. */
export async function benchOverHttp(scratch: string, options: OverHttpOptions): Promise<Result[]> {
  const { splitDir, books: booksFile, markdown } = options
  if (markdown !== undefined) await checkSection(markdown, 'over-http')
  const evaluated = optionsFrom(['--split-dir', splitDir, '--books', booksFile])
  const data = await readData(evaluated)
  const books = await readBooks(booksFile, data.bookIds)
  const { settings: chosen } = await settingsFor(data, evaluated)
  const asked = await askedLists(join(scratch, 'school'), data, books)
  const inService = asked.night.settings_accepted === 0 ? defaultSettings : chosen
  const steps = await stepsBetween(data, books, { chosen, inService })
  const inOrder = asked.long.map(byScore)
  const named = (name: string, lists: readonly Int32Array[]) => ({ name, judged: judge(lists, data.split) })
  const comparison: Comparison = {
    ours: named('over HTTP, as shown', asked.shown.map(asShown)),
    others: [
      ...Object.entries(steps).map(([name, lists]) => named(name, lists)),
      named('over HTTP, in the order of the scores', inOrder),
    ],
  }
  const tables = [
    qualityTable(comparison),
    { ...differenceTable(comparison), title: 'Over HTTP, as shown, minus the other' },
  ]
  for (const line of tables.flatMap(tableAsText)) console.log(line)
  if (markdown !== undefined) await writeSection(markdown, 'over-http', tables.flatMap(tableAsMarkdown))
  return [
    {
      what: "places of the first ten over HTTP, by score, that hold the evaluation's book",
      value: 100 * samePlaces(inOrder, steps[lastByScore]),
      unit: '%',
      limit: { atLeast: limits.samePlacesOverHttpPercent },
    },
  ]
}

/** The same events sent to a service of its own, a night of work, and everybody's list, short and long. */
async function askedLists(dataFolder: string, data: EvaluationData, books: KnownBooks) {
  const service = await startService({ dataFolder, demo: false })
  const asks: Ask = (method, path, body) => ask(service.url, method, path, body)
  try {
    await sendSchool(asks, data, books)
    const night = await runJob(asks, 'nightly')
    console.log(`the night: ${JSON.stringify(night)}`)
    const shown = await askLists(asks, data, longListDepth)
    return { night, shown, long: await askLists(asks, data, longestList) }
  } finally {
    await service.kill('SIGTERM')
  }
}

/** The share of the first ten places of all lists that hold the same book in both. */
function samePlaces(some: readonly Int32Array[], others: readonly Int32Array[]): number {
  let [same, all] = [0, 0]
  for (const [at, list] of some.entries()) {
    for (const [place, book] of list.subarray(0, shortListDepth).entries()) {
      all++
      if (others[at]?.[place] === book) same++
    }
  }
  return all === 0 ? 0 : same / all
}
