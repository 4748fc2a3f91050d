import { createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { onTestFinished, vi } from 'vitest'

/** Who signs in at the issuer next, and what it says of them. */
export interface Account {
  sub: string
  email?: string
  email_verified?: boolean
  student_id?: string
}

/** A provider of identities, run by the library that others run theirs with. */
export interface Issuer {
  url: string
  client_id: string
  client_secret: string
  /** Whoever comes signs in as this account; null: whoever comes turns back. */
  account: Account | null
  /** Changes the claims of ID tokens, which are then signed anew with the right key, or by `signature` with a wrong one. */
  tamper: ((claims: Record<string, unknown>) => Record<string, unknown>) | null
  signature: 'right' | 'wrong'
}

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [right, wrong] = [keyPair(), keyPair()]

/** Listens on a port of this machine until the test ends. */
export async function anIssuer(redirectUri: string): Promise<Issuer> {
  const issuer: Issuer = {
    ...{ url: '', client_id: 'shelftalk', client_secret: 'the-client-secret' },
    ...{ account: null, tamper: null, signature: 'right' as const },
  }
  const server = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // It says at each start that it keeps its data in memory, as it should here.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const provider = new Provider(issuer.url, {
    clients: [
      {
        ...{ client_id: issuer.client_id, client_secret: issuer.client_secret, redirect_uris: [redirectUri] },
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: {
      keys: [{ ...right.privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'right' }],
    },
    cookies: { keys: ['for tests'] },
    claims: { openid: ['sub', 'student_id'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: async () => ({ ...issuer.account, sub: accountId }),
    }),
    async loadExistingGrant(ctx) {
      const { session, client } = ctx.oidc
      const grant = new ctx.oidc.provider.Grant({ accountId: session?.accountId, clientId: client?.clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  })
  const handle = provider.callback()

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (req.url?.startsWith('/interaction/')) {
      const result =
        issuer.account === null
          ? { error: 'access_denied', error_description: 'turned back' }
          : { login: { accountId: issuer.account.sub, remember: false } }
      return provider.interactionFinished(req, res, result)
    }
    if (req.url === '/token') changeTokens(res, issuer)
    await handle(req, res)
  }
  return issuer
}

/** What the token endpoint sends goes through the hands of the test. */
function changeTokens(res: ServerResponse, issuer: Issuer): void {
  const end = res.end.bind(res) as (body: string) => ServerResponse
  res.end = ((body: unknown) => {
    const answer = JSON.parse(String(body)) as { id_token?: string }
    if (answer.id_token !== undefined) answer.id_token = changed(answer.id_token, issuer)
    const text = JSON.stringify(answer)
    res.setHeader('Content-Length', Buffer.byteLength(text))
    return end(text)
  }) as typeof res.end
}

function changed(token: string, { tamper, signature }: Issuer): string {
  if (tamper === null && signature === 'right') return token
  const [head = '', body = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>
  const signed = `${head}.${Buffer.from(JSON.stringify(tamper?.(claims) ?? claims)).toString('base64url')}`
  const { privateKey } = signature === 'right' ? right : wrong
  return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`
}
