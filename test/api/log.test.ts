import { describe, expect, test } from 'vitest'
import { makeEvent } from '../../src/core/domain/events.ts'
import type { EventBus } from '../../src/core/ports/runtime.ts'
import { subscribeConsumers } from '../../src/workers/consumers.ts'
import { logged, logInto } from '../support/a-log.ts'

const canary = 'Canary Lovelace'

/** As pg and PGlite throw them. */
const databaseErrors = {
  'with its query': Object.assign(new Error(`invalid input syntax for type date: "${canary}"`), {
    code: '22007',
    query: 'INSERT INTO readers VALUES ($1)',
    params: [canary],
    detail: `Key (first_name)=(${canary}) already exists.`,
  }),
  'with its code only': Object.assign(new Error(`invalid input: "${canary}"`), { code: '22P02' }),
  'with a detail only': Object.assign(new Error('duplicate'), { detail: canary }),
  'with its rows further down': new Error('could not store', {
    cause: Object.assign(new Error(canary), { params: [canary] }),
  }),
}

describe('an error in the log', () => {
  test.each(Object.entries(databaseErrors))('of the database, %s: no values', (_name, error) => {
    const text = logged((log) => log.child({ part: 'relay' }).warn({ err: error }, 'failed'))
    expect(text).not.toContain(canary)
    expect(JSON.parse(text).err.type).toBe('Error')
  })

  test('is known by its code', () => {
    const text = logged((log) => log.warn({ err: databaseErrors['with its query'] }, 'failed'))
    expect(JSON.parse(text).err).toEqual({ type: 'Error', code: '22007' })
  })

  test('of ours keeps where it happened, and nothing that hangs on it', () => {
    const error = Object.assign(new TypeError('no such thing'), {
      code: 'EPIPE',
      row: { first_name: canary },
    })
    const text = logged((log) => log.warn({ err: error }, 'failed'))
    expect(JSON.parse(text).err).toEqual({
      type: 'TypeError',
      code: 'EPIPE',
      stack: expect.stringContaining('log.test.ts'),
    })
    expect(text).not.toContain(canary)
  })

  test('that is no error says nothing', () => {
    expect(logged((log) => log.warn({ err: canary }, 'failed'))).not.toContain(canary)
  })
})

const anEvent = makeEvent(
  'shelftalk.loans.recorded',
  {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    school: 'school',
    subject: 's1',
    time: new Date(0),
  },
  { reader_id: 's1', book_ids: ['b1'] },
)

test('a consumer that fails on a row does not log the row', async () => {
  const lines: string[] = []
  let handle: (message: unknown) => Promise<unknown> = async () => null
  const bus = {
    subscribe: (one: { handle: typeof handle }) => {
      handle = one.handle
    },
  } as unknown as EventBus
  const failing = {
    consumer: 'taste',
    topic: 'checkouts',
    handle: async () => Promise.reject(databaseErrors['with its query']),
  } as const
  subscribeConsumers(bus, [failing], logInto(lines))
  await expect(handle(anEvent)).rejects.toThrow()
  expect(lines.join('')).toContain('event failed')
  expect(lines.join('')).not.toContain(canary)
})
