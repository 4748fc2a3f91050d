import type { LtiRegistration } from '../../core/domain/courses/lti.ts'
import type { LtiServiceChoice } from '../../core/domain/courses/lti-advantage.ts'
import { scopes as known } from '../advantage/scopes.ts'
import { familyOf } from '../platforms/families.ts'
import type { RegisteredMessage } from '../platforms/family.ts'

const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration'
const labels: Readonly<Record<RegisteredMessage, string>> = {
  LtiResourceLinkRequest: 'Books',
  LtiDeepLinkingRequest: 'Books',
}

/**
 * What the tool at `origin` tells a platform that registers it (lti-dr v1p0, section 3): nothing of a person but the opaque
 * id, and just the services that are wanted.
 */
export function toolRegistration(
  origin: string,
  family: LtiRegistration['family'],
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  const { toolExtras, messageExtras, parameters } = familyOf(family)
  const targets = {
    LtiResourceLinkRequest: `${origin}/lti/launch`,
    LtiDeepLinkingRequest: `${origin}/lti/deep-link`,
  }
  const icon_uri = `${origin}/lti/icon.svg`
  const message = (type: RegisteredMessage) => ({
    ...{ type, target_link_uri: targets[type], label: labels[type], icon_uri },
    ...messageExtras[type],
  })
  return {
    ...{ application_type: 'web', client_name: 'Shelftalk', logo_uri: icon_uri },
    ...{ response_types: ['id_token'], grant_types: ['implicit', 'client_credentials'] },
    ...{ initiate_login_uri: `${origin}/lti/login`, redirect_uris: [targets.LtiResourceLinkRequest] },
    ...{ jwks_uri: `${origin}/lti/jwks`, token_endpoint_auth_method: 'private_key_jwt' },
    scope: scopes.join(' '),
    [toolConfiguration]: {
      ...{ domain: new URL(origin).host, target_link_uri: targets.LtiResourceLinkRequest },
      ...{ description: 'Book picks from your school library', claims: ['iss', 'sub'] },
      ...{
        custom_parameters: parameters,
        messages: [message('LtiResourceLinkRequest'), message('LtiDeepLinkingRequest')],
      },
      ...toolExtras,
    },
  }
}

/** The services that a platform of the family is asked for, where a school wants these. */
export const scopesFor = (
  family: LtiRegistration['family'],
  { roster, scores }: LtiServiceChoice,
): string[] => [
  ...(roster ? [known.roster] : []),
  ...(scores ? [known.score] : []),
  ...(scores && familyOf(family).score.looksFirst ? [known.results] : []),
]

/** What is kept of a platform's answer to it. */
export interface Registered {
  clientId: string
  /** Null when the platform tells of none yet. */
  deploymentId: string | null
  /** Services that were asked for and not granted. */
  withheld: string[]
}

const maxId = 255

/** Reads the answer; null when no client comes with it. */
export function registered(answer: unknown, scopes: readonly string[]): Registered | null {
  if (typeof answer !== 'object' || answer === null) return null
  const { client_id, scope, [toolConfiguration]: tool } = answer as Readonly<Record<string, unknown>>
  if (!isId(client_id)) return null
  const deploymentId = (tool as { deployment_id?: unknown } | null | undefined)?.deployment_id
  // An answer that says nothing of services granted what was asked for (RFC 7591, section 3.2.1).
  const granted = typeof scope === 'string' ? scope.split(' ') : scopes
  return {
    clientId: client_id,
    deploymentId: isId(deploymentId) ? deploymentId : null,
    withheld: scopes.filter((one) => !granted.includes(one)),
  }
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= maxId && !/[\p{Cc}\p{Cs}]/u.test(value)
