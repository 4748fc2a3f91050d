import type { IncomingMessage } from 'node:http'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { isLoopbackName } from '../../core/domain/loopback.ts'
import { isLocal } from '../admission.ts'
import { endpoint } from '../endpoint.ts'
import { z } from '../zod.ts'

const readDemoKey = endpoint({
  method: 'get',
  path: '/demo/key',
  operationId: 'readDemoKey',
  tag: 'Demo',
  summary: 'The key of the invented school, for a page on this very machine',
  access: 'open',
  answer: {
    status: 200,
    description: 'The key.',
    schema: z.object({ key: z.string(), school_name: z.string(), invented: z.boolean() }),
  },
  async handle({ flows }, { req }) {
    const demo = isFromThisMachine(req) ? flows.demoKey() : null
    if (demo === null) throw new ShelftalkError('not_found', 'There is no demo school here.')
    return demo
  },
})

/**
 * From a program or page of this machine. What Host says matters as well: a strange page whose own name was made
 * to point to 127.0.0.1 (DNS rebinding) also comes from here, but under that name; and what came through a tunnel
 * or another program's port names that port.
 */
function isFromThisMachine(req: IncomingMessage): boolean {
  const [, name = '', port = '80'] = /^(.*?)(?::(\d{1,5}))?$/.exec(req.headers.host ?? '') ?? []
  const isOurs = isLoopbackName(name) && Number(port) === req.socket.localPort
  const site = req.headers['sec-fetch-site']
  const sameSite = site === undefined || site === 'same-origin' || site === 'none'
  return isLocal(req) && isOurs && sameSite
}

export const demo = [readDemoKey]
