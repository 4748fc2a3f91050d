import type { FactSet } from './wording.ts'

/** A sentence cut up: the names that stand in the facts, everything else word by word. */
export type Token =
  | { kind: 'word'; word: string; capital: boolean }
  /** `at`: its place among the books that the pick is because of; -1 for the pick. */
  | { kind: 'title'; of: 'pick' | 'because'; at: number }
  | { kind: 'author' | 'theme'; shared: boolean }
  | { kind: 'series' }
  | { kind: 'pause' }
  | { kind: 'stop' }

export const isTitle = (token: Token | undefined, of: 'pick' | 'because'): boolean =>
  token?.kind === 'title' && token.of === of

interface Name {
  text: string
  token: Token
}

const closing: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['"', '"'],
])
const pauses = new Set([',', ';', ':', '–', '—', '(', ')'])
const stops = new Set(['.', '!'])
const letter = /[\p{L}\p{M}\p{N}]/u
const word = /['’]?[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/uy

/** The tokens of a sentence; null when something in it is neither a name, nor a word, nor plain punctuation. */
export function tokensOf(text: string, facts: FactSet): Token[] | null {
  const quoted = quotedNames(facts)
  const bare = bareNames(facts)
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at)
    if (character === ' ') {
      at++
      continue
    }
    const found =
      nameInQuotes(text, at, quoted) ?? nameAt(text, at, bare) ?? markAt(character) ?? wordAt(text, at)
    if (found === null) return null
    tokens.push(...found.tokens)
    at += found.length
  }
  return tokens
}

interface Found {
  tokens: Token[]
  length: number
}

/** A title in quotation marks, word for word; a comma or full stop may stand inside, as Americans put it. */
function nameInQuotes(text: string, at: number, names: readonly Name[]): Found | null {
  const close = closing.get(text.charAt(at))
  if (close === undefined) return null
  for (const name of names) {
    if (!startsAt(text, at + 1, name.text)) continue
    const end = at + 1 + name.text.length
    if (text.charAt(end) === close) return { tokens: [name.token], length: end + 1 - at }
    const mark = markAt(text.charAt(end))
    if (mark !== null && text.charAt(end + 1) === close) {
      return { tokens: [name.token, ...mark.tokens], length: end + 2 - at }
    }
  }
  return null
}

function nameAt(text: string, at: number, names: readonly Name[]): Found | null {
  for (const name of names) {
    const end = at + name.text.length
    const goesOn =
      letter.test(text.charAt(end)) || (text.charAt(end) === '-' && letter.test(text.charAt(end + 1)))
    if (startsAt(text, at, name.text) && !goesOn) return { tokens: [name.token], length: name.text.length }
  }
  return null
}

function markAt(character: string): Found | null {
  if (pauses.has(character)) return { tokens: [{ kind: 'pause' }], length: 1 }
  return stops.has(character) ? { tokens: [{ kind: 'stop' }], length: 1 } : null
}

function wordAt(text: string, at: number): Found | null {
  word.lastIndex = at
  const found = word.exec(text)?.[0]
  if (found === undefined) return null
  const lower = plain(found.charAt(0).toLowerCase() + found.slice(1))
  return {
    tokens: [{ kind: 'word', word: lower, capital: plain(found.charAt(0)) !== lower.charAt(0) }],
    length: found.length,
  }
}

const plain = (text: string): string => text.replaceAll('’', "'")

const startsAt = (text: string, at: number, name: string): boolean =>
  plain(text.slice(at, at + name.length)) === plain(name)

const longestFirst = (names: readonly Name[]): Name[] =>
  names.filter((name) => name.text !== '').sort((a, b) => b.text.length - a.text.length)

function quotedNames({ book, because }: FactSet): Name[] {
  return longestFirst([
    ...because.map((one, at): Name => ({ text: one.title, token: { kind: 'title', of: 'because', at } })),
    { text: book.title, token: { kind: 'title', of: 'pick', at: -1 } },
    ...seriesNames(book.series),
  ])
}

const seriesNames = (series: string | null): Name[] =>
  series === null ? [] : [{ text: series, token: { kind: 'series' } }]

/** Names that stand without quotation marks. Only the pick's authors: whose book is whose must not get mixed up. */
function bareNames({ book, because, shared_theme }: FactSet): Name[] {
  const authors = book.authors.flatMap((author): Name[] => {
    const shared = because[0]?.authors.includes(author) ?? false
    return spellings(author).map((text) => ({ text, token: { kind: 'author', shared } }))
  })
  const themes = book.subjects.flatMap((theme): Name[] => {
    const token: Token = { kind: 'theme', shared: theme === shared_theme }
    return [...new Set([theme, theme.charAt(0).toUpperCase() + theme.slice(1)])].map((text) => ({
      text,
      token,
    }))
  })
  return longestFirst([...authors, ...themes, ...seriesNames(book.series)])
}

const shortestFamilyName = 3

/** "Sachar, Louis" and "Louis Sachar" are one name, and "Sachar" means the same. */
function spellings(author: string): string[] {
  const [family = '', given] = author.split(/,\s*/u)
  const straight = given === undefined ? author : `${given} ${family}`
  const last = given === undefined ? (author.split(' ').at(-1) ?? '') : family
  return [...new Set([author, straight, ...(last.length >= shortestFamilyName ? [last] : [])])]
}
