import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '../../src/api/routes/table.ts'
import { Problem } from '../../src/api/schemas.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { keyOf, type Running, type StubFlows, serverOver, stubFlows } from './stub-flows.ts'

let flows: StubFlows
let running: Running
const logLines: string[] = []

beforeAll(async () => {
  flows = stubFlows({
    readBook: async (_caller, id) => {
      if (id === 'broken') throw Object.assign(new Error('password=hunter2'), { detail: 'a row of Ada' })
      throw new ShelftalkError('unavailable', 'Come back later.', { retryAfterSeconds: 3.2 })
    },
    setVisibility: async () => {
      throw new ShelftalkError('forbidden', 'Not with this key.')
    },
  })
  running = await serverOver(flows, { logLines })
})
afterAll(() => running.stop())

/** The problem of an answer, after checking that it is one in every respect. */
async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const body = await answer.json()
  const problem = Problem.strict().parse(body)
  expect(problem.status).toBe(answer.status)
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\bat .*\.ts|hunter2/)
  return problem
}

const json = (body: unknown, more: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...more },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('every answer', () => {
  const requests: Record<string, [string, RequestInit?]> = {
    readRecommendations: ['/recommendations/s1?limit=5&explanations=wait&level=easier&theme=dragons'],
    giveFeedback: ['/feedback', json({ student_id: 's1', book_id: 'b1', vote: 'up' })],
    recordCheckouts: ['/checkouts', json([{}, {}])],
    listReaderBooks: ['/user/books?reader_id=r9'],
    addReaderBooks: ['/user/books?reader_id=r9', json([{ title: 'Holes', rating: 4 }])],
    removeReaderBook: ['/user/books/b1?reader_id=r9', { method: 'DELETE' }],
    searchBooks: ['/books?query=holes&limit=1'],
    listSimilarBooks: ['/books/b1/similar'],
    readCoverSvg: ['/books/b1/cover.svg'],
    readCoverPng: ['/books/b1/cover.png?width=200'],
    whyBook: ['/recommendations/s1/why/b1?limit=20'],
    listOverrides: ['/books/b1/overrides?limit=1&after=9'],
    listStudents: ['/students?class=5a&query=ada'],
    readStudent: ['/students/s1'],
    listClasses: ['/classes'],
    import_catalogue: [
      '/imports/catalogue',
      { method: 'POST', body: 'book_id\nb\n', headers: { 'Content-Type': 'text/csv' } },
    ],
    readImport: ['/imports/i1'],
    listJobs: ['/jobs'],
    startJob: ['/jobs/graph/runs', { method: 'POST' }],
    readRun: ['/jobs/runs/r1'],
    listKeys: ['/keys'],
    issueKey: ['/keys', json({ role: 'librarian', label: 'desk' })],
    rotateKey: ['/keys/k1/rotation', { method: 'POST' }],
    revokeKey: ['/keys/k1', { method: 'DELETE' }],
    readLiveness: ['/health/live'],
    readReadiness: ['/health/ready'],
    readOpenapi: ['/openapi.json'],
    readDemoKey: ['/demo/key'],
  }

  test.each(Object.entries(requests))(
    '%s holds what it is documented to hold, and no more',
    async (operation, [path, init]) => {
      const { answer: documented } = endpoints.find((one) => one.operationId === operation)!
      const answer = await running.ask(path, init)
      expect(answer.status).toBe(documented.status)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('x-powered-by')).toBeNull()
      expect(answer.headers.get('etag')).toBeNull()
      if (documented.schema === undefined) return
      const body = await answer.json()
      expect(documented.schema.parse(body)).toEqual(body)
    },
  )

  test('a list is the bytes of the flow, with X-Cache', async () => {
    const answer = await running.ask('/recommendations/s1')
    expect(answer.headers.get('x-cache')).toBe('HIT')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(flows.calls.at(-1)?.args[1]).toEqual({
      ...{ student_id: 's1', limit: 10, explanations: 'later', level: null, theme: null },
      language: 'en',
    })
  })

  test('a list is worded in the language that is liked best of ours', async () => {
    const liked = { headers: { 'Accept-Language': 'it, fr;q=0.5, de-CH;q=0.9, en;q=0.1' } }
    await running.ask('/recommendations/s1', liked)
    expect(flows.calls.at(-1)?.args[1]).toMatchObject({ language: 'de' })
  })

  test('the next page is named when there is one', async () => {
    const pages = stubFlows()
    const [book] = await pages.searchBooks({} as never, {} as never)
    pages.searchBooks = async (_caller, { limit, after }) =>
      Array.from({ length: limit }, (_, at) => ({ ...book!, book_id: `${after ?? 'b'}-${at}` }))
    const other = await serverOver(pages)
    const body = await (await other.ask('/books?limit=2')).json()
    expect(body).toMatchObject({ items: [{ book_id: 'b-0' }, { book_id: 'b-1' }], next: 'b-1' })
    expect(await (await other.ask('/books?limit=1&after=b-1')).json()).toMatchObject({ next: 'b-1-0' })
    await other.stop()
  })
})

describe('a request that is refused', () => {
  test.each([
    ['limit=0', 'limit'],
    ['limit=51', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['explanations=soon', 'explanations'],
    ['level=hard', 'level'],
    ['theme=', 'theme'],
    ['colour=red', 'colour'],
    ['__proto__=1', '__proto__'],
    ['theme=a%00b', 'theme'],
  ])('query ?%s names the parameter', async (query, field) => {
    const problem = await problemOf(await running.ask(`/recommendations/s1?${query}`))
    expect(problem).toMatchObject({ status: 400, code: 'invalid_input', instance: '/recommendations/s1' })
    expect(problem.errors?.map((one) => one.field)).toEqual([field])
  })

  test.each([
    [{ student_id: 's1', book_id: 'b1' }, 'vote', 'is required'],
    [{ student_id: 's1', book_id: 'b1', vote: 'up', mood: 1 }, 'mood', 'is not a field that is known here'],
    [{ student_id: 's1', book_id: 'b1', vote: 'sideways' }, 'vote', 'must be one of up, down, read, none'],
    [
      { student_id: 's\u00001', book_id: 'b1', vote: 'up' },
      'student_id',
      'must not contain control characters',
    ],
    [
      { student_id: 'x'.repeat(201), book_id: 'b1', vote: 'up' },
      'student_id',
      'is too long (at most 200 characters)',
    ],
    [
      { student_id: 's1', book_id: 'b1', vote: 'up', 'a\u0000b': 1 },
      'a\ufffdb',
      'is not a field that is known here',
    ],
  ])('body %j names the field', async (body, field, reason) => {
    const problem = await problemOf(await running.ask('/feedback', json(body)))
    expect(problem.errors).toEqual([{ field, reason }])
  })

  test.each(['/books?query=a%00b', '/students?query=a%1Bb'])('%s: no control characters', async (path) => {
    const { errors } = await problemOf(await running.ask(path))
    expect(errors).toEqual([{ field: 'query', reason: 'must not contain control characters' }])
  })

  test.each(['\u0000', '\ud800', ''])('a key cannot be labelled %j', async (label) => {
    const { errors } = await problemOf(await running.ask('/keys', json({ role: 'teacher', label })))
    expect(errors?.map((one) => one.field)).toEqual(['label'])
  })

  test.each([
    ['no JSON', '{"a":', 400],
    ['nothing', '', 400],
    ['a field that stands twice', '{"student_id":"s1","student_id":"s2","book_id":"b","vote":"up"}', 400],
    ['a list where an object belongs', '[]', 400],
    ['more than it may be', JSON.stringify({ student_id: 'x'.repeat(300_000) }), 413],
  ])('%s', async (_name, body, status) => {
    expect((await problemOf(await running.ask('/feedback', json(body)))).status).toBe(status)
  })

  test.each([
    ['another type', { 'Content-Type': 'text/plain' }],
    ['no type', { 'Content-Type': '' }],
    ['another charset', { 'Content-Type': 'application/json; charset=latin1' }],
    ['compression', { 'Content-Encoding': 'gzip' }],
  ])('%s: 415', async (_name, headers) => {
    const problem = await problemOf(await running.ask('/feedback', json('{}', headers)))
    expect(problem).toMatchObject({ status: 415, code: 'unsupported_type' })
  })

  test('no key, a bad key, another scheme: 401 with WWW-Authenticate', async () => {
    const asked = [
      running.ask('/books', { key: null }),
      running.ask('/books', { key: 'wrong' }),
      running.ask('/books', { headers: { Authorization: 'Basic YTpi' } }),
    ]
    for (const answer of await Promise.all(asked)) {
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' })
    }
    expect(
      (await running.ask('/books', { headers: { Authorization: `bearer ${keyOf('admin')}` } })).status,
    ).toBe(200)
  })

  test('what a flow refuses, in its own words', async () => {
    const later = await running.ask('/books/b1')
    expect(later.headers.get('retry-after')).toBe('4')
    expect(await problemOf(later)).toMatchObject({ status: 503, detail: 'Come back later.' })
    const put = { ...json({ visibility: 'hidden' }), method: 'PUT' }
    expect(await problemOf(await running.ask('/books/b1/visibility', put))).toMatchObject({ status: 403 })
  })

  test('what is our mistake says nothing of itself, and is logged without rows', async () => {
    expect(await problemOf(await running.ask('/books/broken'))).toMatchObject({
      status: 500,
      code: 'internal',
    })
    const logged = logLines.at(-1) ?? ''
    expect(JSON.parse(logged)).toMatchObject({ level: 50, operation: 'readBook' })
    expect(logged).not.toContain('a row of Ada')
    expect(logged).not.toContain('hunter2')
  })

  test('unknown addresses, wrong methods and addresses that are not well encoded', async () => {
    expect(await problemOf(await running.ask('/nothing/here?x=1'))).toMatchObject({
      status: 404,
      instance: '/nothing/here',
    })
    const wrong = await running.ask('/feedback')
    expect(wrong.headers.get('allow')).toBe('POST')
    expect(await problemOf(wrong)).toMatchObject({ status: 405 })
    const put = await running.ask('/user/books', { method: 'PUT' })
    expect(put.headers.get('allow')).toBe('GET, POST, HEAD')
    expect((await problemOf(await running.ask('/recommendations/%E0%A4%A'))).status).toBe(400)
  })
})
