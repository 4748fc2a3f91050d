/** What changed between two lists of books, by id. */
export interface Difference {
  added: string[]
  left: string[]
  moved: boolean
}

export function difference(before: readonly string[], after: readonly string[]): Difference {
  const was = new Set(before)
  const is = new Set(after)
  const stayed = before.filter((id) => is.has(id))
  const stays = after.filter((id) => was.has(id))
  return {
    added: after.filter((id) => !was.has(id)),
    left: before.filter((id) => !is.has(id)),
    moved: stayed.some((id, place) => id !== stays[place]),
  }
}
