/** As much of a browser as signing in needs: cookies a host, and redirects that the test can look at. */
export interface Browser {
  /** Asks an address and follows no redirect. */
  open(url: string, init?: RequestInit): Promise<Response>
  /** Follows redirects as long as `goOn` says so of the next address; answers what came last, and where it was. */
  follow(url: string, goOn?: (next: string) => boolean): Promise<{ answer: Response; at: string }>
  /** The cookies for an address by name. */
  cookies(url: string): Map<string, string>
}

const mostRedirects = 20

export function aBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string): Map<string, string> => {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }
  const open: Browser['open'] = async (url, init = {}) => {
    const jar = jarOf(url)
    const headers = new Headers(init.headers)
    headers.set('Cookie', [...jar].map((pair) => pair.join('=')).join('; '))
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return answer
  }
  return {
    open,
    async follow(url, goOn = () => true) {
      let at = url
      for (let step = 0; step < mostRedirects; step++) {
        const answer = await open(at, { headers: { Accept: 'text/html' } })
        const next = answer.headers.get('location')
        if (next === null) return { answer, at }
        at = new URL(next, at).href
        if (!goOn(at)) return { answer, at }
      }
      throw new Error('redirected for ever')
    },
    cookies: jarOf,
  }
}
