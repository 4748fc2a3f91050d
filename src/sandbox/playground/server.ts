import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { bodyOf, parsed } from '../body.ts'
import { sendWindow } from '../send-window.ts'
import { asJson, asPage, refusedHost, type WindowReply } from '../window-reply.ts'

/** What goes wrong while it is switched on, by its name on the page. */
export type Switches = Readonly<Record<string, (isOn: boolean) => void>>

export interface Playground {
  page: string
  close(): Promise<void>
}

interface Beside {
  /** The windows of the stand-ins, by what they stand in for. */
  windows: Readonly<Record<string, string>>
  /** What is opened in a tab of its own, by name. */
  apart: Readonly<Record<string, string>>
  switches: Switches
  /** Where the service is that the stand-ins belong to. */
  service: string
}

const maxBodyBytes = 10_000
const Switched = z.strictObject({ name: z.string(), on: z.boolean() })
const Key = z.looseObject({ key: z.string() })

/** One page with all windows side by side, what just happened in the service, and what may go wrong. On this machine only. */
export async function startPlayground(beside: Beside): Promise<Playground> {
  const on = new Set<string>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<WindowReply | null> => {
    const { url = '', method, headers } = request
    const refused = refusedHost(headers.host ?? '')
    if (refused !== null) return refused
    if (url === '/events') return passEvents(beside.service, response).then(() => null)
    if (url === '/state')
      return asJson(200, {
        ...{ windows: beside.windows, apart: beside.apart },
        switches: Object.keys(beside.switches).map((name) => ({ name, on: on.has(name) })),
      })
    if (url === '/switch' && method === 'POST') {
      const read = Switched.safeParse(parsed(await bodyOf(request, maxBodyBytes)))
      const turn = read.success ? beside.switches[read.data.name] : undefined
      if (!read.success || turn === undefined) return asJson(400, {})
      turn(read.data.on)
      if (read.data.on) on.add(read.data.name)
      else on.delete(read.data.name)
      return asJson(200, {})
    }
    if (url !== '/') return { status: 404, type: 'text/plain', text: 'There is nothing here.' }
    return asPage(new URL('./page.html', import.meta.url))
  }
  const server = createServer((request, response) => {
    answer(request, response).then(
      (reply) => reply !== null && sendWindow(response, reply),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    page: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What the service tells whoever has the demo's key, as anybody could ask for it: GET /live. */
async function passEvents(service: string, response: ServerResponse): Promise<void> {
  const given = await fetch(`${service}/demo/key`)
  const { key } = Key.parse(await given.json())
  const stop = new AbortController()
  response.once('close', () => stop.abort())
  const live = await fetch(`${service}/live`, {
    ...{ headers: { authorization: `Bearer ${key}` }, signal: stop.signal },
  })
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  for await (const chunk of live.body ?? []) response.write(chunk)
  response.end()
}
