import { randomId } from '../random-id.ts'

const storedAs = 'shelftalk.reader'

/** The random number that stands for this reader, for as long as the tab is open. */
export function readerId(): string {
  const known = sessionStorage.getItem(storedAs)
  if (known !== null) return known
  return newReaderId()
}

export function newReaderId(): string {
  const id = `reader-${randomId()}`
  sessionStorage.setItem(storedAs, id)
  return id
}
