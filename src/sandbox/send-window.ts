import type { ServerResponse } from 'node:http'
import type { WindowReply } from './window-reply.ts'

/** Sends what a window answers. */
export function sendWindow(response: ServerResponse, { status, type, text, location }: WindowReply): void {
  response.writeHead(status, {
    ...{ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' },
    ...(location === undefined ? {} : { location }),
  })
  response.end(text)
}
