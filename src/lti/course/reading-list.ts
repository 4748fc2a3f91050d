import {
  type ListChange,
  maxListBooks,
  maxListsACourse,
  maxListTitle,
} from '../../core/domain/courses/course.ts'
import { ShelftalkError } from '../../core/domain/errors.ts'
import type { OpenLtiSession } from '../../core/flows/courses/lti.ts'
import type { Asking } from '../asking.ts'
import type { Fields } from '../launch/guard.ts'
import { readingListPage } from '../pages/reading-list.ts'
import { fieldsOf } from '../request.ts'
import { formOf, goOn, isOwnForm, openSession, refuse, show } from '../session.ts'
import { voiceFor } from '../voice.ts'
import { wantedIn } from './wanted.ts'

/** Changes and searches of one session in a minute. */
const changes = { points: 120, seconds: 60 }
const most = { books: maxListBooks, lists: maxListsACourse, title: maxListTitle }
const queryMax = 100

/** A reading list, to be changed by who teaches the course that it is of, or whose link names it. */
export async function answerList(asking: Asking): Promise<void> {
  const { req, flows } = asking
  const fields = await fieldsOf(req)
  const launch = fields.get('l') ?? ''
  const session = await openTeaching(asking, launch)
  if (session === null) return
  const wish = wishIn(fields, session)
  const opened = await flows.readingLists.open(session, wish).catch(noneFor)
  if (opened === null) return refuse(asking, 404, 'not_found')
  const q = (fields.get('q') ?? '').slice(0, queryMax)
  const page = {
    form: { ...formOf(asking, session, launch), list: wish.list_id, q },
    ...{ title: opened.list.title, books: opened.books, isOwn: opened.isOwn },
    found: q.trim() === '' ? null : await flows.readingLists.search(session, q),
    mayLink: opened.isOwn && session.deep_linking?.takes_links === true,
    isRefused: fields.get('refused') === '1',
    back: session.deep_linking === null ? `/lti/picks?l=${launch}` : `/lti/deep-link?l=${launch}`,
    most,
  }
  const voice = voiceFor(req, session.locale)
  show(asking, session, (look) => readingListPage(voice, page, look))
}

/** A change of a reading list, or a new one, from a form of ours; then the list again. */
export async function answerListChange(asking: Asking): Promise<void> {
  const fields = await fieldsOf(asking.req)
  const launch = fields.get('launch') ?? ''
  const session = await openTeaching(asking, launch)
  if (session === null) return
  if (!isOwnForm(asking, session, fields)) return refuse(asking, 403, 'not_allowed')
  const [list, q] = [fields.get('list') ?? '', fields.get('q') ?? '']
  const at = (id: string, more: Record<string, string> = {}): string =>
    `/lti/list?${new URLSearchParams({ l: launch, list: id, ...(q === '' ? {} : { q }), ...more })}`
  const back = session.deep_linking === null ? `/lti/picks?l=${launch}` : `/lti/deep-link?l=${launch}`
  try {
    const changed = await change(asking, session, fields)
    await goOn(asking, changed === null ? back : at(changed))
  } catch (error) {
    const code = error instanceof ShelftalkError ? error.code : null
    if (code === 'not_found') return refuse(asking, 404, 'not_found')
    if (code !== 'invalid_input' && code !== 'conflict') throw error
    await goOn(asking, list === '' ? back : at(list, { refused: '1' }))
  }
}

/** Answers the id of the list that was changed or made; null when it is gone. */
async function change({ flows }: Asking, session: OpenLtiSession, fields: Fields): Promise<string | null> {
  const wanted = fields.get('do')
  const [title, list] = [fields.get('title') ?? '', fields.get('list') ?? '']
  if (wanted === 'make') return flows.readingLists.make(session, title)
  if (wanted === 'delete' && fields.get('sure') === '1') {
    await flows.readingLists.remove(session, list)
    return null
  }
  return flows.readingLists.change(session, wishIn(fields, session), changeIn(fields))
}

function changeIn(fields: Fields): ListChange {
  const wanted = (['add', 'remove', 'up', 'down'] as const).find((one) => one === fields.get('do'))
  if (wanted !== undefined) return { do: wanted, book_id: fields.get('book') ?? '' }
  return { do: 'rename', title: fields.get('do') === 'rename' ? (fields.get('title') ?? '') : '' }
}

/** The session of who teaches the course; null, and answered, for everybody else. */
async function openTeaching(asking: Asking, launch: string): Promise<OpenLtiSession | null> {
  const session = await openSession(asking, launch)
  if (session === null) refuse(asking, 401, 'session_over')
  else if (session.role !== 'instructor') refuse(asking, 403, 'not_allowed')
  else {
    const { taken } = await asking.rateCounter.take(`lti-list:${session.session_hash}`, {
      ...{ ...changes, wanted: 1 },
    })
    if (taken > 0) return session
    refuse(asking, 429, 'too_many')
  }
  return null
}

function wishIn(fields: Fields, { custom }: OpenLtiSession): { list_id: string; linked: string | null } {
  const wanted = wantedIn(custom)
  const list_id = fields.get('list') ?? ''
  return { list_id, linked: wanted?.mode === 'list' ? wanted.list_id : null }
}

function noneFor(error: unknown): null {
  if (error instanceof ShelftalkError && error.code === 'not_found') return null
  throw error
}
