import { parseArgs } from 'node:util'
import type { SplitKind } from '../../core/ranking/split.ts'

/** What is wrong with the command line or a file, in words for the person who typed it. */
export class EvaluateProblem extends Error {}

const usage = `evaluate --interactions FILE [--split random|temporal] [--seed N]
evaluate --split-dir DIR

  --on valid|test       what is to be found: the test part (the default), or a part of what is learned from
  --default-settings    do not choose settings from the training part first
  --settings            print the settings chosen
  --baselines           also measure cosine neighbours, exact EASE and their blend, tuned on the training part
  --versus LISTS.csv    also measure another program's lists, lines of user,rank,item; may be given several times
  --books BOOKS.csv     columns book_id, title, author: how many authors a list holds, and new books by their text
  --slices              also measure new readers and, with --books, new books
  --lists OUT.csv       write our lists, lines of user,rank,item
  --markdown PAGE.md    write the tables into a page, between <!-- evaluate NAME --> and <!-- /evaluate NAME -->
  --section NAME        which of the page's places, "tables" if not given`

export interface EvaluateOptions {
  source: { interactions: string; kind: SplitKind } | { splitDir: string }
  on: 'valid' | 'test'
  seed: number
  tuned: boolean
  printsSettings: boolean
  baselines: boolean
  versus: readonly string[]
  books: string | undefined
  slices: boolean
  lists: string | undefined
  page: { file: string; section: string } | undefined
}

/** @throws EvaluateProblem that says what to correct. */
export function optionsFrom(argv: string[]): EvaluateOptions {
  const given = parsedOptions(argv)
  const { on, seed, split } = given
  if (on !== 'valid' && on !== 'test') throw new EvaluateProblem(`--on is valid or test, not ${on}`)
  if (!/^\d{1,9}$/.test(seed)) throw new EvaluateProblem(`--seed is a whole number, not ${seed}`)
  if (split !== undefined && split !== 'random' && split !== 'temporal') {
    throw new EvaluateProblem(`--split is random or temporal, not ${split}`)
  }
  if (!/^[a-z0-9-]{1,40}$/.test(given.section)) {
    throw new EvaluateProblem(`--section is made of small letters, digits and -, not ${given.section}`)
  }
  return {
    source: sourceOf(given.interactions, given['split-dir'], split),
    on,
    seed: Number(seed),
    tuned: !given['default-settings'],
    printsSettings: given.settings,
    baselines: given.baselines,
    versus: given.versus,
    books: given.books,
    slices: given.slices,
    lists: given.lists,
    page: given.markdown === undefined ? undefined : { file: given.markdown, section: given.section },
  }
}

function sourceOf(
  interactions: string | undefined,
  splitDir: string | undefined,
  split: SplitKind | undefined,
): EvaluateOptions['source'] {
  if (splitDir !== undefined && (interactions !== undefined || split !== undefined)) {
    throw new EvaluateProblem('--split-dir holds a split already: give it without --interactions and --split')
  }
  if (splitDir !== undefined) return { splitDir }
  if (interactions !== undefined) return { interactions, kind: split ?? 'random' }
  throw new EvaluateProblem(`Nothing to evaluate on. Usage:\n${usage}`)
}

function parsedOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        interactions: { type: 'string' },
        'split-dir': { type: 'string' },
        split: { type: 'string' },
        on: { type: 'string', default: 'test' },
        seed: { type: 'string', default: '1' },
        'default-settings': { type: 'boolean', default: false },
        settings: { type: 'boolean', default: false },
        baselines: { type: 'boolean', default: false },
        versus: { type: 'string', multiple: true, default: [] },
        books: { type: 'string' },
        slices: { type: 'boolean', default: false },
        lists: { type: 'string' },
        markdown: { type: 'string' },
        section: { type: 'string', default: 'tables' },
      },
    }).values
  } catch (error) {
    throw new EvaluateProblem(`${error instanceof Error ? error.message : error}\nUsage:\n${usage}`)
  }
}
