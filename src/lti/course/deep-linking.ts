import { randomBytes } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import type { LtiDeepLinking, LtiRegistration } from '../../core/domain/courses/lti.ts'
import type { LtiKeyFlow } from '../../core/flows/courses/lti-keys.ts'
import { claim, isText, type Launch } from '../launch/id-token.ts'
import { Refusal } from '../refusal.ts'

const maxAddress = 2048
const link = 'ltiResourceLink'
const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim/'

/** A link that a platform keeps in a course. */
export interface ContentItem {
  title: string
  url: string
  custom: Readonly<Record<string, string>>
}

/** What a launch for deep linking may answer. Throws `Refusal` for settings that make no sense. */
export function deepLinkingOf({ deploymentId, deepLinking }: Launch): LtiDeepLinking {
  const { deep_link_return_url, accept_types, data } = deepLinking ?? {}
  const isAddress =
    typeof deep_link_return_url === 'string' &&
    deep_link_return_url.length <= maxAddress &&
    URL.canParse(deep_link_return_url) &&
    /^https?:$/.test(new URL(deep_link_return_url).protocol)
  const isData = data === undefined || (typeof data === 'string' && isText(data))
  if (!isAddress || !Array.isArray(accept_types) || !isData)
    throw new Refusal('token_claims', 'the settings of the deep linking are not as they should be')
  return {
    deployment_id: deploymentId,
    return_url: deep_link_return_url,
    takes_links: accept_types.includes(link),
    data: data ?? null,
  }
}

/** The signed answer to a platform: one link for its course, or none. */
export async function signedAnswer(
  keys: LtiKeyFlow,
  { issuer, client_id }: LtiRegistration,
  { deployment_id, data }: LtiDeepLinking,
  item: ContentItem | null,
): Promise<string> {
  const { kid, private_key } = await keys.signing()
  const claims = {
    nonce: randomBytes(24).toString('base64url'),
    [claim.messageType]: 'LtiDeepLinkingResponse',
    [claim.version]: '1.3.0',
    [claim.deploymentId]: deployment_id,
    [`${dl}content_items`]: item === null ? [] : [{ type: link, ...item }],
    ...(data === null ? {} : { [`${dl}data`]: data }),
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(client_id)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(await importPKCS8(private_key, 'RS256'))
}
