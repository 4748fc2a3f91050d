import { AsyncLocalStorage } from 'node:async_hooks'
import { type KeyObject, randomBytes } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { LtiRegistration } from '../../core/domain/courses/lti.ts'
import { ShelftalkError } from '../../core/domain/errors.ts'
import type { Launch } from '../launch/id-token.ts'
import { Refusal } from '../refusal.ts'
import { ItemExists, type LtijsProvider, type LtijsStore, type LtijsToken, type Row } from './ltijs.ts'

/** A launch that our guard let through, as ltijs is to check it. */
export interface Passed {
  token: string
  state: string
  /** The platform's, by which our guard checked the signature. */
  key: KeyObject
  registration: LtiRegistration
  launch: Launch
}

export interface SecondCheck {
  /** Throws `Refusal` when ltijs does not take the launch, or reads another one in its token. */
  check(passed: Passed): Promise<void>
}

interface UnderWay {
  passed: Passed
  store: LtijsStore
  /** What went wrong with the store, which is no fault of the launch. */
  failure: unknown
  took(token: LtijsToken): void
  refused(why: string): void
}

/** The launch that ltijs looks at just now. It is one object in a process, and asks for its database without saying why. */
const underWay = new AsyncLocalStorage<UnderWay>()
let loading: Promise<LtijsProvider> | null = null
const appRoute = '/launch'
const patienceMs = 10_000
/** For cookies that no browser gets and tickets that nobody takes: forgotten with the process. */
const encryptionKey = randomBytes(32).toString('base64url')

/**
 * Lets ltijs check, with a request of its own that no browser sees, each launch that our guard let through; `store` is
 * where it keeps things. What the guard serves and ltijs cannot read (`canRead`) is left to the guard alone.
 */
export function createSecondCheck(store: LtijsStore, clock: () => Date): SecondCheck {
  return {
    async check(passed) {
      if (!canRead(passed, clock().getTime() / 1000)) return
      loading ??= load()
      const token = await askLtijs(await loading, { passed, store })
      const { launch, registration } = passed
      const isSame =
        token.iss === registration.issuer &&
        token.clientId === registration.client_id &&
        token.deploymentId === launch.deploymentId &&
        token.user === launch.sub &&
        token.platformContext.messageType === launch.messageType &&
        (token.platformContext.context?.id ?? null) === launch.contextId
      if (!isSame) throw new Refusal('token_claims', 'the second check read another launch in the token')
    },
  }
}

/** Resolves with what ltijs read. Rejects with why it refuses, or with what kept it from looking. */
function askLtijs({ app }: LtijsProvider, looking: Pick<UnderWay, 'passed' | 'store'>): Promise<LtijsToken> {
  return new Promise((took, fail) => {
    const late = setTimeout(() => fail(away('does not come to an end')), patienceMs)
    const launch: UnderWay = {
      ...looking,
      failure: null,
      took(token) {
        clearTimeout(late)
        took(token)
      },
      refused(why) {
        clearTimeout(late)
        fail(launch.failure ?? refusal(why))
      },
    }
    underWay.run(launch, () => app(...requestFor(looking.passed), () => launch.refused('nothing')))
  })
}

/** It knows no visitors, no review of what was handed in, and no clock that is a little off. */
const canRead = ({ launch }: Passed, now: number): boolean =>
  launch.sub !== null &&
  launch.messageType !== 'LtiSubmissionReviewRequest' &&
  launch.from <= now &&
  launch.until > now + 1

async function load(): Promise<LtijsProvider> {
  const { Provider } = await import('ltijs')
  const there = process.listeners('SIGINT')
  Provider.setup(
    encryptionKey,
    { plugin: storeUnderWay },
    {
      ...{ appRoute, loginRoute: '/-/login', keysetRoute: '/-/keys', dynRegRoute: '/-/register' },
      ...{ ltiaas: true, cors: false, tokenMaxAge: false },
    },
  )
  Provider.onConnect((token) => underWay.getStore()?.took(token))
  Provider.onDeepLinking((token) => underWay.getStore()?.took(token))
  Provider.onInvalidToken((_req, res) =>
    underWay.getStore()?.refused(res.locals.err?.details?.message ?? 'nothing'),
  )
  await Provider.deploy({ serverless: true, silent: true })
  // It would end the process on SIGINT; we end it ourselves, when what runs has come to its end.
  for (const listener of process.listeners('SIGINT'))
    if (!there.includes(listener)) process.off('SIGINT', listener)
  return Provider
}

/** A post of the token as the browser's was, with the proof that ltijs wants, which only our own browser's proof is worth. */
function requestFor({ token, state, registration }: Passed): [IncomingMessage, ServerResponse] {
  const req = Object.assign(new IncomingMessage(new Socket()), {
    ...{ method: 'POST', url: appRoute, headers: {} },
    ...{ body: { id_token: token, state }, _body: true },
    ...{ secret: encryptionKey, cookies: {}, signedCookies: { [`state${state}`]: registration.issuer } },
  })
  return [req, new ServerResponse(req)]
}

const away = (why: string): ShelftalkError =>
  new ShelftalkError('unavailable', `The second check of the launch ${why}.`, { retryAfterSeconds: 5 })

const refusal = (why: string): Refusal => new Refusal('token_claims', `the second check says ${why}`)

/** Asks the store of the launch under way. */
async function asked<T>(ask: (store: LtijsStore) => Promise<T>): Promise<T> {
  const launch = underWay.getStore()
  if (launch === undefined) throw new Error('no launch is under way')
  try {
    return await ask(launch.store)
  } catch (error) {
    if (!(error instanceof ItemExists)) launch.failure = error
    throw error
  }
}

/** The store of the launch under way; what a platform is, and by which key it signs, our guard has found out already. */
const storeUnderWay: LtijsStore = {
  // Called once, before any launch.
  setup: async () => {},
  Close: async () => {},
  async Get(key, collection, query = {}) {
    if (collection === 'platform') {
      const platform = platformRow()
      return Object.entries(query).every(([name, value]) => platform[name] === value) ? [platform] : false
    }
    if (collection === 'platformStatus') return [{ id: platformRow().kid, active: true }]
    // No login goes through it. It also asks when something failed, and a second failure there would end the process.
    if (collection === 'state') return false
    return asked((store) => store.Get(key, collection, query))
  },
  Insert: (...all) => asked((store) => store.Insert(...all)),
  Replace: (...all) => asked((store) => store.Replace(...all)),
  Modify: (...all) => asked((store) => store.Modify(...all)),
  Delete: (...all) => asked((store) => store.Delete(...all)),
}

function platformRow(): Row {
  const passed = underWay.getStore()?.passed
  if (passed === undefined) throw new Error('no launch is under way')
  const { registration, key } = passed
  return {
    ...{ platformUrl: registration.issuer, platformName: registration.issuer },
    ...{ clientId: registration.client_id, kid: registration.registration_id },
    ...{ authEndpoint: registration.auth_url, accesstokenEndpoint: registration.token_url },
    authConfig: { method: 'RSA_KEY', key: key.export({ type: 'spki', format: 'pem' }) },
  }
}
