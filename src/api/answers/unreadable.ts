import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { sendProblem } from './answer.ts'
import { wrongOfItsKind } from './problem.ts'

/** Of the codes by which Node says why, those that a client can do something about. */
const kinds = new Map([
  [
    'HPE_HEADER_OVERFLOW',
    {
      status: 431,
      title: 'Headers too long',
      detail: 'The headers are too long. Send fewer cookies and shorter ones.',
    },
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    {
      status: 408,
      title: 'Too slow',
      detail: 'The request did not arrive in time. Send it again over a better line.',
    },
  ],
])
const malformed = {
  status: 400,
  title: 'This is not HTTP',
  detail:
    'The request could not be read. Check that it is HTTP/1.1, and whether http or https is spoken here.',
}

/** Answers in our form what is refused before it is a request; where another answer is on its way it just hangs up. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const res = new ServerResponse(new IncomingMessage(socket))
  res.shouldKeepAlive = false
  try {
    if (!socket.writable) throw error
    res.assignSocket(socket)
  } catch {
    socket.destroy()
    return
  }
  res.once('finish', () => socket.end())
  const kind = kinds.get(error.code ?? '') ?? malformed
  sendProblem(res, wrongOfItsKind(kind, '/', ['Connection', 'close']), null)
}
