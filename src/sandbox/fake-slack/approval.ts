import type { WindowReply } from '../window-reply.ts'
import type { World } from './world.ts'

/** Approves the app as the page of this address asks; answers where the browser goes then. */
export function approve(
  world: World,
  address: string,
  more: { team_id: string; scopes?: readonly string[]; is_enterprise?: boolean },
): string {
  const { searchParams } = new URL(address)
  const code = world.newId('code')
  const scopes = more.scopes ?? (searchParams.get('scope') ?? '').split(',')
  world.grants.set(code, {
    ...{ scopes, team_id: more.team_id, is_enterprise: more.is_enterprise ?? false, used: false },
  })
  const back = new URL(searchParams.get('redirect_uri') ?? '')
  back.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString()
  return back.href
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** The page on which somebody chooses the workspace that gets the app. */
export function approvalPage(world: World, { href, searchParams }: URL): WindowReply {
  const ways = [...world.teams.values()].map(({ id, name }) => {
    const query = new URLSearchParams({ address: href, team: id })
    return `<p><a href="/window/approve?${escaped(query.toString())}">Install it in ${escaped(name)}</a></p>`
  })
  const text = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not Slack: approve an app</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style>
<h1>Not Slack: a stand-in on this machine</h1>
<p>The app Shelftalk asks for: ${escaped((searchParams.get('scope') ?? '').replaceAll(',', ', '))}.</p>
${ways.join('\n')}
</html>
`
  return { status: 200, type: 'text/html', text }
}
