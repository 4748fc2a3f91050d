import { describe, expect, test } from 'vitest'
import { csvRows } from '../../src/api/requests/csv-rows.ts'
import { readAllRows } from './stub-flows.ts'

/** The file in pieces of `size` bytes, as a network would deliver it. */
async function* inPieces(file: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size)
}

async function read(file: string | Buffer, pieceBytes = 65_536) {
  const source = await csvRows(inPieces(Buffer.from(file as string), pieceBytes))
  const { rows, refused } = await readAllRows(source)
  return { header: source.header, rows: rows.map(({ line, row }) => ({ line, ...row })), refused }
}

const refusal = (file: string | Buffer, pieceBytes?: number) =>
  read(file, pieceBytes).then(
    () => {
      throw new Error('the file was taken')
    },
    (error: unknown) => error as { code: string; message: string; fields: unknown[] },
  )

describe('a file that is as it should be', () => {
  const plain = [{ line: 2, title: 'Holes', author: 'Louis Sachar' }]

  test.each([
    ['commas', 'title,author\nHoles,Louis Sachar\n'],
    ['semicolons', 'title;author\nHoles;Louis Sachar\n'],
    ['tabs', 'title\tauthor\nHoles\tLouis Sachar\n'],
    ['a byte order mark', '\uFEFFtitle,author\nHoles,Louis Sachar\n'],
    ['Windows line ends', 'title,author\r\nHoles,Louis Sachar\r\n'],
    ['old Mac line ends', 'title,author\rHoles,Louis Sachar\r'],
    ['no line end after the last row', 'title,author\nHoles,Louis Sachar'],
    ['columns in capitals and with space around', ' Title , AUTHOR \nHoles,Louis Sachar\n'],
    ['quotes around everything', '"title","author"\n"Holes","Louis Sachar"\n'],
    ['a semicolon inside a quoted column', '"title","author"\n"Holes","Louis Sachar"\n'],
  ])('with %s', async (_name, file) => {
    expect((await read(file)).rows.map(({ line, ...row }) => ({ line, ...row }))).toEqual(plain)
  })

  test('is read the same in pieces of any size', async () => {
    const file = '\uFEFFtitle;note\r\n"Ho""les";"a\r\nb"\r\nÉmile;ü\r\n\r\nx;"a;b"\r\n'
    const whole = await read(file)
    expect(whole.rows).toEqual([
      { line: 2, title: 'Ho"les', note: 'a\r\nb' },
      { line: 4, title: 'Émile', note: 'ü' },
      { line: 6, title: 'x', note: 'a;b' },
    ])
    for (const size of [1, 2, 3, 5, 7]) expect(await read(file, size)).toEqual(whole)
  })

  test('keeps formulas, quotes in the middle and columns in any order as they are', async () => {
    const { rows } = await read('author,title\n=1+1,5" nails\n@x,"a" b "c"\n-1,+2\n')
    expect(rows).toEqual([
      { line: 2, author: '=1+1', title: '5" nails' },
      { line: 3, author: '@x', title: '"a" b "c"' },
      { line: 4, author: '-1', title: '+2' },
    ])
  })

  test('counts the lines of the file, also over line ends inside of cells and blank lines', async () => {
    const { rows, refused } = await read('title,author\n\n"a\nb\nc",x\n,\nd\ne,f\n')
    expect(rows.map((row) => row.line)).toEqual([3, 8])
    expect(refused).toEqual([
      { line: 7, field: '', code: 'cell_count', bound: 2, reason: 'has 1 cells where the first line has 2' },
    ])
  })

  test('is longer than one chunk', async () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `Title ${at},Author ${at}`)
    const { rows } = await read(`title,author\n${lines.join('\n')}\n`)
    expect(rows).toHaveLength(30_000)
    expect(rows.at(-1)).toEqual({ line: 30_001, title: 'Title 29999', author: 'Author 29999' })
  })
})

describe('a file that is refused as a whole', () => {
  const header = 'title,author\n'
  test.each([
    ['empty', '', /empty/],
    ['only blank lines', '\n \n\n', /no header/],
    ['a blank header', ',,\nx,y,z\n', /blank/],
    ['a column twice', 'title,author,Title\n', /"title" stands twice/],
    ['UTF-16 little endian', Buffer.from(`\uFEFF${header}`, 'utf16le'), /UTF-16.*UTF-8/],
    ['UTF-16 without a mark', Buffer.from(header, 'utf16le'), /NUL.*UTF-8/],
    ['Latin-1', Buffer.from(`${header}Émile,Zola\n`, 'latin1'), /not UTF-8.*Save the file as UTF-8/],
    ['a NUL byte', `${header}a\0b,c\n`, /NUL/],
    ['a header of 200 kB', `${'x'.repeat(200_000)}\nx\n`, /longer than 100 kB/],
    [
      'more columns than anybody has',
      `${Array.from({ length: 501 }, (_, at) => `c${at}`)}\n`,
      /more than 500/,
    ],
  ])('%s', async (_name, file, message) => {
    const error = await refusal(file)
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(message) })
  })

  test('a cut in the middle of a character is no wrong encoding', async () => {
    const file = Buffer.from(`title\n${'é'.repeat(40_000)}\n`)
    const { rows } = await read(file, 65_537)
    expect(rows).toHaveLength(1)
  })
})

describe('lines that are refused while the others count', () => {
  const good = 'a,b\n'

  test('too few and too many cells', async () => {
    const { rows, refused } = await read(`title,author\n${good}x\n1,2,3\n${good}`)
    expect(rows.map((row) => row.line)).toEqual([2, 5])
    expect(refused.map((one) => one.line)).toEqual([3, 4])
  })

  test('[T-51] a line of 10 MB, quoted or not, without keeping it', async () => {
    const long = 'x'.repeat(10_000_000)
    const { rows, refused } = await read(`title,author\n${good}${long},y\n${good}"${long}",y\n${good}`)
    expect(rows.map((row) => row.line)).toEqual([2, 4, 6])
    expect(refused.map((one) => one.line)).toEqual([3, 5])
    expect(refused[0]?.reason).toMatch(/longer than 100 kB/)
  })

  test('a quote that is never closed, near the end and far from it', async () => {
    const near = await read(`title,author\n${good}"x,y\n${good}`)
    expect(near.rows.map((row) => row.line)).toEqual([2])
    expect(near.refused).toEqual([
      expect.objectContaining({
        line: 3,
        code: 'open_quote',
        reason: expect.stringMatching(/never closed; lines 3 to 5 are not read/),
      }),
    ])
    const far = await read(`title,author\n${good}"x,y\n${good.repeat(50_000)}`)
    expect(far.refused[0]).toMatchObject({
      line: 3,
      code: 'line_too_long',
      bound: 100_000,
      reason: expect.stringMatching(/lines 3 to \d+ are not read/),
    })
    expect(far.rows.at(-1)?.line).toBe(50_003)
    expect(far.refused).toHaveLength(1)
  })

  test('[T-51] bytes that are not UTF-8, and NUL, after the part that is looked at first', async () => {
    const filler = 'a,b\n'.repeat(20_000)
    const file = Buffer.concat([
      Buffer.from(`title,author\n${filler}`),
      Buffer.from('Émile,Zola\n', 'latin1'),
      Buffer.from('a\0,b\nc,d\n'),
    ])
    const { rows, refused } = await read(file)
    expect(rows).toHaveLength(20_001)
    expect(refused).toEqual([
      { line: 20_002, field: '', code: 'not_utf8', reason: expect.stringMatching(/save the file as UTF-8/) },
      { line: 20_003, field: '', code: 'bad_characters', reason: 'holds a NUL byte' },
    ])
  })
})

test('[T-51] reads no further than its rows are taken', async () => {
  let pieces = 0
  async function* endless(): AsyncGenerator<Buffer> {
    yield Buffer.from('title\n')
    for (;;) {
      pieces += 1
      yield Buffer.from('Holes\n'.repeat(10_000))
    }
  }
  const { rows } = await csvRows(endless())
  const iterator = rows[Symbol.asyncIterator]()
  for (let taken = 0; taken < 25_000; taken += 1) await iterator.next()
  expect(pieces).toBeLessThanOrEqual(4)
})
