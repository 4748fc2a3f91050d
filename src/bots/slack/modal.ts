import type { types, webApi } from '@slack/bolt'
import type { Caller } from '../../core/domain/people/permissions.ts'
import type { Card } from '../card.ts'
import type { Doing } from '../doing.ts'
import { showPicks } from '../picks.ts'
import { refusalOf } from './clients.ts'
import { picksDefault, slackOptionsMax } from './limits.ts'
import type { StudentOption } from './views.ts'

/** A view that is open, as Slack told it last. */
export interface OpenView {
  id: string
  hash: string | null
}

/** Opens a view; null when it took so long that Slack does not allow it any more. */
export async function openView(
  client: webApi.WebClient,
  trigger_id: string,
  view: types.ModalView,
): Promise<OpenView | null> {
  try {
    const answer = await client.views.open({ trigger_id, view })
    return answer.view?.id === undefined ? null : { id: answer.view.id, hash: answer.view.hash ?? null }
  } catch (error) {
    if (tooLate.has(refusalOf(error) ?? '')) return null
    throw error
  }
}
const tooLate: ReadonlySet<string> = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
  'trigger_expired',
])

/** Puts another view in its place. Whoever changed it meanwhile is overwritten once; one that was closed stays closed. */
export async function updateView(
  client: webApi.WebClient,
  { id, hash }: OpenView,
  view: types.ModalView,
): Promise<void> {
  try {
    await client.views.update({ view_id: id, view, ...(hash === null ? {} : { hash }) })
  } catch (error) {
    const code = refusalOf(error)
    if (code === 'hash_conflict' && hash !== null) return updateView(client, { id, hash: null }, view)
    if (code !== 'not_found' && code !== 'hash_conflict') throw error
  }
}

/** The caller's own students by words of their names. */
export async function studentOptions(
  { flows }: Pick<Doing, 'flows'>,
  caller: Caller,
  query: string,
  limit = slackOptionsMax,
): Promise<StudentOption[]> {
  const students = await flows.listStudents(caller, { query, class_id: null, limit, after: null })
  return students.map(({ reader_id, first_name }) => ({
    token: flows.chat.buttons.studentToken(caller, reader_id),
    name: first_name ?? reader_id,
  }))
}

/** Picks for a student of the caller's, with a button that shares the books, and nothing but them, with the class. */
export async function picksFor(
  doing: Doing,
  caller: Caller,
  asked: { token: string; topic: string | undefined },
): Promise<Card> {
  const { flows, account, voice } = doing
  const reader_id = (await flows.chat.buttons.studentOf(caller, asked.token)) ?? ''
  const { first_name, class_ids } = await flows.readStudent(caller, reader_id)
  const { card, book_ids } = await showPicks(doing, caller, {
    ...{ student: { reader_id, name: first_name ?? reader_id }, topic: asked.topic, limit: picksDefault },
  })
  if (book_ids.length === 0) return card
  const channels = await flows.spaces.listChannels(caller)
  const channel = channels.find(
    ({ platform, tenant, class_id }) =>
      platform === account.platform && tenant === account.tenant && class_ids.includes(class_id),
  )
  if (channel === undefined) return card
  const { class_id } = channel
  const classes = await flows.listClasses(caller, { limit: classesMax, after: null })
  const name = classes.find((one) => one.class_id === class_id)?.name ?? class_id
  const [button_id = ''] = await flows.chat.buttons.make(caller, account, [
    { person_id: caller.person_id, class_id, book_ids },
  ])
  return { ...card, buttons: [{ button_id, verb: 's', label: voice.say('share.button', { class: name }) }] }
}
const classesMax = 200
