import { z } from 'zod'
import type { LtiRegistration } from '../../core/domain/courses/lti.ts'
import { isLoopbackName } from '../../core/domain/loopback.ts'
import { isWebAddress } from '../../core/domain/web-address.ts'
import type { Outgoing } from '../../core/ports/outgoing.ts'
import { familyNamed, familyOf, sharedAt } from '../platforms/families.ts'
import { Refusal } from '../refusal.ts'

const maxAddress = 2048
const maxName = 120
const platformPart = 'https://purl.imsglobal.org/spec/lti-platform-configuration'
const Address = z
  .string()
  .max(maxAddress)
  .refine((text) => URL.canParse(text), 'is no address')

const Configuration = z.looseObject({
  issuer: z.string().min(1).max(300),
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
  registration_endpoint: Address,
  [platformPart]: z
    .looseObject({ product_family_code: z.string().catch('') })
    .catch({ product_family_code: '' }),
})

/** What a platform says of itself, held against where it said it. */
export interface PlatformConfiguration {
  issuer: string
  authUrl: string
  tokenUrl: string
  jwksUrl: string
  registrationUrl: string
  family: LtiRegistration['family']
  /** What its school is called there, or its host: to be shown, never believed. */
  name: string
  /** Origins that are the platform's, and those of its customers as a pattern: it may frame the page that registers. */
  origins: string[]
  /** Who may frame our pages in courses, as far as that can be told; an admin confirms it. */
  frameOrigins: string[]
}

/**
 * Fetches a platform's configuration (lti-dr v1p0, section 3.4), with its token where it gave one. Throws `Refusal` when it
 * cannot be had, and when it speaks for a host other than the one that it stands on.
 */
export async function fetchConfiguration(
  outgoing: Outgoing,
  url: string,
  { token, origin }: { token: string | null; origin: string },
): Promise<PlatformConfiguration> {
  const isFit = fitness(origin)
  if (url.length > maxAddress || !isFit(url))
    throw new Refusal('registration_configuration', 'the address of the configuration is not https')
  const headers = { Accept: 'application/json', ...bearer(token) }
  const answer = await outgoing.request({ method: 'GET', url, headers }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'it does not answer'
    throw new Refusal('registration_configuration', `the configuration cannot be fetched: ${why}`)
  })
  if (answer.status !== 200)
    throw new Refusal('registration_configuration', `the configuration answers ${answer.status}`)
  const read = Configuration.safeParse(jsonIn(answer.text))
  if (!read.success)
    throw new Refusal('registration_configuration', `the configuration lacks ${whatLacks(read.error)}`)
  return held(read.data, new URL(url), isFit)
}

export const bearer = (token: string | null): Record<string, string> =>
  token === null ? {} : { Authorization: `Bearer ${token}` }

/** Https; a service that only this machine reaches may have its platforms here too, without it. */
const fitness = (origin: string) => {
  const isHere = isLoopbackName(new URL(origin).hostname)
  return (url: string): boolean => isWebAddress(url) && (isHere || new URL(url).protocol === 'https:')
}

function held(
  said: z.infer<typeof Configuration>,
  at: URL,
  isFit: (url: string) => boolean,
): PlatformConfiguration {
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint } = said
  const issuerHost = isFit(issuer) ? new URL(issuer).host : ''
  const shared = sharedAt(at.host)
  const hosts = shared?.hosts ?? [at.host]
  if (!hosts.includes(issuerHost))
    throw new Refusal('registration_foreign', `the configuration on ${at.host} speaks for another issuer`)
  const isOurs = (url: string): boolean => isFit(url) && hosts.includes(new URL(url).host)
  const isCustomers = (url: string): boolean =>
    shared !== null && isFit(url) && new URL(url).host.endsWith(shared.customers)
  if (![authorization_endpoint, token_endpoint, jwks_uri].every(isOurs))
    throw new Refusal('registration_foreign', `an address leads away from ${at.host}`)
  if (!isOurs(registration_endpoint) && !isCustomers(registration_endpoint))
    throw new Refusal('registration_foreign', `the registration leads away from ${at.host}`)
  const part = said[platformPart] as Readonly<Record<string, unknown>>
  const family = familyNamed(String(part.product_family_code ?? ''))
  const registration = new URL(registration_endpoint).origin
  return {
    ...{ issuer, family, authUrl: authorization_endpoint, tokenUrl: token_endpoint, jwksUrl: jwks_uri },
    registrationUrl: registration_endpoint,
    name: nameIn(part, family, at),
    origins: [
      ...new Set([at.origin, new URL(issuer).origin, registration]),
      ...(shared === null ? [] : [`https://*${shared.customers}`]),
    ],
    // Where many schools share an issuer, each is framed by its own host, at which it is also registered.
    frameOrigins: shared === null ? [at.origin] : isCustomers(registration) ? [registration] : [],
  }
}

/** What the school is called there, else the host. */
function nameIn(part: Readonly<Record<string, unknown>>, family: LtiRegistration['family'], at: URL): string {
  const { accountName } = familyOf(family)
  const account = accountName === null ? undefined : part[accountName]
  const name = typeof account === 'string' ? account.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim() : ''
  return name === '' ? at.host : name.slice(0, maxName)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const whatLacks = ({ issues: [first] }: z.ZodError): string => first?.path.join('.') || 'everything'
