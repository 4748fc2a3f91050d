import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Running, serverOver, stubFlows } from './stub-flows.ts'

let running: Running
afterEach(() => running.stop())

/** All that the server says to these bytes until it hangs up. */
function answerTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(running.url)
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    socket.once('close', () => resolve(said))
    socket.once('error', reject)
  })
}

describe('what is no request is refused in words all the same', () => {
  test.each([
    ['lines that are not HTTP', 'hello\r\n\r\n', 400, 'whether http or https'],
    ['the beginning of TLS', '\x16\x03\x01\x02\x00\x01\x00', 400, 'whether http or https'],
    [
      'headers without end',
      `GET /books HTTP/1.1\r\nHost: x\r\nCookie: ${'c'.repeat(20_000)}\r\n\r\n`,
      431,
      'fewer cookies',
    ],
  ])('%s', async (_, bytes, status, detail) => {
    running = await serverOver(stubFlows())
    const [head = '', body = ''] = (await answerTo(bytes)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toMatch(/^content-type: application\/problem\+json/im)
    expect(JSON.parse(body)).toMatchObject({ status, code: 'invalid_input' })
    expect(body).toContain(detail)
  })

  test('what follows a request that is being answered is not answered into that answer', async () => {
    const flows = stubFlows()
    flows.authenticate = () => new Promise(() => {})
    running = await serverOver(flows)
    const asked = 'GET /books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer st_something\r\n\r\n'
    expect(await answerTo(`${asked}hello\r\n\r\n`)).toBe('')
  })
})
