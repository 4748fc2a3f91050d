/** A browser, as far as cookies and redirects go: it follows no redirect by itself. */
export class Jar {
  readonly cookies = new Map<string, string>()

  async ask(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string>) }
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.cookies.set(name, value)
    }
    return answer
  }

  post(url: string, fields: Record<string, string> | string, headers: Record<string, string> = {}) {
    const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return this.ask(url, { method: 'POST', body, headers: { ...type, ...headers } })
  }
}
