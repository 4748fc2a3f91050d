import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { checkOpenAI } from '../../src/core/adapters/openai/models.ts'
import type { ShelftalkError } from '../../src/core/domain/errors.ts'
import { sentBook } from '../../src/core/domain/model/sent-book.ts'
import { holes, sets } from '../domain/wording-sentences.ts'
import { aModelServer, type ModelGround, quick } from '../support/a-model-server.ts'

const school = 'lincoln'
const names = { textModel: 'gpt-4.1-mini', embeddingModel: 'text-embedding-3-small' }

const word = ({ models }: ModelGround): Promise<(string | null)[]> =>
  models.language.word(school, [sets.readers])
const failed = async (promise: Promise<unknown>): Promise<ShelftalkError> =>
  promise.then(
    () => expect.fail('it should have failed'),
    (error: ShelftalkError) => error,
  )

describe('a model server that fails', () => {
  test('is asked again a bounded number of times, then counts as away', async () => {
    const on = await aModelServer({ bounds: { ...quick, maxRetries: 1 } })
    on.server.behave({ mode: 'error', status: 500 })
    expect(await failed(word(on))).toMatchObject({ code: 'unavailable' })
    expect(on.server.count()).toBe(2)
    on.server.behave({ mode: 'error', status: 503, times: 1 })
    expect(await word(on)).toEqual([expect.any(String)])
    expect(on.server.count()).toBe(4)
  })

  test.each([
    ['hangs', 'hang'],
    ['stalls in the middle of an answer, where the package’s own timeout has ended', 'stall'],
  ] as const)('that %s is given up after the timeout', async (_, mode) => {
    const on = await aModelServer({ bounds: quick })
    on.server.behave({ mode })
    const started = performance.now()
    const error = await failed(word(on))
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('too slow') })
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('all attempts together have a bound, too', async () => {
    const on = await aModelServer({ bounds: { ...quick, attemptMs: 10_000, callMs: 500, maxRetries: 2 } })
    on.server.behave({ mode: 'hang' })
    await failed(word(on))
    expect(on.server.count()).toBe(1)
  })

  test('that asks for a short pause is given it', async () => {
    const on = await aModelServer({ bounds: { ...quick, maxRetries: 1, longestPauseMs: 1_000 } })
    on.server.behave({ mode: 'refuse-429', retry_after: 0.05, times: 1 })
    expect(await word(on)).toEqual([expect.any(String)])
    expect(on.server.count()).toBe(2)
  })

  test.each([
    ['in seconds', () => 3600],
    ['as a date', () => new Date(Date.now() + 3_600_000).toUTCString()],
  ])('that asks for a long pause, %s, is left alone and nobody waits for it', async (_, retryAfter) => {
    const on = await aModelServer({ bounds: { ...quick, maxRetries: 2 } })
    on.server.behave({ mode: 'refuse-429', retry_after: retryAfter() })
    const error = await failed(word(on))
    expect(error.retryAfterSeconds).toBeGreaterThan(50)
    expect(await failed(word(on))).toMatchObject({ code: 'unavailable' })
    expect(on.server.count()).toBe(1)
  })

  test('rests after some failures in a row, for all that is asked of it, then one call tries it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const on = await aModelServer({ bounds: { ...quick, restMs: 30_000 } })
    on.server.behave({ mode: 'error', status: 500 })
    for (let k = 0; k < 3; k++) await failed(word(on))
    expect(on.server.count()).toBe(3)
    const error = await failed(on.models.language.complete(school, [sentBook(holes)!]))
    expect(error).toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 })
    vi.advanceTimersByTime(29_000)
    await failed(word(on))
    expect(on.server.count()).toBe(3)

    vi.advanceTimersByTime(1_000)
    await failed(word(on))
    await failed(word(on))
    expect(on.server.count()).toBe(4)

    on.server.behave({ mode: 'ok' })
    vi.advanceTimersByTime(30_000)
    expect(await word(on)).toEqual([expect.any(String)])
    expect(await word(on)).toEqual([expect.any(String)])
    expect(on.lines.filter((line) => line.includes('now and then'))).toHaveLength(1)
    expect(on.lines.at(-1)).toContain('answers again')
  })

  test('that cannot be reached costs nothing and is away', async () => {
    const on = await aModelServer({ bounds: quick })
    await on.server.close()
    expect(await failed(word(on))).toMatchObject({ message: expect.stringContaining('cannot be reached') })
    expect(on.budget.settled).toEqual([
      { school_id: school, purpose: 'wording', reserved: expect.any(Number), spent: 0 },
    ])
  })

  test.each(['garbage', 'html'] as const)('that answers %s is away, not wrong about a book', async (mode) => {
    const on = await aModelServer({ bounds: quick })
    on.server.behave({ mode })
    expect(await failed(word(on))).toMatchObject({ message: expect.stringContaining('OPENAI_BASE_URL') })
    await failed(on.models.embedding.embed(['Ships'], school))
  })

  test('that will not speak about some texts leaves these without words and is well otherwise', async () => {
    const on = await aModelServer({ bounds: { ...quick, failuresToRest: 1 } })
    on.server.behave({ mode: 'filter', times: 1 })
    expect(await word(on)).toEqual([null])
    expect(await word(on)).toEqual([expect.any(String)])
    expect(on.lines).toEqual([])
  })
})

describe('a model server that somebody must set up anew', () => {
  test.each([
    ['a wrong key', { apiKey: 'sk-wrong-0123456789' }, 'OPENAI_API_KEY'],
    ['a model that is not there', { textModel: 'no-such-model' }, 'OPENAI_TEXT_MODEL'],
  ])('%s is told once, with what to do, and not asked about again for long', async (_, wrong, words) => {
    const on = await aModelServer({ bounds: { ...quick, maxRetries: 2 }, ...wrong })
    for (let k = 0; k < 3; k++) {
      const error = await failed(word(on))
      expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining(words) })
      expect(error.retryAfterSeconds).toBeGreaterThan(50)
    }
    expect(on.server.count()).toBe(1)
    expect(on.lines).toEqual([expect.stringContaining(words)])
    expect(on.lines.join()).not.toContain('sk-')
  })

  test('a model that is not there leaves the other one alone', async () => {
    const on = await aModelServer({ embeddingModel: 'no-such-model' })
    await failed(on.models.embedding.embed(['Ships'], school))
    expect(await word(on)).toEqual([expect.any(String)])
  })

  test('an empty account is no reason to ask again, though its status says so', async () => {
    const on = await aModelServer({ bounds: { ...quick, maxRetries: 2 } })
    on.server.behave({ mode: 'error', status: 429, code: 'insufficient_quota' })
    expect(await failed(word(on))).toMatchObject({ message: expect.stringContaining('out of credit') })
    expect(on.server.count()).toBe(1)
  })

  test('a redirect is not followed: what is sent goes to the address that was configured', async () => {
    const on = await aModelServer({ bounds: quick })
    on.server.behave({ mode: 'redirect' })
    expect(await failed(word(on))).toMatchObject({ message: expect.stringContaining('redirect') })
    expect(on.server.requests().map((request) => request.path)).toEqual(['/v1/chat/completions'])
  })

  test('vectors of other dimensions are refused with the name of the setting', async () => {
    const on = await aModelServer({ bounds: quick })
    on.server.behave({ mode: 'wrong-dimensions' })
    const error = await failed(on.models.embedding.embed(['Ships'], school))
    expect(error.message).toMatch(/768 dimensions.*OPENAI_EMBEDDING_MODEL/s)
  })

  test.each(['store', 'temperature', 'max_completion_tokens'] as const)(
    'a compatible server that does not know %s is served without it',
    async (parameter) => {
      const strict = await aModelServer({ bounds: quick })
      strict.server.behave({ mode: 'knows-not', parameter })
      expect(await failed(word(strict))).toMatchObject({
        message: expect.stringMatching(new RegExp(`${parameter}.*OPENAI_LEAVE_OUT`)),
      })
      const on = await aModelServer({ bounds: quick, leaveOut: [parameter] })
      on.server.behave({ mode: 'knows-not', parameter })
      expect(await word(on)).toEqual([expect.any(String)])
    },
  )

  test('can be looked at beforehand, without spending anything', async () => {
    const on = await aModelServer()
    const at = { apiKey: 'sk-stand-in', baseUrl: on.server.url }
    expect(await checkOpenAI(at, names)).toBeNull()
    expect(await checkOpenAI({ ...at, apiKey: 'no' }, names)).toContain('OPENAI_API_KEY')
    expect(await checkOpenAI(at, { ...names, embeddingModel: 'no-such' })).toContain('no such model')
    await on.server.close()
    expect(await checkOpenAI(at, names)).toContain('cannot be reached')
  })
})

describe('the budget', () => {
  test('[T-14] when it is spent nothing is sent, and the error says for how long', async () => {
    const on = await aModelServer()
    on.budget.left = 10
    for (const ask of [
      word(on),
      on.models.language.complete(school, [sentBook(holes)!]),
      on.models.embedding.embed(['A text of more than forty characters, to be sure of it.'], school),
    ]) {
      const error = await failed(ask)
      expect(error.code).toBe('unavailable')
      expect(error.retryAfterSeconds).toBeGreaterThan(0)
      expect(error.retryAfterSeconds).toBeLessThanOrEqual(86_400)
    }
    expect(on.server.count()).toBe(0)
    expect(on.budget).toMatchObject({ reserved: 0, settled: [] })
  })

  test('[T-14] is enforced before the call at what it may cost, and counted at what it did', async () => {
    const on = await aModelServer()
    await word(on)
    await on.models.language.complete(school, [sentBook(holes)!])
    await on.models.embedding.embed(['Ships', 'Trees'], school)
    expect(on.budget.settled.map(({ purpose }) => purpose)).toEqual(['wording', 'metadata', 'embedding'])
    for (const { reserved, spent, purpose } of on.budget.settled) {
      expect(spent, purpose).toBeGreaterThan(0)
      expect(spent, purpose).toBeLessThanOrEqual(reserved)
    }
    expect(on.budget.reserved).toBe(0)
  })

  test('[T-14] counts what it had reserved when the server does not say, or nobody knows whether it worked', async () => {
    const on = await aModelServer({ bounds: quick })
    for (const mode of ['no-usage', 'hang', 'garbage'] as const) {
      on.server.behave({ mode })
      await word(on).catch(() => {})
    }
    for (const { reserved, spent } of on.budget.settled) expect(spent).toBe(reserved)
    expect(on.budget.settled).toHaveLength(3)
    on.server.behave({ mode: 'error', status: 500 })
    await failed(word(on))
    expect(on.budget.settled.at(-1)).toMatchObject({ spent: 0 })
  })

  test('an answer is not lost when it cannot be counted', async () => {
    const on = await aModelServer()
    on.budget.settle = () => Promise.reject(new Error('the database is away'))
    expect(await word(on)).toEqual([expect.any(String)])
    expect(on.lines).toEqual([expect.stringContaining('could not be counted')])
  })
})

describe('many calls', () => {
  test('run a few at once; those that find no place are refused, and none is sent for them', async () => {
    const on = await aModelServer({ bounds: { callsAtOnce: 2, waitingCalls: 3 } })
    on.server.behave({ mode: 'slow', ms: 100 })
    const calls = Promise.allSettled(Array.from({ length: 8 }, () => word(on)))
    await vi.waitFor(() => expect(on.server.count()).toBe(2))
    const ends = await calls
    expect(ends.map((end) => end.status)).toEqual([
      ...Array.from({ length: 5 }, () => 'fulfilled'),
      ...Array.from({ length: 3 }, () => 'rejected'),
    ])
    expect(on.server.count()).toBe(5)
  })

  test('end when the service stops, and nothing is asked afterwards', async () => {
    const on = await aModelServer()
    on.server.behave({ mode: 'hang' })
    const underway = [failed(word(on)), failed(on.models.embedding.embed(['Ships'], school))]
    await vi.waitFor(() => expect(on.server.count()).toBe(2))
    await on.models.close()
    for (const error of await Promise.all(underway)) expect(error.message).toBe('The service is stopping.')
    expect(await failed(word(on))).toMatchObject({ code: 'unavailable' })
    expect(on.server.count()).toBe(2)
    expect(on.lines).toEqual([])
  })
})
