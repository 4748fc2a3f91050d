export interface TypedBook {
  title: string
  author?: string
}

/** Reads "Holes by Louis Sachar", "Holes - Louis Sachar" or just "Holes", one book a line. Empty lines do not count. */
export function typedTitles(text: string): TypedBook[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^[\s*•\d.)-]*(?=\p{L})/u, '').trim())
    .filter((line) => line !== '')
    .map(typedBook)
}

function typedBook(line: string): TypedBook {
  const parts = /^(.+?)\s+(?:by|[-–—])\s+(\p{Lu}[^,;]*)$/u.exec(line)
  const [title, author] = [parts?.[1], parts?.[2]]
  return title === undefined || author === undefined ? { title: line } : { title, author: author.trim() }
}
