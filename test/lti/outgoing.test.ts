import { describe, expect, test } from 'vitest'
import { createOutgoing, type OutgoingOptions } from '../../src/core/adapters/outgoing/guarded.ts'
import { aListener } from '../support/a-listener.ts'

const get = (url: string, options: OutgoingOptions = {}) =>
  createOutgoing(options).request({ method: 'GET', url })

const forbidden = [
  ...['http://example.org/', 'ftp://example.org/', 'file:///etc/passwd', 'javascript:1', 'no address', ''],
  ...[
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
  ],
  ...['https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::]/', 'https://0.0.0.0/'],
  ...['https://10.0.0.1/', 'https://172.16.0.1/', 'https://192.168.0.1/', 'https://100.64.0.1/'],
  ...[
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::7f00:1]/',
  ],
  ...['https://224.0.0.1/', 'https://255.255.255.255/', 'https://user:password@example.org/'],
]

describe('an address from outside', () => {
  test.each(forbidden)('[T-50] is not asked: %s', async (url) => {
    const resolver = (() => {
      throw new Error('it was looked up')
    }) as never
    await expect(get(url, { resolver })).rejects.toMatchObject({ code: 'unavailable' })
  })

  test.each([['127.0.0.1'], ['10.1.2.3'], ['169.254.169.254'], ['::1']])(
    '[T-50] is not asked when its name leads to %s, alone or beside a public one',
    async (address) => {
      for (const found of [[address], ['93.184.216.34', address]]) {
        const resolver = ((_name: string, _options: unknown, answer: (e: null, all: object[]) => void) =>
          answer(
            null,
            found.map((one) => ({ address: one, family: one.includes(':') ? 6 : 4 })),
          )) as never
        await expect(get('https://public.example/', { resolver })).rejects.toMatchObject({
          message: expect.stringContaining('not public'),
        })
      }
    },
  )

  test('[T-50] is asked once, and not where it sends on to', async () => {
    let asked = 0
    const url = await aListener((_req, res) => {
      asked++
      res.writeHead(302, { Location: 'http://169.254.169.254/' }).end()
    })
    await expect(get(url, { opensLoopback: true })).rejects.toMatchObject({
      message: expect.stringContaining('sends on'),
    })
    expect(asked).toBe(1)
  })

  test('[T-50] is left when it answers too much or too slowly', async () => {
    const much = await aListener((_req, res) => res.end('x'.repeat(1_000_000)))
    await expect(get(much, { opensLoopback: true })).rejects.toMatchObject({
      message: expect.stringContaining('more than'),
    })
    const slow = await aListener((_req, res) => void res.write('x'))
    await expect(get(slow, { opensLoopback: true, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  test('says who asks, and answers what came', async () => {
    const url = await aListener((req, res) => {
      const headers = { 'Content-Type': 'Application/JSON; a=b', Link: '<https://next.example/>; rel="next"' }
      res.writeHead(200, { ...headers, 'Cache-Control': 'max-age=60' }).end(req.headers['user-agent'])
    })
    expect(await get(url, { opensLoopback: true })).toEqual({
      ...{ status: 200, type: 'application/json', maxAgeSeconds: 60, next: 'https://next.example/' },
      date: expect.any(Date),
      text: expect.stringMatching(/^Shelftalk/),
    })
  })
})
