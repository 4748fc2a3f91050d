import { createVerify, type KeyObject } from 'node:crypto'
import { repeatedField } from '../../core/domain/repeated-field.ts'
import { type Offers, offersIn } from '../advantage/offers.ts'
import { Refusal } from '../refusal.ts'

const maxTokenBytes = 64 * 1024
const maxDepth = 20
const segment = /^[A-Za-z0-9_-]+$/
/** Headers that would have a key or its rules taken from the token itself. */
const forbiddenHeaders = ['jku', 'x5u', 'jwk', 'x5c', 'crit', 'b64']

export type Json = Readonly<Record<string, unknown>>

/** A token that is well formed and of the one algorithm that is taken; nothing of it is believed yet. */
export interface ReadToken {
  /** As it came. */
  text: string
  kid: string
  payload: Json
  /** What was signed, and the signature. */
  signed: string
  signature: Buffer
}

/** Takes an id_token apart. Throws `Refusal` for whatever is no compact JWS, RS256, with a key id and one reading of its JSON. */
export function readToken(text: string): ReadToken {
  if (Buffer.byteLength(text) > maxTokenBytes) throw new Refusal('too_large', 'the token is too long')
  const parts = text.split('.')
  const [head = '', body = '', seal = ''] = parts
  if (parts.length !== 3 || !parts.every((part) => segment.test(part)))
    throw malformed('the token is no JWT of three parts')
  const header = objectIn(head)
  if (header.alg !== 'RS256') throw malformed('the token is not signed by RS256')
  if (forbiddenHeaders.some((name) => name in header))
    throw malformed('the token brings a key or rules of its own')
  const { kid } = header
  if (typeof kid !== 'string' || kid === '' || kid.length > 255) throw malformed('the token names no key')
  return {
    text,
    kid,
    payload: objectIn(body),
    signed: `${head}.${body}`,
    signature: Buffer.from(seal, 'base64url'),
  }
}

/** Throws `Refusal` unless the key, RSA of at least 2,048 bits, signed the token. */
export function checkSignature(token: ReadToken, key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  const isFit = key.type === 'public' && key.asymmetricKeyType === 'rsa' && bits >= 2048
  const holds = isFit && createVerify('RSA-SHA256').update(token.signed).verify(key, token.signature)
  if (!holds) throw new Refusal('token_signature', 'the signature of the token does not hold')
}

function objectIn(part: string): Json {
  const text = utf8(Buffer.from(part, 'base64url'))
  if (depthOf(text) > maxDepth) throw malformed('the token is nested too deeply')
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('a part of the token is no JSON object')
  if (repeatedField(text) !== null) throw malformed('a part of the token says something twice')
  return value as Json
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed('a part of the token is not UTF-8')
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('a part of the token is no JSON')
  }
}

/** Brackets that are open at once, at most; those in strings count too, so never too few. */
function depthOf(text: string): number {
  let open = 0
  let most = 0
  for (const sign of text) {
    if (sign === '{' || sign === '[') most = Math.max(most, ++open)
    else if (sign === '}' || sign === ']') open--
  }
  return most
}

const malformed = (detail: string): Refusal => new Refusal('token_malformed', detail)

const lti = 'https://purl.imsglobal.org/spec/lti/claim/'
/** Claims of LTI by their short names, as URIs. */
export const claim = {
  version: `${lti}version`,
  messageType: `${lti}message_type`,
  deploymentId: `${lti}deployment_id`,
  target: `${lti}target_link_uri`,
  resourceLink: `${lti}resource_link`,
  roles: `${lti}roles`,
  context: `${lti}context`,
  custom: `${lti}custom`,
  presentation: `${lti}launch_presentation`,
  deepLinking: 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings',
  names: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  endpoint: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
} as const

export type MessageType = 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest' | 'LtiSubmissionReviewRequest'

/** What the registration and the login's row say about the launch that is to come. */
export interface Expected {
  issuer: string
  clientId: string
  nonce: string
  /** As it was sent with the login; null when it was not. */
  deploymentId: string | null
  /** As it was sent with the login, or the registration's own where the platform leaves it out. */
  target: string
  /** Messages that the target takes. */
  messageTypes: readonly MessageType[]
}

/** What is kept of a launch, after every claim was held against what was expected. Nothing here names a person. */
export interface Launch {
  messageType: MessageType
  deploymentId: string
  /** The platform's id of the person, as received; null for a visitor. */
  sub: string | null
  roles: readonly string[]
  contextId: string | null
  /** Of strings only; what the platform did not substitute is left out. */
  custom: ReadonlyMap<string, string>
  locale: string | null
  /** Somebody else acts as this person, or the person is nobody but a try: the platform tells it where it can. */
  isActed: boolean
  deepLinking: Json | null
  /** From when to when the token holds, in seconds since 1970, without what clocks may differ. */
  from: number
  until: number
  offers: Offers
}

const skewSeconds = 60
const maxAgeSeconds = 600
const maxIdLength = 255
const maxCustomBytes = 32 * 1024
/** A parameter of the tool's that the platform fills in while somebody acts as another; who it is goes no further. */
const actedAs = 'acted_by'
/** Parameters that are read beside our own; any other may name somebody, and is not kept. */
const known = [actedAs, 'context_history', 'high_contrast', 'pm_token']
const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser'

/**
 * Holds the claims of a token against what was expected and answers what is kept of them. Throws `Refusal` for the first
 * that does not hold. `now` in seconds since 1970.
 */
export function checkClaims(payload: Json, expected: Expected, now: number): Launch {
  if (payload.iss !== expected.issuer) throw new Refusal('token_issuer', 'the token is of another issuer')
  checkAudience(payload, expected.clientId)
  const times = checkTimes(payload, now)
  if (typeof payload.nonce !== 'string' || payload.nonce === '' || payload.nonce !== expected.nonce)
    throw new Refusal('token_nonce', 'the nonce is not that of the login')
  if (payload[claim.version] !== '1.3.0') throw new Refusal('token_version', 'the version is not 1.3.0')
  const messageType = expected.messageTypes.find((type) => type === payload[claim.messageType])
  if (messageType === undefined)
    throw new Refusal('token_message', 'the kind of message does not fit where it is sent to')
  const deploymentId = idIn(payload, claim.deploymentId)
  if (deploymentId === null || (expected.deploymentId ?? deploymentId) !== deploymentId)
    throw new Refusal('deployment_unknown', 'the deployment is missing or not that of the login')
  checkTarget(payload, messageType, expected.target)
  return { messageType, deploymentId, ...times, ...whatIsKept(payload, messageType) }
}

function checkAudience({ aud, azp }: Json, clientId: string): void {
  const audiences = Array.isArray(aud) ? aud : [aud]
  const onlyUs = audiences.length > 0 && audiences.every((one) => one === clientId)
  // Several entries need azp, and whenever azp is there it must be us; an entry that nobody registered is refused.
  const azpHolds = azp === undefined ? audiences.length === 1 : azp === clientId
  if (!onlyUs || !azpHolds) throw new Refusal('token_audience', 'the token is for somebody else')
}

function checkTimes({ exp, iat, nbf }: Json, now: number): Pick<Launch, 'from' | 'until'> {
  const isTime = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e11
  const late = (detail: string): Refusal => new Refusal('token_time', detail)
  if (!isTime(exp) || !isTime(iat)) throw late('the token lacks a time')
  if (nbf !== undefined && (!isTime(nbf) || nbf > now + skewSeconds)) throw late('the token holds later')
  if (exp <= now - skewSeconds) throw late('the token has run out; the clocks may differ')
  if (iat > now + skewSeconds || iat < now - maxAgeSeconds)
    throw late('the token was made at another time; the clocks may differ')
  return { from: nbf ?? 0, until: exp }
}

function checkTarget(payload: Json, messageType: MessageType, expected: string): void {
  const target = payload[claim.target]
  if (target === undefined && messageType !== 'LtiResourceLinkRequest') return
  if (typeof target !== 'string' || !URL.canParse(target) || new URL(target).href !== new URL(expected).href)
    throw new Refusal('token_target', 'the target is not that of the login')
}

function whatIsKept(
  payload: Json,
  messageType: MessageType,
): Omit<Launch, 'messageType' | 'deploymentId' | 'from' | 'until'> {
  const roles = payload[claim.roles]
  if (!Array.isArray(roles)) throw broken('the roles are no list')
  const link = objectAt(payload, claim.resourceLink)
  const linkId = link === null ? null : idIn(link, 'id')
  if (messageType === 'LtiResourceLinkRequest' && linkId === null)
    throw broken('the resource link is missing')
  const context = objectAt(payload, claim.context)
  const locale = objectAt(payload, claim.presentation)?.locale
  const custom = new Map(customIn(payload[claim.custom]))
  const isActed = custom.delete(actedAs)
  return {
    sub: 'sub' in payload ? subIn(payload) : null,
    roles: roles.filter((role): role is string => typeof role === 'string' && role !== ''),
    contextId: context === null ? null : idIn(context, 'id'),
    custom,
    isActed: isActed || roles.includes(testUser),
    locale: typeof locale === 'string' && isKeepable(locale) ? locale.slice(0, 35) : null,
    deepLinking: objectAt(payload, claim.deepLinking),
    offers: offersIn(objectIfAny(payload, claim.names), objectIfAny(payload, claim.endpoint)),
  }
}

function subIn({ sub }: Json): string {
  if (typeof sub !== 'string' || !isKeepable(sub))
    throw broken('the person is named in a way that cannot be kept')
  return sub
}

/** A non-empty string that is not too long; null for one that is not there. */
function idIn(value: Json, name: string): string | null {
  const id = value[name]
  if (id === undefined || id === null) return null
  if (typeof id !== 'string' || !isKeepable(id)) throw broken(`${name} is no usable id`)
  return id
}

/** Whether it is Unicode throughout: what is not would come back as something else. */
export const isText = (text: string): boolean => !/\p{Cs}/u.test(text)

/** Neither empty nor too long, and the same again when it was stored. */
const isKeepable = (id: string): boolean =>
  id !== '' && id.length <= maxIdLength && isText(id) && !id.includes('\0')

function objectAt(payload: Json, name: string): Json | null {
  const value = payload[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'object' || Array.isArray(value)) throw broken(`${name} is no object`)
  return value as Json
}

/** As `objectAt`, for what a launch does without. */
const objectIfAny = (payload: Json, name: string): Json | null =>
  typeof payload[name] === 'object' && !Array.isArray(payload[name]) ? objectAt(payload, name) : null

/** What the platform did not fill in still begins with a dollar sign: that is the same as not there, as is what cannot be kept. */
function customIn(value: unknown): ReadonlyMap<string, string> {
  if (value === undefined || value === null) return new Map()
  if (Buffer.byteLength(JSON.stringify(value)) > maxCustomBytes)
    throw broken('the custom parameters are too long')
  if (typeof value !== 'object' || Array.isArray(value)) return new Map()
  return new Map(
    Object.entries(value).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' &&
        (entry[0].startsWith('st_') || known.includes(entry[0])) &&
        !entry[1].startsWith('$') &&
        !entry.some((part) => String(part).includes('\0')),
    ),
  )
}

const broken = (detail: string): Refusal => new Refusal('token_claims', detail)
