const names = ['localhost', '127.0.0.1', '[::1]']

/** Whether a host's name, as it stands in an address, is this very machine's. */
export const isLoopbackName = (name: string): boolean => names.includes(name.toLowerCase())
