import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../api-types.ts'

export interface Api {
  client: Client<paths>
  /** A plain request with the key: for covers and for the stream of events. */
  request: (path: string, init?: RequestInit) => Promise<Response>
}

/** Talks to the service this page came from. `onRefusedKey` is called when the key is no longer good. */
export function createApi(key: string, onRefusedKey: () => void): Api {
  const authorization = `Bearer ${key}`
  const client = createClient<paths>({ baseUrl: window.location.origin })
  client.use({
    onRequest: ({ request }) => {
      request.headers.set('Authorization', authorization)
      return request
    },
    onResponse: ({ response }) => {
      if (response.status === 401) onRefusedKey()
      return undefined
    },
  })
  const request = (path: string, init: RequestInit = {}) =>
    fetch(path, { ...init, headers: { ...init.headers, Authorization: authorization } })
  return { client, request }
}
