import { uuidv7 } from 'uuidv7'
import { makeEvent } from '../../../../src/core/domain/events.ts'
import type { AttemptsOn } from '../attempts.ts'
import { noon } from '../examples.ts'

export const onWork: AttemptsOn<
  'school' | 'outbox' | 'inbox' | 'idempotency' | 'imports' | 'jobs' | 'nightWork'
> = (theirs) => {
  const about = () => ({ id: uuidv7(), school: theirs().school, subject: theirs().reader, time: noon })
  return {
    school: { read: 'names no row', putPolicy: 'names no row', raiseVersion: 'names no row' },
    outbox: {
      // The row would be ours; what must not be is a row in their name.
      add: (r) =>
        r.outbox.add([
          makeEvent('shelftalk.loans.recorded', about(), {
            reader_id: theirs().reader,
            book_ids: [theirs().book],
          }),
        ]),
      applied: (r) => r.outbox.applied(theirs().waiting),
    },
    inbox: {
      claim: (r) => r.inbox.claim('profile', uuidv7()).then(() => null),
      take: (r) =>
        r.inbox
          .take('profile', [
            makeEvent(
              'shelftalk.loans.recorded',
              { ...about(), id: theirs().waiting },
              { reader_id: theirs().reader, book_ids: [theirs().book] },
            ),
          ])
          .then(() => null),
    },
    idempotency: {
      find: (r) => r.idempotency.find('key', ['their-once']),
      put: (r) => r.idempotency.put('key', [{ key: 'their-once', body_hash: 'other', answer: {} }]),
    },
    imports: {
      start: (r) => r.imports.start(theirs().importId, 'classes', noon),
      progress: (r) =>
        r.imports.progress(theirs().importId, {
          accepted: 9,
          refused: 9,
          refusals: [{ line: 9, field: 'f', code: 'wrong', reason: 'r' }],
        }),
      finish: (r) =>
        r.imports.finish(theirs().importId, { state: 'failed', error: 'x', unknown_columns: [], at: noon }),
      get: (r) => r.imports.get(theirs().importId),
      newest: (r) => r.imports.newest('classes').then((id) => id === theirs().importId),
      refusals: (r) => r.imports.refusals(theirs().importId, { limit: 10, after: 0 }),
    },
    jobs: {
      // A run of ours; theirs waits for itself.
      request: (r) => r.jobs.request(theirs().run, 'graph', noon).then(() => null),
      start: (r) => r.jobs.start(theirs().run, noon),
      progress: (r) =>
        r.jobs.progress(theirs().run, {
          progress: { done: ['x'], step: null, cursor: null },
          counts: { x: 1 },
        }),
      pause: (r) => r.jobs.pause(theirs().run),
      // The due time would be claimed for us.
      claimDue: (r) => r.jobs.claimDue('nightly', noon).then(() => null),
      finish: (r) => r.jobs.finish(theirs().run, { counts: {}, error: 'x', at: noon }),
      get: (r) => r.jobs.get(theirs().run),
      recent: (r) =>
        r.jobs.recent('nightly', 100).then((runs) => runs.filter((run) => run.run_id === theirs().run)),
    },
    nightWork: {
      // What is done to our own rows is no matter: that theirs stay as they are is looked at in the end.
      rebuildSimilar: (r) =>
        r.nightWork.rebuildSimilar(theirs().model, { after: -1, readers: 100, kept: 20 }).then(() => null),
      forgetStraySimilar: (r) => r.nightWork.forgetStraySimilar('another model', 100).then(() => null),
      staleOwnBooks: (r) =>
        r.nightWork
          .staleOwnBooks(theirs().model, 100)
          .then((books) => books.filter((book) => book.book_id === theirs().own)),
      sweep: (r) => r.nightWork.sweep('inbox', new Date('2100-01-01'), 1000).then(() => null),
    },
  }
}
