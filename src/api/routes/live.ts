import { ShelftalkError } from '../../core/domain/errors.ts'
import { streaming } from '../answers/answer.ts'
import { endpoint } from '../endpoint.ts'

const listen = endpoint({
  method: 'get',
  path: '/live',
  operationId: 'listen',
  tag: 'Live',
  summary: 'What happens right now, as server-sent events',
  description:
    'Events named `step` (one step of an event on its way), `list.changed`, `wording` (sentences that came after ' +
    'their list: `student_id`, `slate_id` and `items` of `book_id` and `text`) and `import`; the data of each is JSON ' +
    'with the same `kind`. Only what the key may see. Events may be missed: after a reconnection, ask again for ' +
    'what is shown.',
  answer: { status: 200, description: 'A stream that lasts.', mediaType: 'text/event-stream' },
  async handle({ live }, { caller, req, res }) {
    if (req.method === 'HEAD') throw new ShelftalkError('invalid_input', 'A stream has no HEAD. Use GET.')
    await live.open(req, res, caller)
    return streaming
  },
})

export const liveStream = [listen]
