/** That somebody signed in with this browser: the cookie itself no script can see. */
const storedAs = 'shelftalk.signedIn'
const mark = '?signed-in'

/** Where a provider sends the browser back to, so that the page knows. */
export const returnPath = `/${mark}`

/** Takes the mark of a sign-in that has just ended out of the address. */
export function takeSignInFromAddress(): void {
  if (window.location.search !== mark) return
  localStorage.setItem(storedAs, '1')
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.hash}`)
}

export const hasSignedIn = (): boolean => localStorage.getItem(storedAs) !== null
export const rememberSignIn = (): void => localStorage.setItem(storedAs, '1')
export const forgetSignIn = (): void => localStorage.removeItem(storedAs)
