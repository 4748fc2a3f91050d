import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { answerUnreadable } from './answers/unreadable.ts'

const headersTimeoutMs = 10_000
/** For a whole request: a large import over a slow line takes long. */
const requestTimeoutMs = 2 * 60 * 60 * 1000
/** Without a byte in either direction; streams send a heartbeat. */
const idleTimeoutMs = 120_000
const keepAliveTimeoutMs = 65_000
const maxHeaderBytes = 16_384
const maxConnections = 5_000
const stopTimeoutMs = 15_000
const idleCheckMs = 50

/** An HTTP server that cuts slow clients off, and stops without cutting off anybody else. */
export function createBoundedServer(listener: RequestListener): { http: Server; close(): Promise<void> } {
  const http = createServer(
    { maxHeaderSize: maxHeaderBytes, headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs },
    listener,
  )
  http.on('clientError', (error, socket) => answerUnreadable(error, socket as Socket))
  http.setTimeout(idleTimeoutMs)
  http.keepAliveTimeout = keepAliveTimeoutMs
  http.maxConnections = maxConnections

  /** Connections on which nothing was asked yet. Browsers open them in advance; Node does not count them as idle. */
  const unused = new Set<Socket>()
  http.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  http.on('request', ({ socket }) => unused.delete(socket))
  const closeIdle = (): void => {
    for (const socket of unused) socket.destroy()
    http.closeIdleConnections()
  }

  return {
    http,
    async close() {
      if (!http.listening) return
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      closeIdle()
      // A connection whose last request has just been answered would otherwise be kept for the next.
      const idle = setInterval(closeIdle, idleCheckMs)
      const timer = setTimeout(() => http.closeAllConnections(), stopTimeoutMs)
      await closed
      clearInterval(idle)
      clearTimeout(timer)
    },
  }
}
