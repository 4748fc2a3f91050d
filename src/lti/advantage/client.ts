import type { LtiService } from '../../core/domain/courses/lti-advantage.ts'
import type { Outgoing, OutgoingAnswer, OutgoingRequest } from '../../core/ports/outgoing.ts'
import type { AccessTokens } from './access-tokens.ts'
import { ServiceFailure } from './failure.ts'

/** A request to a service of a platform, with an access token for these scopes. */
export interface ServiceRequest extends Omit<OutgoingRequest, 'headers'> {
  scopes: readonly string[]
  accept: string
  contentType?: string
}

export interface ServiceClient {
  /** Throws `ServiceFailure` before anything is sent to an origin that is not the platform's, and when nothing came back. */
  request(of: LtiService, request: ServiceRequest): Promise<OutgoingAnswer>
}

export function createServiceClient(tokens: AccessTokens, outgoing: Outgoing): ServiceClient {
  const send = (token: string, { accept, contentType, scopes: _, ...rest }: ServiceRequest) =>
    outgoing
      .request({
        ...rest,
        headers: {
          Authorization: `Bearer ${token}`,
          Accept: accept,
          ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
        },
      })
      .catch(() => {
        throw new ServiceFailure('platform_away')
      })
  return {
    async request(of, request) {
      if (!originsOf(of).includes(originIn(request.url))) throw new ServiceFailure('foreign_address')
      const token = await tokens.get(of, request.scopes)
      const answer = await send(token, request)
      if (answer.status !== 401) return answer
      // The platform may have ended the token before its time.
      tokens.forget(of, request.scopes, token)
      return send(await tokens.get(of, request.scopes), request)
    },
  }
}

/** Where an access token may go: to the origin that gave it, and to those that the school's admin approved beside it. */
const originsOf = ({ registration, services }: LtiService): string[] => [
  originIn(registration.token_url),
  ...services.origins,
]

export const originIn = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '')
