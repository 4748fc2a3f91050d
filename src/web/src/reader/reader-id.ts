import { randomId } from '../random-id.ts'

const storedAs = 'shelftalk.reader'

/** The random number that stands for this reader while the tab is open; null before the first book was given. */
export const rememberedReader = (): string | null => sessionStorage.getItem(storedAs)

export function newReader(): string {
  const id = `reader-${randomId()}`
  sessionStorage.setItem(storedAs, id)
  return id
}

export const forgetReader = (): void => sessionStorage.removeItem(storedAs)
