import { isLoopbackName } from './loopback.ts'

/** A name or a number, and nothing that would end the directive of a header that it is put into. */
const plainHost = /^[a-z0-9.-]+$|^\[[0-9a-f:.]+\]$/

/** Whether it is an address of the web under a plain name, without a name or password in it: by https, or of this machine. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const isPlain = plainHost.test(hostname) && username === '' && password === ''
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname)))
}
