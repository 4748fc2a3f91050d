import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync, zipSync } from 'fflate'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { studentArchive } from '../../src/api/answers/student-archive.ts'
import { endpoints } from '../../src/api/routes/table.ts'
import { keyOf, type Running, serverOver, stubFlows } from './stub-flows.ts'

const megabyte = 1_000_000
const chunkBytes = 100_000

let running: Running
beforeAll(async () => {
  running = await serverOver(stubFlows())
})
afterAll(() => running.stop())

/** A file of any length out of the same few bytes: what is measured is what the reader keeps. */
function* file(header: string, piece: Buffer, pieces: number, end = ''): Generator<Buffer> {
  yield Buffer.from(header)
  for (let sent = 0; sent < pieces; sent += 1) yield piece
  yield Buffer.from(end)
}

interface Sent {
  status: number
  body: Record<string, unknown>
  /** How much was sent before the answer came. */
  sentBytes: number
}

/** Sends a file as fast as it is taken, until the answer is there. */
function upload(path: string, chunks: Iterable<Buffer>): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${keyOf('service')}`, 'Content-Type': 'text/csv' }
    let sentBytes = 0
    const body = Readable.from(
      (function* () {
        for (const chunk of chunks) {
          sentBytes += chunk.length
          yield chunk
        }
      })(),
    )
    const asked = httpRequest(`${running.url}${path}`, { method: 'POST', headers }, (answer) => {
      const sent = { status: answer.statusCode ?? 0, sentBytes }
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.once('end', () => {
        body.destroy()
        asked.destroy()
        resolve({ ...sent, body: JSON.parse(text) })
      })
    })
    asked.on('error', reject)
    body.pipe(asked)
  })
}

describe('a line of 1 GB', () => {
  const oneGigabyte = 1000 * megabyte
  const piece = Buffer.alloc(chunkBytes, 'x')
  let highestBytes: number
  let timer: NodeJS.Timeout
  let beforeBytes: number
  beforeEach(() => {
    beforeBytes = process.memoryUsage.rss()
    highestBytes = beforeBytes
    timer = setInterval(() => {
      highestBytes = Math.max(highestBytes, process.memoryUsage.rss())
    }, 20)
  })
  afterEach(() => clearInterval(timer))
  /** Of memory, for a line that is ten times as long. */
  const most = 100 * megabyte

  test.each([
    ['plain', ''],
    ['quoted', '"'],
  ])(
    '[T-51] %s, is refused as one line, keeps no memory, and the lines around it count',
    { timeout: 120_000 },
    async (_name, quote) => {
      const lines = file(`student_id\ns1\n${quote}`, piece, oneGigabyte / chunkBytes, `${quote}\ns2\n`)
      const { status, body } = await upload('/imports/students', lines)
      expect(status).toBe(202)
      expect(body).toMatchObject({
        ...{ accepted: 2, refused_count: 1 },
        refused: [{ line: 3, code: 'line_too_long', reason: expect.stringMatching(/longer than 100 kB/) }],
      })
      expect(highestBytes - beforeBytes).toBeLessThan(most)
    },
  )

  test('[T-51] as the first line is refused once it is too long, not when it ends', async () => {
    const { status, body, sentBytes } = await upload(
      '/imports/students',
      file('', piece, oneGigabyte / chunkBytes),
    )
    expect(status).toBe(400)
    expect(body.detail).toBe('The first line is longer than 100 kB. It must name the columns.')
    // Beside what is read, as much lies between the two as sockets hold.
    expect(sentBytes).toBeLessThan(oneGigabyte / 10)
    expect(highestBytes - beforeBytes).toBeLessThan(most)
  })
})

describe('what is packed', () => {
  /** A thousand times as long when it is unpacked. */
  const wide = Buffer.alloc(20 * megabyte, 'a')
  const packed = { gzip: gzipSync(wide), deflate: deflateSync(wide), br: brotliCompressSync(wide) }
  const takers = endpoints.flatMap((one) => {
    if (one.body === undefined) return []
    const type =
      one.body.kind === 'json' || one.body.limitBytes.csv === undefined ? 'application/json' : 'text/csv'
    return [[one.operationId, { ...one, type }] as const]
  })

  test.each(takers)('[T-51] %s takes no body that is packed', async (_name, { method, path, type }) => {
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'x-gzip', 'identity, gzip', 'GZIP'] as const) {
      const answer = await running.ask(path.replace('{platform}', 'slack').replace(/\{\w+\}/g, '1'), {
        method: method.toUpperCase(),
        headers: { 'Content-Type': type, 'Content-Encoding': encoding },
        body: new Uint8Array(packed[encoding as 'gzip'] ?? packed.gzip),
      })
      expect([encoding, answer.status]).toEqual([encoding, 415])
    }
  })

  test.each([
    ['a zip', zipSync({ 'students.csv': new Uint8Array(wide) })],
    ['gzip', packed.gzip],
    ['brotli', packed.br],
  ])('[T-51] %s that says it is CSV is no text', async (_name, body) => {
    const answer = await running.ask('/imports/students', {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: new Uint8Array(body),
    })
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/NUL bytes|not UTF-8/)
  })
})

describe('formulas', () => {
  const formulas = [
    '=1+1',
    '+1',
    '-1+cmd|calc',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '="a";"b"',
    '=1,2\n=3',
  ]

  /** The same with a formula in the place of every text. */
  const withFormula = (value: unknown, formula: string): unknown => {
    if (typeof value === 'string') return formula
    if (Array.isArray(value)) return value.map((one) => withFormula(one, formula))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withFormula(one, formula)]))
  }

  test.each(formulas)('[T-51] %j is text in every cell of every table of an export', (formula) => {
    const at = '2026-03-02T08:00:00.000Z'
    const vote = { book_id: 'b', title: 't', vote: 'up', at }
    const whole = {
      student_id: 's',
      profile: { reader_id: 's', first_name: 'Ada', grade_level: -1, class_ids: ['5a'], preferences: null },
      ...{ votes: [vote], teacher_votes: [vote], course_votes: [{ ...vote, course_id: 'c' }] },
      checkouts: [
        { checkout_id: 'c', student_id: 's', book_id: 'b', title: 't', checkout_date: '2026-01-01' },
      ],
      books: [{ book_id: 'b', title: 't', rating: -1, finished_on: '2026-01-01' }],
      accounts: [
        {
          platform: 'slack',
          tenant: 't',
          account_id: 'a',
          shown_name: 'n',
          space_name: 'n',
          state: 'confirmed',
        },
      ],
      lists: [{ slate_id: 's', made_at: at, items: [{ book_id: 'b', rank: 1 }] }],
    }
    const all = { ...(withFormula(whole, formula) as object), exported_at: at, similar_readers: 0 }
    const files = Object.entries(
      unzipSync(studentArchive(all as unknown as Parameters<typeof studentArchive>[0])),
    )
    const tables = files.filter(([name]) => name.endsWith('.csv'))
    expect(tables).toHaveLength(8)
    for (const [name, bytes] of tables) {
      const [, ...rows]: string[][] = parse(strFromU8(bytes), { bom: true })
      const texts = rows.flat().filter((cell) => cell.includes(formula))
      expect([name, texts.length > 0]).toEqual([name, true])
      expect(texts.filter((cell) => cell !== `'${formula}`)).toEqual([])
    }
  })
})

test('[T-51] a hundred thousand wide lines stream through without staying', {
  timeout: 120_000,
}, async () => {
  const line = `s1,${'x'.repeat(1500)}\n`
  const piece = Buffer.from(line.repeat(40))
  let rows = 0
  let highestBytes = 0
  const own = await serverOver(
    stubFlows({
      importFile: async (_caller, _kind, source) => {
        for await (const item of source.rows) {
          if (!('problem' in item)) rows += 1
          if (rows % 1000 === 0) highestBytes = Math.max(highestBytes, process.memoryUsage.rss())
        }
        return { import_id: 'i1', accepted: rows, refused_count: 0, refused: [], unknown_columns: [] }
      },
    }),
  )
  await running.stop()
  running = own
  const beforeBytes = process.memoryUsage.rss()
  const { status } = await upload('/imports/students', file('student_id,first_name\n', piece, 2500))
  expect([status, rows]).toEqual([202, 100_000])
  // The file has 150 MB.
  expect(highestBytes - beforeBytes).toBeLessThan(100 * megabyte)
})
