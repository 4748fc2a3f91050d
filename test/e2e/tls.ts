import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createServer } from 'node:tls'
import { generate } from 'selfsigned'
import { afterAll, onTestFinished } from 'vitest'

const platformHost = 'localhost'
/** To browsers a site of its own. They are told where it is: beside the program, on an address that it does not listen on. */
export const toolHost = 'books.localhost'
const addressOf: Readonly<Record<string, string>> = { [platformHost]: '127.0.0.1', [toolHost]: '127.0.0.2' }
export const hostRules = `--host-resolver-rules=MAP ${toolHost} ${addressOf[toolHost]}`

const made = await generate([{ name: 'commonName', value: platformHost }], {
  keyType: 'ec',
  extensions: [
    {
      name: 'subjectAltName',
      altNames: [platformHost, toolHost].map((value) => ({ type: 2, value })),
    },
  ],
})

/** The certificate of all fronts in a file, for other processes. */
export const certificateFile = join(mkdtempSync(join(tmpdir(), 'shelftalk-certificate-')), 'certificate.pem')
writeFileSync(certificateFile, made.cert)
afterAll(() => rmSync(dirname(certificateFile), { recursive: true }))

/** Something that listens for TLS under a name, and passes on what comes to a port of this machine, as a proxy does. */
export interface Front {
  origin: string
  lead(port: number): void
  close(): Promise<void>
}

/** The tool under a name of its own beside the platform's, both over TLS, until the test ends. */
export const twoSites = sitesWith(toolHost)
/** The tool on another port of the platform's name: to browsers the same site. */
export const oneSite = sitesWith(platformHost)

function sitesWith(tool: string) {
  const seenAt = (host: string) => async (port: number) => {
    const front = await aFront(host)
    onTestFinished(() => front.close())
    front.lead(port)
    return front.origin
  }
  return { tool: seenAt(tool), platform: seenAt(platformHost), certificate: made.cert }
}

export async function aFront(host: string, ownPort = 0): Promise<Front> {
  let port = ownPort
  const sockets = new Set<Socket>()
  const server = createServer({ cert: made.cert, key: made.private }, (socket) => {
    const inner = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => sockets.delete(one) && other.destroy())
    }
  })
  server.on('tlsClientError', () => {})
  server.listen(ownPort, addressOf[host])
  await once(server, 'listening')
  return {
    origin: `https://${host}:${(server.address() as AddressInfo).port}`,
    lead(to) {
      port = to
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
