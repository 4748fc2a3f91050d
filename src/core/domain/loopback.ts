const names = ['localhost', '127.0.0.1', '[::1]']

/** Whether a host's name, as it stands in an address, is this very machine's: so is each under localhost (RFC 6761, section 6.3). */
export function isLoopbackName(name: string): boolean {
  const small = name.toLowerCase()
  return names.includes(small) || small.endsWith('.localhost')
}
