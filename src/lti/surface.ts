import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LtiTransaction } from '../core/domain/courses/lti.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Outgoing } from '../core/ports/outgoing.ts'
import type { RateCounter } from '../core/ports/rate-counter.ts'
import type { Log } from '../log.ts'
import { noteOffers } from './advantage/offers.ts'
import type { Asking } from './asking.ts'
import { answerAccount } from './course/account.ts'
import { answerCourse } from './course/class.ts'
import { answerPicks, answerVote } from './course/course.ts'
import { answerLinking, answerPicker } from './course/deep-linking-page.ts'
import { answerList, answerListChange } from './course/reading-list.ts'
import type { LtiFlows } from './flows.ts'
import { createGuard, type Guard, type GuardNeeds, ProofWanted } from './launch/guard.ts'
import { noting } from './launch/noting.ts'
import { createPlatformKeys } from './launch/platform-keys.ts'
import { askProof, keepProof } from './launch/proof.ts'
import { icon } from './pages/icon.ts'
import { refusalPage } from './pages/plain.ts'
import { style } from './pages/style.ts'
import { canvasConfiguration } from './platforms/canvas.ts'
import { Refusal } from './refusal.ts'
import { answerRegistration, registerPath } from './registration/registration.ts'
import { cookieOf, fieldsOf } from './request.ts'
import { cookieFor, page, redirect, send, sendPublic } from './responses.ts'
import { isOurPage } from './session.ts'
import { createLtijsStore } from './store/ltijs-store.ts'
import { createSecondCheck } from './tool/second-check.ts'
import { voiceFor } from './voice.ts'

export interface LtiOptions {
  /** Our origin as platforms and browsers see it. */
  origin: string
  outgoing: Outgoing
  rateCounter: RateCounter
  clock: () => Date
  log: Log
  /** Who asks, for limits: the address behind trusted proxies. */
  addressOf(req: IncomingMessage): string
}

/** Everything under /lti. */
export interface LtiSurface {
  /** Answers the request; false when it is none of the tool's. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>
}

/** Launches that an address may begin: a whole class at once behind one, and not much more. */
const logins = { points: 150, seconds: 10 }
/** Requests of an address of any kind: a whole school behind one is not held up. */
const requests = { points: 2_000, seconds: 10 }

export function createLtiSurface(flows: LtiFlows, options: LtiOptions): LtiSurface {
  const { origin, outgoing, clock, rateCounter, log, addressOf } = options
  const ours = { launch: `${origin}/lti/launch`, deepLink: `${origin}/lti/deep-link` }
  const keys = createPlatformKeys(outgoing, clock)
  const second = createSecondCheck(createLtijsStore(flows.ltiItems), clock)
  const opened: GuardNeeds['opened'] = (...launch) => noteOffers(flows, ...launch)
  const guard = noting(createGuard(flows.lti, { keys, second, ours, clock, opened }), flows, { clock, log })
  const ways: Record<string, (asking: Asking) => Promise<void>> = {
    'GET /lti/login': (asking) => login(guard, asking, addressOf(asking.req)),
    'POST /lti/login': (asking) => login(guard, asking, addressOf(asking.req)),
    'GET /lti/begin': (asking) => begin(guard, asking),
    'POST /lti/launch': (asking) => launch(guard, asking, log),
    'GET /lti/picks': answerPicks,
    'POST /lti/vote': answerVote,
    'POST /lti/account': answerAccount,
    'POST /lti/course': answerCourse,
    'GET /lti/list': answerList,
    'POST /lti/list': answerListChange,
    'GET /lti/deep-link': answerPicker,
    'POST /lti/deep-link': answerLinking,
    'GET /lti/jwks': publishKeys,
    'GET /lti/canvas.json': installCanvas,
    'GET /lti/icon.svg': async ({ res }) => send(res, 200, 'image/svg+xml', icon),
    'GET /lti/style.css': async ({ res }) => send(res, 200, 'text/css', style),
  }
  const register = (asking: Asking): Promise<void> =>
    answerRegistration(asking, { outgoing, address: addressOf(asking.req) })
  return {
    async handle(req, res) {
      const url = req.url ?? '/'
      if (!URL.canParse(url, origin)) return false
      const { pathname } = new URL(url, origin)
      const isInvited = req.method === 'GET' && pathname.startsWith(registerPath)
      const way = isInvited ? register : ways[`${req.method} ${pathname}`]
      if (way === undefined) return false
      const asking: Asking = {
        ...{ flows, origin, rateCounter, req, res, carried: null, gone: null },
        async answer(to) {
          const asked = Object.create(req, { method: { value: 'GET' }, url: { value: to } })
          await ways[`GET ${new URL(to, origin).pathname}`]?.({ ...asking, req: asked })
        },
      }
      const { taken } = await rateCounter.take(`lti:${addressOf(req)}`, { ...requests, wanted: 1 })
      const answered =
        taken > 0
          ? way(asking)
          : Promise.reject(new Refusal('too_many', 'too many requests from one address'))
      await answered.catch((error: unknown) => refuse(asking, error, log))
      return true
    },
  }
}

/** Begins a launch and looks, by a hop to ourselves, whether the browser keeps our cookie. */
async function login(
  guard: Guard,
  { origin, req, res, rateCounter }: Asking,
  address: string,
): Promise<void> {
  const { taken } = await rateCounter.take(`lti-login:${address}`, { ...logins, wanted: 1 })
  if (taken === 0) throw new Refusal('too_many', 'too many launches from one address')
  const { transaction, secret } = await guard.login(await fieldsOf(req))
  res.setHeader('Set-Cookie', cookieFor({ origin, what: 'proof', launch: transaction.public_id }, secret))
  redirect(res, `/lti/begin?l=${transaction.public_id}`)
}

async function begin(guard: Guard, asking: Asking): Promise<void> {
  const { flows, req, res } = asking
  const publicId = (await fieldsOf(req)).get('l') ?? ''
  const transaction = await flows.lti.transactionBy(publicId)
  if (transaction === null) throw new Refusal('state_unknown', 'the launch is not known, or over')
  if (cookieProof(asking, transaction) === null) await keepProof(guard, asking, transaction)
  else redirect(res, await guard.authorization(transaction))
}

async function launch(guard: Guard, asking: Asking, log: Log): Promise<void> {
  const { req, res, origin } = asking
  const fields = await fieldsOf(req)
  // A secret in a form is the browser's own only where the form was ours: others could bring theirs.
  const formProof = fields.has('proof') && !isOurPage(req, origin) ? '' : (fields.get('proof') ?? null)
  const proofOf = (one: LtiTransaction): string | null => cookieProof(asking, one) ?? formProof
  try {
    const { registration, transaction, secret, isLinking, isActed } = await guard.launch(fields, proofOf)
    if (isActed)
      log.info({ registration_id: registration.registration_id }, 'somebody acts as another, or for a try')
    const id = transaction.public_id
    const to = `/lti/${isLinking ? 'deep-link' : 'picks'}?l=${id}`
    if (cookieProof(asking, transaction) === null) {
      asking.carried = { launch: id, session: secret, proof: fields.get('proof') ?? '' }
      return asking.answer(to)
    }
    res.setHeader('Set-Cookie', cookieFor({ origin, what: 'session', launch: id }, secret))
    redirect(res, to)
  } catch (error) {
    if (!(error instanceof ProofWanted)) throw error
    await askProof(asking, error.transaction, fields)
  }
}

/** Public keys only; a new one is there long before it signs. */
async function publishKeys({ flows, res }: Asking): Promise<void> {
  sendPublic(res, { keys: await flows.ltiKeys.published() })
}

/** For a registration that is there already with what its school turned on. */
async function installCanvas({ flows, origin, req, res }: Asking): Promise<void> {
  const registration = (await fieldsOf(req)).get('registration') ?? ''
  sendPublic(res, canvasConfiguration(origin, await flows.ltiServices.of(registration)))
}

const cookieProof = ({ origin, req }: Asking, { public_id: launch }: LtiTransaction): string | null =>
  cookieOf(req, { origin, what: 'proof', launch })

/** A page with a code, the same for everybody; the reason goes to the log, which holds nothing personal. */
function refuse({ req, res }: Asking, error: unknown, log: Log): void {
  const voice = voiceFor(req, null)
  if (error instanceof Refusal) {
    log.info({ code: error.code, detail: error.message }, 'a launch was refused')
    // Such a page holds no data and no control: it may stand in any frame, so that the code can be read there.
    page(res, error.status, refusalPage(voice, error.code), null)
    return
  }
  // Whoever hung up, or was cut off, hears nothing any more.
  if (req.destroyed && !req.complete) return
  const isAway = error instanceof ShelftalkError && error.code === 'unavailable'
  if (!isAway) log.error({ err: error }, 'a launch failed')
  page(res, isAway ? 503 : 500, refusalPage(voice, 'away'), null)
}
