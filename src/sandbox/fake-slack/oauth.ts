import type { Call } from './call.ts'
import { SlackRefusal, type Token, tokenLifeSeconds, type World } from './world.ts'

/** Gives a token for a code of the page on which the app was approved, or for a refresh token; each only once. */
export function access({ world, args, basic, app }: Call): Record<string, unknown> {
  const [id, secret] = [basic?.id ?? args.client_id, basic?.secret ?? args.client_secret]
  if (id !== app.client_id || secret !== app.client_secret) throw new SlackRefusal('bad_client_secret')
  if (args.grant_type === 'refresh_token') return refreshed(world, String(args.refresh_token ?? ''), app.id)
  const grant = world.grants.get(String(args.code ?? ''))
  if (grant === undefined) throw new SlackRefusal('invalid_code')
  if (grant.used) throw new SlackRefusal('code_already_used')
  grant.used = true
  const team = world.teams.get(grant.team_id)
  const tenant = grant.is_enterprise ? (team?.enterprise_id ?? '') : grant.team_id
  const token = issueToken(world, { tenant, is_enterprise: grant.is_enterprise, scopes: grant.scopes })
  return {
    ...answered(token, app.id),
    bot_user_id: team?.bot_user_id,
    team: grant.is_enterprise ? null : { id: team?.id, name: team?.name },
    enterprise: team?.enterprise_id == null ? null : { id: team.enterprise_id, name: 'District' },
    is_enterprise_install: grant.is_enterprise,
    authed_user: { id: 'U1' },
  }
}

function refreshed(world: World, refresh: string, appId: string): Record<string, unknown> {
  const before = [...world.tokens.values()].find((token) => token.refresh === refresh)
  if (before === undefined || before.state !== 'good') throw new SlackRefusal('invalid_refresh_token')
  before.state = 'refreshed'
  return answered(issueToken(world, before), appId)
}

export function issueToken(
  world: World,
  {
    tenant,
    is_enterprise,
    scopes,
    prefix = 'xoxe.xoxb-1-',
  }: Pick<Token, 'tenant' | 'is_enterprise' | 'scopes'> & { prefix?: string },
): Token {
  const token: Token = {
    ...{ tenant, is_enterprise, scopes, state: 'good' },
    token: world.newId(prefix),
    refresh: world.newId('xoxe-1-'),
    expires_ms: world.now() + tokenLifeSeconds * 1000,
  }
  world.tokens.set(token.token, token)
  return token
}

const answered = ({ token, refresh, scopes }: Token, app_id: string) => ({
  ...{ app_id, access_token: token, refresh_token: refresh, expires_in: tokenLifeSeconds },
  ...{ token_type: 'bot', scope: scopes.join(',') },
})

export function revoke({ token }: Call): Record<string, unknown> {
  if (token !== null) token.state = 'revoked'
  return { revoked: true }
}
