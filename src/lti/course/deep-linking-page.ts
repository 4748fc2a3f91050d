import { maxListTitle } from '../../core/domain/courses/course.ts'
import type { LtiDeepLinking } from '../../core/domain/courses/lti.ts'
import type { OpenLtiSession } from '../../core/flows/courses/lti.ts'
import type { Asking } from '../asking.ts'
import type { Fields } from '../launch/guard.ts'
import { answerPage, type PickerPage, pickerPage } from '../pages/linking.ts'
import { fieldsOf } from '../request.ts'
import { pageWithScript } from '../responses.ts'
import { formOf, isOwnForm, openSession, refuse, show } from '../session.ts'
import { voiceFor } from '../voice.ts'
import { type ContentItem, signedAnswer } from './deep-linking.ts'
import { wantedIn } from './wanted.ts'

interface Linking {
  session: OpenLtiSession
  deepLinking: LtiDeepLinking
}

/** The session of who may put a link into the course; null, and answered, for everybody else. */
async function openLinking(asking: Asking, launch: string): Promise<Linking | null> {
  const session = await openSession(asking, launch)
  if (session === null) refuse(asking, 401, 'session_over')
  else if (session.role !== 'instructor') refuse(asking, 403, 'not_allowed')
  else if (session.deep_linking == null) refuse(asking, 401, 'session_over')
  else return { session, deepLinking: session.deep_linking }
  return null
}

/** What a teacher chooses for the link that goes into the course. */
export async function answerPicker(asking: Asking): Promise<void> {
  const launch = (await fieldsOf(asking.req)).get('l') ?? ''
  const opened = await openLinking(asking, launch)
  if (opened === null) return
  const { session, deepLinking } = opened
  const form = formOf(asking, session, launch)
  const voice = voiceFor(asking.req, session.locale)
  const page = {
    ...{ form, takesLinks: deepLinking.takes_links, titleMax: maxListTitle },
    lists: session.course === null ? null : await listsOf(asking, session),
  }
  show(asking, session, (look) => pickerPage(voice, page, look))
}

/** The choice, from a form of ours: sent to the platform, signed, once. */
export async function answerLinking(asking: Asking): Promise<void> {
  const { req, res, flows } = asking
  const fields = await fieldsOf(req)
  const opened = await openLinking(asking, fields.get('launch') ?? '')
  if (opened === null) return
  const { session, deepLinking } = opened
  const voice = voiceFor(req, session.locale)
  const isCancelled = fields.get('do') === 'cancel'
  const item = isCancelled ? null : await itemFor(asking, session, fields)
  const fits = isCancelled || (item !== null && deepLinking.takes_links)
  if (!isOwnForm(asking, session, fields) || !fits) return refuse(asking, 403, 'not_allowed')
  const registration = await flows.lti.registration(session.registration_id)
  if (registration === null || !(await flows.lti.takeDeepLinking(session)))
    return refuse(asking, 401, 'session_over')
  const jwt = await signedAnswer(flows.ltiKeys, registration, deepLinking, item)
  const to = deepLinking.return_url
  pageWithScript(res, (nonce) => answerPage(voice, { to, jwt, nonce }), {
    framedBy: session.frame_origins,
    formsTo: new URL(to).origin,
  })
}

async function listsOf({ flows }: Asking, session: OpenLtiSession): Promise<PickerPage['lists']> {
  const lists = await flows.readingLists.ofCourse(session)
  return lists.map(({ list_id, title, book_ids }) => ({ list_id, title, books: book_ids.length }))
}

/** The link that was chosen; null when there is no such list of the course, or when its parameters make no sense. */
async function itemFor(
  { req, flows, origin }: Asking,
  session: OpenLtiSession,
  fields: Fields,
): Promise<ContentItem | null> {
  const url = `${origin}/lti/launch`
  if (fields.get('do') !== 'list')
    return picksIn(fields, url, voiceFor(req, session.locale).say('picks.title'))
  const lists = await flows.readingLists.ofCourse(session)
  const list = lists.find(({ list_id }) => list_id === fields.get('list'))
  if (list === undefined) return null
  return { title: list.title, url, custom: { st_v: '1', st_mode: 'list', st_list: list.list_id } }
}

/** The link to picks that was chosen; null when its parameters make no sense. */
function picksIn(fields: Fields, url: string, title: string): ContentItem | null {
  const chosen = {
    st_count: fields.get('count'),
    st_level: fields.get('level'),
    st_themes: fields.get('theme'),
    st_owned: fields.get('owned'),
  }
  const said = Object.entries(chosen).flatMap(([key, value = '']) =>
    value.trim() === '' ? [] : [[key, value.trim()]],
  )
  const custom = { st_v: '1', st_mode: 'picks', ...Object.fromEntries(said) }
  return wantedIn(custom) === null ? null : { title, url, custom }
}
