import { ShelftalkError } from '../../core/domain/errors.ts'
import { endpoint } from '../endpoint.ts'
import { isFromThisMachine } from '../this-machine.ts'
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

export const demo = [readDemoKey]
