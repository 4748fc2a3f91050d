import type { OpenLtiSession } from '../core/flows/courses/lti.ts'
import type { Asking, Carried } from './asking.ts'
import type { Fields } from './launch/guard.ts'
import type { Look } from './pages/frame.ts'
import { refusalPage } from './pages/plain.ts'
import { cookieOf, fieldsOf } from './request.ts'
import { page, pageWithScript, redirect } from './responses.ts'
import { voiceFor } from './voice.ts'

/** Browsers that are told to pass no address on call the origin of a form null, and say beside it whether it was ours. */
export const isOurPage = ({ headers }: Asking['req'], origin: string): boolean =>
  headers.origin === origin || (headers.origin === 'null' && headers['sec-fetch-site'] === 'same-origin')

/** Whether a form was sent from a page of this session's. */
export const isOwnForm = ({ req, origin }: Asking, { csrf_token }: OpenLtiSession, fields: Fields): boolean =>
  isOurPage(req, origin) && fields.get('csrf') === csrf_token

/** The session that the browser holds both halves of, in cookies or, where it keeps none, in the form that it sent. */
export async function openSession(asking: Asking, launch: string): Promise<OpenLtiSession | null> {
  const { flows, origin, req } = asking
  if (!/^[\w-]{1,64}$/.test(launch)) return null
  const half = (what: 'session' | 'proof') => cookieOf(req, { origin, what, launch })
  const [session, proof] = [half('session'), half('proof')]
  if (session !== null && proof !== null) return flows.lti.sessionOf({ session, proof })
  asking.carried ??= await carriedBy(asking, launch)
  return asking.carried === null ? null : flows.lti.sessionOf(asking.carried)
}

/** Never from an address: addresses are written down in many places. */
async function carriedBy({ req }: Asking, launch: string): Promise<Carried | null> {
  if (req.method !== 'POST') return null
  const fields = await fieldsOf(req)
  const [session, proof] = [fields.get('session'), fields.get('proof')]
  return session === undefined || proof === undefined ? null : { launch, session, proof }
}

/** A form that was sent to us. */
export interface SentForm {
  fields: Fields
  launch: string
  session: OpenLtiSession
  /** Whether it is of a page of this session's. */
  isOwn: boolean
}

/** The form, and the session that it was sent in; null, and answered, when that is over. */
export async function openForm(asking: Asking): Promise<SentForm | null> {
  const fields = await fieldsOf(asking.req)
  const launch = fields.get('launch') ?? ''
  const session = await openSession(asking, launch)
  if (session !== null) return { fields, launch, session, isOwn: isOwnForm(asking, session, fields) }
  refuse(asking, 401, 'session_over')
  return null
}

/** What each form of a session's page brings along. */
export const formOf = ({ carried }: Asking, { csrf_token: csrf }: OpenLtiSession, launch: string) => ({
  ...{ launch, csrf },
  ...(carried === null ? {} : { session: carried.session, proof: carried.proof }),
})

/** Goes on to a page of the session's. */
export const goOn = async (asking: Asking, to: string): Promise<void> =>
  asking.carried === null ? redirect(asking.res, to) : asking.answer(to)

/** A page of the session's, as the person prefers it, which tells the platform how high it is. */
export function show({ res }: Asking, session: OpenLtiSession, text: (look: Look) => string): void {
  const { custom, frame_origins: origins } = session
  const look = { highContrast: custom.high_contrast === 'true', origins, token: custom.pm_token ?? null }
  pageWithScript(res, (nonce) => text({ ...look, nonce }), { framedBy: origins })
}

/** The same page for whoever may not, whatever is there. */
export function refuse(
  { req, res }: Asking,
  status: number,
  code: 'session_over' | 'not_allowed' | 'not_found' | 'too_many',
): void {
  page(res, status, refusalPage(voiceFor(req, null), code), null)
}
