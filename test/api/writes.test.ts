import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ListReport } from '../../src/api/schemas.ts'
import { repeatedField } from '../../src/core/domain/repeated-field.ts'
import { keyOf, type Running, readAllRows, type StubFlows, serverOver, stubFlows } from './stub-flows.ts'

let flows: StubFlows
let running: Running
const logLines: string[] = []

beforeEach(async () => {
  logLines.length = 0
  flows = stubFlows()
  running = await serverOver(flows, { logLines })
})
afterEach(() => running.stop())

const callsOf = (flow: string) => flows.calls.filter((call) => call.flow === flow)

const csv = (path: string, body: string, more: Record<string, string> = {}) =>
  running.ask(path, { method: 'POST', body, headers: { 'Content-Type': 'text/csv', ...more } })

describe('rows', () => {
  test('a CSV list: what was accepted, what was refused', async () => {
    const answer = await csv('/user/books?reader_id=r1', 'title,author\nHoles,Louis Sachar\nalone\n')
    expect(answer.status).toBe(202)
    expect(await answer.json()).toEqual({
      accepted: 1,
      refused: [
        {
          line: 3,
          field: '',
          code: 'cell_count',
          bound: 2,
          reason: 'has 1 cells where the first line has 2',
        },
      ],
    })
    expect(callsOf('addReaderBooks')[0]?.args[1]).toBe('r1')
  })

  test('a JSON list: items count from 1, unknown fields are refused item by item', async () => {
    const items = [
      { title: 'Holes', rating: 4.5 },
      { title: '' },
      { title: 'x', stars: 5 },
      'Holes',
      { title: 'y', author: null },
    ]
    const answer = await running.ask('/user/books', {
      method: 'POST',
      body: JSON.stringify(items),
      headers: { 'Content-Type': 'application/json' },
    })
    const { accepted, refused } = ListReport.parse(await answer.json())
    expect(accepted).toBe(2)
    expect(refused.map((one) => [one.line, one.field])).toEqual([
      [2, 'title'],
      [3, 'stars'],
      [4, ''],
    ])
  })

  test('what cannot be stored is refused in words that can', async () => {
    const remembered: unknown[] = []
    flows.rememberUpload = async (_caller, _key, _hash, answer) => void remembered.push(answer)
    const items = [
      { title: 'a\u0000b' },
      { title: 'x', author: '\ud800' },
      { title: 'x', finished_on: '0000-01-01' },
      { title: 'x', 'a\u0000b\udfff': 1 },
      { title: 'x', rating: 'five' },
    ]
    const answer = await running.ask('/user/books', {
      method: 'POST',
      body: JSON.stringify(items),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' },
    })
    expect(answer.status).toBe(202)
    const { refused } = ListReport.parse(await answer.json())
    expect(refused).toEqual([
      { line: 1, field: 'title', code: 'bad_characters', reason: 'must not contain control characters' },
      { line: 2, field: 'author', code: 'bad_characters', reason: 'must not contain control characters' },
      {
        line: 3,
        field: 'finished_on',
        code: 'no_such_date',
        reason: 'must be a date that exists, as YYYY-MM-DD',
      },
      {
        line: 4,
        field: 'a\ufffdb\ufffd',
        code: 'unknown_field',
        reason: 'is not a field that is known here',
      },
      { line: 5, field: 'rating', code: 'not_a_number', reason: 'must be a number' },
    ])
    expect(JSON.stringify(remembered)).not.toMatch(/\\u0000|\\ud/)
  })

  test('an answer is kept as it was given, whatever a client put into it', async () => {
    flows.addReaderBooks = async () => ({
      accepted: 0,
      refused: [{ line: 1, field: 'a\u0000', code: 'wrong' as const, reason: 'is "\ud83d"' }],
    })
    const send = () => csv('/user/books', 'title\nx\n', { 'Idempotency-Key': 'twice' })
    const first = await (await send()).json()
    expect(first).toEqual({
      accepted: 0,
      refused: [{ line: 1, field: 'a\ufffd', code: 'wrong', reason: 'is "\ufffd"' }],
    })
    expect(await (await send()).json()).toEqual(first)
  })

  test('no list at all, a wrong file, a compressed one', async () => {
    const object = { method: 'POST', body: '{"title":"x"}', headers: { 'Content-Type': 'application/json' } }
    expect((await running.ask('/user/books', object)).status).toBe(400)
    expect((await csv('/user/books', '')).status).toBe(400)
    expect((await csv('/imports/students', 'x', { 'Content-Encoding': 'gzip' })).status).toBe(415)
    expect((await running.ask('/imports/students', object)).status).toBe(415)
  })

  test('a list that is too long is refused before and while it comes', async () => {
    const tooLong = 'x'.repeat(20_000_001)
    expect((await csv('/user/books', tooLong)).status).toBe(413)
    const chunked = await running.ask('/user/books', {
      method: 'POST',
      body: new Blob(['title\n', tooLong]).stream(),
      headers: { 'Content-Type': 'text/csv' },
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
  })

  test('a flow that stops early: the answer arrives, and the connection goes on', async () => {
    flows.importFile = async (_caller, _kind, source) => {
      for await (const _ of source.rows) break
      return { import_id: 'i1', accepted: 1, refused_count: 0, refused: [], unknown_columns: [] }
    }
    const answer = await csv('/imports/students', `student_id\n${'s1\n'.repeat(500_000)}`)
    expect(answer.status).toBe(202)
    expect((await running.ask('/classes')).status).toBe(200)
  })

  test('an upload that breaks off is not logged as an error', async () => {
    const finished = new Promise<void>((resolve) => {
      flows.importFile = async (_caller, _kind, source) => {
        try {
          await readAllRows(source)
        } finally {
          resolve()
        }
        throw new Error('the rest never came')
      }
    })
    const upload = httpRequest(`${running.url}/imports/students`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${keyOf('service')}`, 'Content-Type': 'text/csv' },
    })
    upload.on('error', () => {})
    upload.write(`student_id\n${'s1\n'.repeat(50_000)}`, () => setTimeout(() => upload.destroy(), 20))
    await finished
    await expect.poll(() => logLines.length).toBe(1)
    expect(JSON.parse(logLines[0] ?? '')).toMatchObject({ level: 20, operation: 'import_students' })
  })
})

describe('Idempotency-Key', () => {
  const once = { 'Idempotency-Key': 'one' }
  const file = 'student_id\ns1\n'

  test('the same upload again is answered the same and done once', async () => {
    const first = await (await csv('/imports/students', file, once)).json()
    const again = await csv('/imports/students', file, once)
    expect([again.status, await again.json()]).toEqual([202, first])
    expect(callsOf('importFile')).toHaveLength(1)
  })

  test('another body, or another address, is a conflict', async () => {
    await csv('/imports/students', file, once)
    expect((await csv('/imports/students', `${file}s2\n`, once)).status).toBe(409)
    expect((await csv('/imports/classes', file, once)).status).toBe(409)
    expect(callsOf('importFile')).toHaveLength(1)
  })

  test("another caller's key is another key", async () => {
    await csv('/imports/students', file, once)
    await csv('/imports/students', file, { ...once, Authorization: `Bearer ${keyOf('librarian')}` })
    expect(callsOf('importFile')).toHaveLength(2)
  })

  test('while the first is being answered, the second is told to wait', async () => {
    let goOn = (): void => {}
    const { importFile } = flows
    flows.importFile = async (...args) => {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      return importFile(...args)
    }
    const first = csv('/imports/students', file, once)
    await expect.poll(async () => (await csv('/imports/students', file, once)).status).toBe(409)
    goOn()
    expect((await first).status).toBe(202)
  })

  test('flows that keep answers themselves are handed the key and a digest of the request', async () => {
    const vote = (slate: string) =>
      running.ask('/feedback', {
        method: 'POST',
        body: JSON.stringify({ student_id: 's1', book_id: 'b1', vote: 'up', slate_id: slate }),
        headers: { ...once, 'Content-Type': 'application/json' },
      })
    for (const slate of ['l1', 'l1', 'l2']) await vote(slate)
    const keys = callsOf('giveFeedback').map(
      (call) => call.args[2] as { caller: string; key: string; body_hash: string },
    )
    expect(keys[0]).toEqual({
      caller: keyOf('service'),
      key: 'one',
      body_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(keys[1]).toEqual(keys[0])
    expect(keys[2]?.body_hash).not.toBe(keys[0]?.body_hash)
  })

  test('a write without content is done once, too', async () => {
    for (let time = 0; time < 3; time += 1) {
      const answer = await running.ask('/user/books/b1', { method: 'DELETE', headers: once })
      expect(answer.status).toBe(204)
    }
    expect(callsOf('removeReaderBook')).toHaveLength(1)
  })

  test('[T-4] a new key is made once, and its secret is not kept for a second answer', async () => {
    const kept: unknown[] = []
    const { rememberUpload } = flows
    flows.rememberUpload = async (...args) => {
      kept.push(args[3])
      return rememberUpload(...args)
    }
    const issue = () =>
      running.ask('/keys', {
        method: 'POST',
        body: JSON.stringify({ role: 'librarian', label: 'desk' }),
        headers: { ...once, 'Content-Type': 'application/json' },
      })
    expect((await issue()).status).toBe(201)
    expect((await issue()).status).toBe(409)
    expect(kept).toEqual([null])
    expect(callsOf('keys.issue')).toHaveLength(1)
  })

  test.each(['x'.repeat(201), 'with space', ''])('a malformed key is refused: "%s"', async (key) => {
    const answer = await csv('/imports/students', file, { 'Idempotency-Key': key })
    expect(answer.status).toBe(400)
  })
})

test('one loan or a list of loans', async () => {
  const send = (body: unknown) =>
    running.ask('/checkouts', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    })
  expect(await (await send({ checkout_id: 'c1' })).json()).toEqual({ accepted: 1, refused: [] })
  expect(await (await send([{}, 'no loan'])).json()).toEqual({ accepted: 2, refused: [] })
  expect((await send('no loan')).status).toBe(400)
})

test.each([
  ['{"a":1,"b":{"a":2}}', null],
  ['{"a":1,"a":2}', 'a'],
  ['[{"a":1},{"a":1}]', null],
  ['{"x":[{"b":1,"\\u0062":"b"}]}', 'b'],
  ['{"a":"a","b":"{\\"a\\":1,\\"a\\":2}"}', null],
  ['{"a":["b","b"],"b":1}', null],
])('a field that stands twice: %s', (text, field) => {
  expect(repeatedField(text)).toBe(field)
})
