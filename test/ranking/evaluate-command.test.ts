import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readData } from '../../src/roles/evaluate/data.ts'
import { optionsFrom } from '../../src/roles/evaluate/options.ts'
import { withSection } from '../../src/roles/evaluate/page.ts'
import { tableAsMarkdown, tableAsText } from '../../src/roles/evaluate/table.ts'
import { runEvaluate } from '../../src/roles/evaluate.ts'
import { schoolOfTastes } from './school-of-tastes.ts'

const page = '# A page\n\n<!-- evaluate tables -->\nold\n<!-- /evaluate tables -->\n\nThe end.\n'

describe('the evaluate command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evaluate-'))
    const rows = schoolOfTastes(60, 4).map(
      ({ reader, book, time }, k) => `r${reader},b${book},${k % 3 === 0 ? 8 : ''},2026-01-${10 + time!}`,
    )
    await put('events.csv', `reader_id,book_id,rating_1_to_10,date\n${rows.join('\n')}\n`)
    await put('undated.csv', 'reader_id,book_id,date\nr1,b1,2026-01-01\nr1,b2,\n')
    await put('train.csv', 'user,item,like,rating,time\n1,10,1,,\n1,11,0,2,\n2,10,1,,\n2,12,1,,\n')
    await put('test.csv', 'user,item\n1,12\n')
    await put('theirs.csv', 'user,rank,item\n1,2,12\n1,1,10\n1,3,12\n1,4,no-such-book\n')
    await put('books.csv', 'book_id,title,author\nb1,Holes,Louis Sachar\nb2,Small Steps,louis sachar\n')
    await put('wrong.csv', 'person,thing\n1,2\n')
    await put('page.md', page)
    await put('bare.md', '# A page\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)

  async function run(...argv: string[]): Promise<{ code: number; text: string }> {
    const lines: string[] = []
    const inFolder = argv.map((arg) => (/\.(csv|md)$/.test(arg) ? join(folder, arg) : arg))
    const code = await runEvaluate(inFolder, (line) => lines.push(line))
    return { code, text: lines.join('\n') }
  }

  it('prints the tables and writes the lists', async () => {
    const { code, text } = await run('--interactions', 'events.csv', '--on', 'valid', '--lists', 'lists.csv')
    expect(code).toBe(0)
    expect(text).toMatch(/NDCG@10 +Recall@20 +MRR@20\n/)
    expect(text).toMatch(/\nShelftalk +0\.\d{4} \[0\.\d{4}, 0\.\d{4}\]/)
    expect(text).toMatch(/\nminus popularity +[+-]0\.\d{4} \[[+-]0\.\d{4}, [+-]0\.\d{4}\]/)
    expect(text).toMatch(/4-10 books \(60 readers\)/)
    expect(text).toMatch(/books closed at random and ranked again: 0 of them listed/)
    expect(text).toMatch(/data +[0-9a-f]{16} {2}events\.csv, random 80\/20 a reader, seed 1, valid part/)
    expect(text).toMatch(/settings +[0-9a-f]{16} {2}/)
    expect(await readFile(join(folder, 'lists.csv'), 'utf8')).toMatch(/^user,rank,item\nr0,1,b\d+\n/)
  })

  it('says the same twice', async () => {
    const argv = ['--interactions', 'events.csv', '--baselines', '--slices', '--books', 'books.csv']
    const withoutTimes = ({ text }: { text: string }) => text.replace(/^time:.*$/m, '')
    const first = await run(...argv)
    expect(first.text).toMatch(/\nEASE \+ cosine, tuned +0\.\d{4}/)
    expect(first.text).toContain('New readers')
    expect(first.text).toContain('New books')
    expect(first.text).toContain('different authors@10')
    expect(withoutTimes(await run(...argv))).toBe(withoutTimes(first))
  })

  it('splits by time', async () => {
    const { code, text } = await run('--interactions', 'events.csv', '--split', 'temporal')
    expect(code).toBe(0)
    expect(text).toContain('the first 80 % in time')
  })

  it('reads a folder with a split, and other programs’ lists', async () => {
    const { code, text } = await run('--split-dir', folder, '--versus', 'theirs.csv')
    expect(code).toBe(0)
    expect(text).toContain('2 readers, 3 books, 4 events to learn from, 1 readers to serve')
    // 10 is read and keeps its place, 12 is the hit at the second, and stands there once.
    expect(text).toMatch(/\ntheirs +0\.6309 \[0\.6309, 0\.6309\] +1\.0000 .* +0\.5000 /)
    expect(text).toMatch(/\ntheirs .* 1 +0 +1\n/)
  })

  it('prints the settings', async () => {
    const { text } = await run('--split-dir', folder, '--settings')
    expect(text).toMatch(/"priorStrength": \[/)
  })

  it('writes the tables into their place in a page, and nowhere else', async () => {
    expect((await run('--split-dir', folder, '--markdown', 'page.md')).code).toBe(0)
    const written = await readFile(join(folder, 'page.md'), 'utf8')
    expect(written).toMatch(/^# A page\n\n<!-- evaluate tables -->\n\n```text\ndata /)
    expect(written).toMatch(/\| Shelftalk \| 1\.0000 \[/)
    expect(written).toMatch(/\|\n\n<!-- \/evaluate tables -->\n\nThe end\.\n$/)
    expect(written).not.toContain('old')
    expect(written).not.toContain(tmpdir())
    await run('--split-dir', folder, '--markdown', 'page.md')
    expect(await readFile(join(folder, 'page.md'), 'utf8')).toBe(written)
  })

  it.each([
    [['--interactions', 'wrong.csv'], 'needs the columns reader_id'],
    [['--interactions', 'absent.csv'], 'cannot be read'],
    [['--interactions', 'undated.csv', '--split', 'temporal'], 'rows without a time'],
    [['--interactions', 'events.csv', '--split', 'alphabetical'], '--split is random or temporal'],
    [['--interactions', 'events.csv', '--books', 'wrong.csv'], 'needs the columns book_id, title and author'],
    [['--interactions', 'events.csv', '--versus', 'wrong.csv'], 'needs the columns user, rank and item'],
    [['--interactions', 'events.csv', '--markdown', 'bare.md'], 'needs a line <!-- evaluate tables -->'],
    [['--interactions', 'events.csv', '--markdown', 'absent.md'], 'cannot be read'],
    [['--interactions', 'events.csv', '--section', 'A B'], '--section is made of'],
    [['--split-dir', '.', '--split', 'random'], 'holds a split already'],
    [['--split-dir', '.', '--on', 'train'], '--on is valid or test'],
    [['--interactions', 'events.csv', '--seed', 'x'], '--seed is a whole number'],
    [['--speed', '3'], 'Usage'],
    [[], 'Nothing to evaluate on'],
  ])('says what to correct: %j', async (argv, message) => {
    const { code, text } = await run(...argv)
    expect(code).toBe(2)
    expect(text).toContain(message)
  })
})

describe('events of a file', () => {
  const ratingsOf = async (text: string) => {
    const file = join(tmpdir(), `events-${process.pid}.csv`)
    await writeFile(file, text)
    try {
      const { split } = await readData(optionsFrom(['--interactions', file]))
      return split.train.map(({ rating, liked }) => [rating, liked])
    } finally {
      await rm(file)
    }
  }

  it('have ratings halved when the highest is above 5, whatever is done with that one', async () => {
    expect(await ratingsOf('user,item,rating\n1,1,4\n2,1,3\n')).toEqual([
      [4, true],
      [3, true],
    ])
    expect(await ratingsOf('user,item,rating\n1,1,4\n2,1,9\n3,1,\n')).toEqual([
      [2, false],
      [4.5, true],
      [undefined, true],
    ])
    expect(await ratingsOf('user,item,like,rating\n1,1,0,4\n2,1,1,9\n')).toEqual([
      [2, false],
      [undefined, true],
    ])
  })
})

describe('a table', () => {
  const table = {
    title: 'Sizes',
    columns: ['', 'n'],
    rows: [
      ['long name', '1'],
      ['b', '22'],
    ],
  }

  it('lines up in a terminal', () => {
    expect(tableAsText(table)).toEqual(['Sizes', '           n', 'long name  1', 'b          22', ''])
  })

  it('is Markdown on a page', () => {
    expect(tableAsMarkdown(table).join('\n')).toBe(
      '**Sizes**\n\n|  | n |\n| --- | --- |\n| long name | 1 |\n| b | 22 |\n',
    )
  })

  it('goes into one section of several', () => {
    const two = `<!-- evaluate b -->x<!-- /evaluate b -->${page}`
    expect(withSection(two, 'tables', ['new'])).toBe(two.replace('\nold\n', '\n\nnew\n\n'))
    expect(() => withSection(page, 'other', [])).toThrow(/<!-- evaluate other -->/)
  })
})
