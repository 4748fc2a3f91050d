import { writeFile } from 'node:fs/promises'
import {
  gateViolations,
  historyLengths,
  judge,
  rankedLists,
  type TrainedRanking,
  trainOn,
} from '../core/ranking/evaluate.ts'
import { type KnownBooks, readBooks } from './evaluate/books.ts'
import { hashOf } from './evaluate/csv.ts'
import { type EvaluationData, readData } from './evaluate/data.ts'
import { listsAsCsv } from './evaluate/lists-file.ts'
import { type EvaluateOptions, EvaluateProblem, optionsFrom } from './evaluate/options.ts'
import { type Others, othersFor } from './evaluate/others.ts'
import { checkSection, writeSection } from './evaluate/page.ts'
import { type EvaluatedSettings, settingsFor } from './evaluate/settings.ts'
import { sliceTables } from './evaluate/slices.ts'
import { type Table, tableAsMarkdown, tableAsText } from './evaluate/table.ts'
import {
  breadthTable,
  type Comparison,
  differenceTable,
  historyTable,
  qualityTable,
} from './evaluate/tables.ts'

type Out = (line: string) => void

/**
 * Measures the ranking on events held back from it, beside popularity and whatever else the options name, and prints
 * tables. Options: see options.ts. Answers the exit code: 0, or 2 with one line that says what to correct.
 */
export async function runEvaluate(argv: string[], out: Out): Promise<number> {
  try {
    await evaluate(optionsFrom(argv), out)
    return 0
  } catch (error) {
    if (!(error instanceof EvaluateProblem)) throw error
    out(error.message)
    return 2
  }
}

/** What was measured, before it is put into words. */
interface Evaluation {
  data: EvaluationData
  books: KnownBooks | undefined
  chosen: EvaluatedSettings
  trained: TrainedRanking
  lists: Int32Array[]
}

async function evaluate(options: EvaluateOptions, out: Out): Promise<void> {
  const { page } = options
  if (page !== undefined) await checkSection(page.file, page.section)
  const data = await readData(options)
  const books = options.books === undefined ? undefined : await readBooks(options.books, data.bookIds)
  const took = stopwatch()
  const chosen = await settingsFor(data, options)
  const choosing = took()
  const trained = trainOn(data.split, chosen.settings)
  const building = took()
  const lists = rankedLists(data.split, trained, chosen.settings)
  out(`time: choose settings ${choosing}, build ${building}, rank ${lists.length} readers ${took()}`)
  if (options.lists !== undefined) await writeFile(options.lists, listsAsCsv(lists, data))
  if (options.printsSettings) out(JSON.stringify(chosen.settings, null, 2))

  const evaluation = { data, books, chosen, trained, lists }
  const others = await othersFor(data, options)
  const facts = factsOf(evaluation, others, options.seed)
  for (const line of facts) out(line)
  out('')
  const tables = comparisonTables(evaluation, others)
  for (const table of tables) printTable(table, out)
  if (options.slices) {
    const slices = await sliceTables(data, chosen.settings, options.seed, books)
    for (const table of slices) printTable(table, out)
    tables.push(...slices)
  }
  if (page !== undefined) {
    const lines = ['```text', ...facts, '```', '', ...tables.flatMap(tableAsMarkdown)]
    await writeSection(page.file, page.section, lines)
  }
}

function comparisonTables({ data, books, trained, lists }: Evaluation, { systems }: Others): Table[] {
  const judged = (their: readonly Int32Array[]) => judge(their, data.split, books?.authorOf)
  const comparison: Comparison = {
    ours: { name: 'Shelftalk', judged: judged(lists) },
    others: systems.map((other) => ({ name: other.name, judged: judged(other.lists) })),
  }
  return [
    qualityTable(comparison),
    differenceTable(comparison),
    breadthTable(comparison),
    historyTable(comparison, historyLengths(data.split, trained)),
  ]
}

/** What the tables rest on, so that somebody else can tell whether they measured the same. */
function factsOf({ data, books, chosen, trained }: Evaluation, others: Others, seed: number): string[] {
  const { split } = data
  const { listed, gated } = gateViolations(split, trained, chosen.settings, seed)
  return [
    `data      ${data.hash}  ${data.what}`,
    `          ${split.readerCount} readers, ${split.bookCount} books, ${split.train.length} events to learn from, ${split.relevant.size} readers to serve`,
    ...(books === undefined ? [] : [`books     ${books.hash}`]),
    `settings  ${hashOf(JSON.stringify(chosen.settings))}  ${chosen.origin}`,
    ...others.facts,
    `gates     ${gated} books closed at random and ranked again: ${listed} of them listed`,
  ]
}

function printTable(table: Table, out: Out): void {
  for (const line of tableAsText(table)) out(line)
}

/** Answers the time since it was last asked, in seconds. */
function stopwatch(): () => string {
  let lastMs = performance.now()
  return () => {
    const tookMs = performance.now() - lastMs
    lastMs += tookMs
    return `${(tookMs / 1000).toFixed(1)} s`
  }
}
