import { createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createOutgoing } from '../../src/core/adapters/outgoing/guarded.ts'
import { logged } from '../support/a-log.ts'
import { ground } from '../support/a-school.ts'

const on = ground()
const canary = 'Quillonia'

/** A server that says this to whoever speaks to it; answers its port. */
async function saying(words: string): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket.on('error', () => {}))
    socket.on('data', () => socket.write(words))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return (server.address() as { port: number }).port
}

async function askRedis(url: string, quiet: { lazyConnect: true }): Promise<unknown> {
  const redis = new Redis(url, { ...quiet, maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', () => {})
  onTestFinished(() => redis.disconnect())
  return redis.get(`list of ${canary}`)
}

/** What fails in earnest with something that must not be told, and what of the error helps whoever reads the log. */
const failures: Record<string, { fail: () => unknown; told: object }> = {
  'a text that is no JSON': { fail: () => JSON.parse(`${canary} x`), told: { type: 'SyntaxError' } },
  'a number that is none': { fail: () => BigInt(canary), told: { type: 'SyntaxError' } },
  'a time zone that is none': {
    fail: () => new Intl.DateTimeFormat('en', { timeZone: canary }),
    told: { type: 'RangeError' },
  },
  'a value that is searched as if it were an object': {
    fail: () => 'x' in (canary as unknown as object),
    told: { type: 'TypeError' },
  },
  'an address with a password': {
    fail: () => fetch(`http://user:${canary}@127.0.0.1:1/`),
    told: { type: 'TypeError' },
  },
  'an address that is none': { fail: () => fetch(canary), told: { type: 'TypeError' } },
  'a header that cannot be sent': {
    fail: () => new Headers({ authorization: `Bearer ${canary}\n\0` }),
    told: { type: 'TypeError' },
  },
  'fields that nobody knows': {
    fail: () => z.strictObject({}).parse({ [canary]: 1 }),
    told: { type: 'ZodError' },
  },
  'a database that is away': {
    fail: () => new pg.Client(`postgres://user:${canary}@127.0.0.1:1/${canary}`).connect(),
    told: { code: 'ECONNREFUSED' },
  },
  'a Redis that is away': {
    fail: () => askRedis(`redis://user:${canary}@127.0.0.1:1`, { lazyConnect: true }),
    told: { type: expect.any(String) },
  },
  'a Redis that does not know a command': {
    fail: async () => {
      const port = await saying(`-ERR unknown command 'GET', with args beginning with: '${canary}'\r\n`)
      return askRedis(`redis://127.0.0.1:${port}`, { lazyConnect: true })
    },
    told: { type: 'ReplyError', code: 'ERR' },
  },
  'a platform that does not answer': {
    fail: () =>
      createOutgoing({ opensLoopback: true }).request({
        ...{ method: 'GET', url: `http://127.0.0.1:1/${canary}?token=${canary}` },
        headers: { Authorization: `Bearer ${canary}` },
      }),
    told: { type: 'ShelftalkError', cause: expect.objectContaining({ code: 'ECONNREFUSED' }) },
  },
  'an address in words of ours': {
    fail: () => {
      throw new Error(`no answer from https://user:${canary}@id.example/a?code=${canary}#${canary}, again`)
    },
    told: {
      stack: expect.stringContaining('no answer from https://[redacted]id.example/a[redacted] again'),
    },
  },
}

describe('[T-55] an error in the log tells nothing of what came in', () => {
  test.each(Object.entries(failures))('[T-55] %s', async (_name, { fail, told }) => {
    let error: unknown
    try {
      await fail()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(Error)
    for (const one of [error, new Error('could not be done', { cause: error })]) {
      const text = logged((log) => log.error({ err: one }, 'a request failed'))
      expect(text).not.toContain(canary)
    }
    expect(JSON.parse(logged((log) => log.error({ err: error }, 'a request failed'))).err).toMatchObject(told)
  })

  test('[T-55] rows that a database refuses', async () => {
    for (const text of [
      'select $1::int',
      'select $1::date',
      'select $1::jsonb',
      `selec ${canary} where $1`,
    ]) {
      const error = await on.driver
        .asOwner((sql) => sql.rows(text, [canary]))
        .catch((thrown: unknown) => thrown)
      expect([text, error]).toEqual([text, expect.any(Error)])
      expect([text, logged((log) => log.error({ err: error }, 'failed')).includes(canary)]).toEqual([
        text,
        false,
      ])
    }
  })

  test('[T-55] where it happened is told all the same', () => {
    const broken = (): unknown => JSON.parse(canary)
    const text = logged((log) => {
      try {
        broken()
      } catch (error) {
        log.error({ err: error }, 'failed')
      }
    })
    expect(JSON.parse(text).err.stack).toMatch(/^SyntaxError\n {4}at JSON\.parse.*\n {4}at broken/)
    const missing = logged((log) => {
      try {
        void (undefined as unknown as { deep: string }).deep
      } catch (error) {
        log.error({ err: error }, 'failed')
      }
    })
    expect(missing).toContain('Cannot read properties of undefined')
  })
})

const secret = [
  ...['authorization', 'cookie', 'key', 'secret', 'token', 'password', 'id_token', 'access_token'],
  ...['refresh_token', 'first_name', 'shown_name', 'email', 'name', 'title', 'body', 'comment'],
]

test.each(secret)(
  '[T-55] a field %s that somebody logs by mistake is not told, at any of three depths',
  (field) => {
    const value = { [field]: canary }
    const text = logged((log) => {
      log.debug(value, 'x')
      log.child({ part: 'y' }).debug({ at: value }, 'x')
      log.debug({ of: { at: value } }, 'x')
    })
    expect(text.match(/\[redacted\]/g)).toHaveLength(3)
    expect(text).not.toContain(canary)
  },
)
