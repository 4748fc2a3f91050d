import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../api-types.ts'
import { spoken } from '../say.ts'

export interface Api {
  client: Client<paths>
  /** A plain request by the same right: for covers and for the stream of events. */
  request: (path: string, init?: RequestInit) => Promise<Response>
}

/** Asks what anybody may ask. */
export const publicClient = createClient<paths>({ baseUrl: window.location.origin })

/** By what right the page asks: a key, or the session whose cookie the browser sends and whose writes need its token. */
export type Right = { key: string } | { csrfToken: string }

/** Talks to the service this page came from. `onRefused` is called when the key or session is no longer good. */
export function createApi(right: Right, onRefused: () => void): Api {
  const headers: Record<string, string> =
    'key' in right ? { Authorization: `Bearer ${right.key}` } : { 'X-CSRF-Token': right.csrfToken }
  const client = createClient<paths>({ baseUrl: window.location.origin })
  client.use({
    onRequest: ({ request }) => {
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
      request.headers.set('Accept-Language', spoken())
      return request
    },
    onResponse: ({ response }) => {
      if (response.status === 401) onRefused()
      return undefined
    },
  })
  const request = (path: string, init: RequestInit = {}) =>
    fetch(path, { ...init, headers: { ...init.headers, ...headers } })
  return { client, request }
}
