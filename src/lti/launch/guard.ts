import type { LtiRegistration, LtiTransaction } from '../../core/domain/courses/lti.ts'
import { ltiRole } from '../../core/domain/courses/lti.ts'
import type { LtiFlow } from '../../core/flows/courses/lti.ts'
import { deepLinkingOf } from '../course/deep-linking.ts'
import { familyOf } from '../platforms/families.ts'
import { Refusal } from '../refusal.ts'
import type { SecondCheck } from '../tool/second-check.ts'
import { checkClaims, checkSignature, type Launch, type MessageType, readToken } from './id-token.ts'
import type { PlatformKeys } from './platform-keys.ts'

/** Our addresses, as platforms know them. */
export interface OurAddresses {
  /** The one redirect URI, which every token comes to. */
  launch: string
  deepLink: string
}

/** Fields of a form or a query, each said once. */
export type Fields = ReadonlyMap<string, string>

const maxField = 2048
const messagesFor = (target: string, ours: OurAddresses): readonly MessageType[] =>
  new URL(target).pathname === new URL(ours.deepLink).pathname
    ? ['LtiDeepLinkingRequest']
    : ['LtiResourceLinkRequest', 'LtiSubmissionReviewRequest']

export interface Guard {
  /** A platform wants to launch us: begins the launch. Throws `Refusal`. */
  login(fields: Fields): Promise<{ transaction: LtiTransaction; secret: string }>
  /** Where the browser goes with a launch that began: to the platform, which then sends the token. */
  authorization(transaction: LtiTransaction): Promise<string>
  /**
   * A token came. `proofOf` gives the secret that the browser holds for a launch, null for none. Throws `Refusal`; the
   * launch is ended by whoever passes, and by nobody else.
   */
  launch(
    fields: Fields,
    proofOf: (transaction: LtiTransaction) => string | null,
  ): Promise<{
    registration: LtiRegistration
    transaction: LtiTransaction
    secret: string
    /** Whether the platform wants a link for its course rather than a page. */
    isLinking: boolean
    /** Whether somebody acts as the person who was named. */
    isActed: boolean
  }>
}

/** The token came without the secret of its launch, which the browser may hold elsewhere: nothing is decided yet. */
export class ProofWanted extends Error {
  readonly transaction: LtiTransaction

  constructor(transaction: LtiTransaction) {
    super('the secret of the launch is wanted')
    this.name = 'ProofWanted'
    this.transaction = transaction
  }
}

/** The frame of the platform that keeps things for tools: `_parent`, or a name. */
export const storageTargetIn = (fields: Fields): string | null =>
  /^[\w.-]{1,100}$/.exec(fields.get('lti_storage_target') ?? '')?.[0] ?? null

export interface GuardNeeds {
  keys: PlatformKeys
  /** Looks at what passed here once more. */
  second: SecondCheck
  ours: OurAddresses
  clock: () => Date
  /** Told of each launch that opened, of which nothing but the session is kept so far; without a person, where nothing is. */
  opened(registration: LtiRegistration, launch: Launch): Promise<void>
}

/** Decides about every launch: what it refuses, nobody behind it sees. */
export function createGuard(flow: LtiFlow, { keys, second, ours, clock, opened }: GuardNeeds): Guard {
  return {
    async login(fields) {
      const registration = await registrationFor(flow, fields)
      const target = targetOf(fields, registration, ours)
      return flow.begin(registration, {
        target,
        deployment_id: fields.get('lti_deployment_id') ?? null,
        login_hint: needed(fields, 'login_hint'),
        message_hint: fields.get('lti_message_hint') ?? null,
        storage_target: storageTargetIn(fields),
      })
    },
    async authorization(transaction) {
      const registration = await flow.registration(transaction.registration_id)
      if (registration === null)
        throw new Refusal('platform_unknown', 'the platform is not registered any more')
      const url = new URL(registration.auth_url)
      const params = {
        ...{ scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' },
        ...{ client_id: registration.client_id, redirect_uri: ours.launch },
        ...{ state: transaction.state, nonce: transaction.nonce, login_hint: transaction.login_hint },
        ...(transaction.message_hint === null ? {} : { lti_message_hint: transaction.message_hint }),
      }
      for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
      return url.href
    },
    async launch(fields, proofOf) {
      if (fields.has('error'))
        throw new Refusal(
          'platform_error',
          /^[a-z_]{1,40}$/.exec(fields.get('error') ?? '')?.[0] ?? 'an error without a name',
        )
      const transaction = await flow.transactionOf(fields.get('state') ?? '')
      if (transaction === null)
        throw new Refusal('state_unknown', 'the launch is not known, over, or was used')
      const proof = proofOf(transaction)
      if (proof === null) throw new ProofWanted(transaction)
      if (!flow.isProof(transaction, proof))
        throw new Refusal('proof_missing', 'the browser does not hold the secret of the launch')
      const registration = await flow.registration(transaction.registration_id)
      if (registration?.state !== 'active') throw waiting()
      const token = readToken(fields.get('id_token') ?? '')
      const key = await keys.find(registration.jwks_url, token.kid)
      checkSignature(token, key)
      const { issuer, client_id } = registration
      const { nonce, deployment_id, target } = transaction
      const launch = checkClaims(
        token.payload,
        {
          ...{ issuer, clientId: client_id, nonce, deploymentId: deployment_id, target },
          messageTypes: messagesFor(target, ours),
        },
        clock().getTime() / 1000,
      )
      if ((await flow.deployment(registration, launch.deploymentId)) !== 'approved')
        throw new Refusal('deployment_unknown', 'the deployment is not approved')
      if (launch.sub === null && registration.require_sub)
        throw new Refusal('token_claims', 'the platform did not say who launches')
      const role = ltiRole(launch.roles, launch.sub)
      const isLinking = launch.messageType === 'LtiDeepLinkingRequest'
      if (isLinking && role !== 'instructor')
        throw new Refusal('not_allowed', 'only who teaches the course may put a link into it')
      if (!(await flow.consume(transaction)))
        throw new Refusal('state_unknown', 'the launch was used already')
      const { state } = transaction
      await second.check({ ...{ token: token.text, state, key, registration, launch } })
      const { secret, account_id } = await flow.open(registration, transaction, {
        ...{ role, sub: launch.sub, deep_linking: isLinking ? deepLinkingOf(launch) : null },
        context_id: launch.contextId,
        custom: launch.custom,
        ...{ locale: launch.locale, acted: launch.isActed },
        line_item: launch.offers.score?.line_item ?? null,
      })
      await opened(registration, account_id === null ? { ...launch, sub: null } : launch)
      return { registration, transaction, secret, isLinking, isActed: launch.isActed }
    },
  }
}

async function registrationFor(flow: LtiFlow, fields: Fields): Promise<LtiRegistration> {
  const issuer = needed(fields, 'iss')
  const [registration, another] = await flow.registrations(issuer, fields.get('client_id') ?? null)
  if (registration === undefined) throw new Refusal('platform_unknown', 'the platform is not registered')
  if (another !== undefined)
    throw new Refusal('platform_ambiguous', 'the platform has several registrations and named none')
  if (registration.state !== 'active') throw waiting()
  return registration
}

/** Some platforms may leave the target out; whatever is there must be an address of ours. */
function targetOf(fields: Fields, { family }: LtiRegistration, ours: OurAddresses): string {
  const target = fields.get('target_link_uri')
  if (target === undefined && familyOf(family).omitsTarget) return ours.launch
  if (target === undefined) throw new Refusal('parameter_missing', 'target_link_uri is missing')
  const isKnown = [ours.launch, ours.deepLink].some((one) => isSamePlace(one, target))
  if (target.length > maxField || !isKnown) throw new Refusal('target_unknown', 'the target is not ours')
  return target
}

function isSamePlace(ours: string, target: string): boolean {
  if (!URL.canParse(target)) return false
  const [one, other] = [new URL(ours), new URL(target)]
  const isBare = other.username === '' && other.password === '' && other.hash === ''
  return isBare && one.origin === other.origin && one.pathname === other.pathname
}

function needed(fields: Fields, name: string): string {
  const value = fields.get(name) ?? ''
  if (value === '' || value.length > maxField) throw new Refusal('parameter_missing', `${name} is missing`)
  return value
}

const waiting = (): Refusal =>
  new Refusal('platform_waiting', 'the registration waits for approval, or is off')
