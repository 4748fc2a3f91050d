import { useEffect, useState } from 'react'
import { answered } from '../api/problem.ts'
import { useApi } from '../session/api-context.ts'

const booksAsked = 200
const themesOffered = 40

/** The themes that occur most often in the catalogue, in alphabetical order. None while they are not known. */
export function useThemes(): readonly string[] {
  const { client } = useApi()
  const [themes, setThemes] = useState<readonly string[]>([])
  useEffect(() => {
    const stop = new AbortController()
    answered(client.GET('/books', { params: { query: { limit: booksAsked } }, signal: stop.signal })).then(
      ({ data }) => setThemes(commonest(data.items.map((book) => book.themes))),
      () => undefined,
    )
    return () => stop.abort()
  }, [client])
  return themes
}

function commonest(lists: readonly string[][]): string[] {
  const counts = new Map<string, number>()
  for (const theme of lists.flat()) counts.set(theme, (counts.get(theme) ?? 0) + 1)
  const byCount = [...counts].sort(([a, inA], [b, inB]) => inB - inA || a.localeCompare(b))
  return byCount
    .slice(0, themesOffered)
    .map(([theme]) => theme)
    .sort((a, b) => a.localeCompare(b))
}
