/** Where the key comes from. It is never written anywhere but this tab's session storage. */
const storedAs = 'shelftalk.key'

/** Takes `#key=...` out of the address bar at once, so that it is not bookmarked, copied or photographed. */
export function takeKeyFromAddress(): string | null {
  const match = /^#key=(.+)$/.exec(window.location.hash)
  if (match?.[1] === undefined) return null
  window.history.replaceState(null, '', `${window.location.pathname}#/school`)
  const key = decoded(match[1]).trim()
  return key === '' ? null : key
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const rememberedKey = (): string | null => sessionStorage.getItem(storedAs)
export const rememberKey = (key: string): void => sessionStorage.setItem(storedAs, key)
export const forgetKey = (): void => sessionStorage.removeItem(storedAs)
