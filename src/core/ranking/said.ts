/** What can be said in several ways, and in how many: which of them is chosen along a list, the same for a book. */
export const phrasings = {
  'because.series': 3,
  'because.author': 3,
  'because.theme': 3,
  'because.pair': 3,
  'because.readers': 3,
  'close.theme': 2,
  'close.text': 2,
  'chosen.author': 2,
  'chosen.theme': 2,
  'chosen.readers': 2,
  interest: 3,
  'interest.author': 3,
  pinned: 2,
  'popular.grade': 3,
  'popular.school': 3,
  rated: 2,
  shelf: 2,
} as const
export type Phrasing = keyof typeof phrasings

interface Ways {
  2: 1 | 2
  3: 1 | 2 | 3
}
type PhrasedKey = { [P in Phrasing]: `${P}.${Ways[(typeof phrasings)[P]]}` }[Phrasing]

/** What is said to the reader, and so in other words to somebody else: in one way each, since nobody else reads many. */
const saidToReader = [
  'because.series',
  'because.author',
  'because.theme',
  'because.pair',
  'because.readers',
  'close.theme',
  'close.text',
  'chosen.author',
  'chosen.theme',
  'chosen.readers',
  'interest',
  'interest.author',
  'pinned',
  'popular.grade',
  'popular.school',
  'shelf',
] as const satisfies readonly Phrasing[]

type PlainKey =
  | `staff.${(typeof saidToReader)[number]}`
  | `what.${'book' | 'theme' | 'author' | 'both'}`
  | `part.${'title' | 'history' | 'historyWhole' | 'disliked' | 'popularGrade' | 'popularSchool' | 'fills'}`
  | `counts.${'list' | 'for' | 'against' | 'speaksFor' | 'speaksAgainst'}`
  | `place.${'pin' | 'pinForStaff' | 'new' | 'easier' | 'harder' | 'first' | 'fill'}`
  | `held.${'seriesOrder' | 'series' | 'author'}`
  | `shape.${'ignored' | 'nothingSpeaks' | 'outscored' | 'level' | 'alike'}`
  | `gate.${'hidden' | 'not_yours' | 'blocked' | 'maturity' | 'outgrown' | 'not_available' | 'language' | 'already_read'}`
  | `notice.${'general' | 'few' | 'short'}`
  | `similar.${'author' | 'readers' | 'near' | 'theme'}`

/** A message of the catalogue, whichever language will say it, with what fills its gaps: names, numbers, other messages. */
export interface Said {
  key: PhrasedKey | PlainKey
  values?: Readonly<Record<string, string | number | Said>>
}
export type SaidKey = Said['key']

/** One of the ways to say it, chosen by a hash of the book's id. */
export function phrased(phrasing: Phrasing, bookId: string | number, values: Said['values'] = {}): Said {
  const way = 1 + (hashOf(String(bookId)) % phrasings[phrasing])
  return { key: `${phrasing}.${way}` as PhrasedKey, values }
}

/** The same as it is said to whoever looks at a reader's list without being that reader. */
export function toStaff(said: Said): Said {
  const stem = said.key.replace(/\.\d$/, '')
  const phrasing = saidToReader.find((one) => one === stem)
  return phrasing === undefined ? said : { ...said, key: `staff.${phrasing}` }
}

/** Longest name in a sentence; two of them and the words between still fit on a card. */
const maxNameLength = 48

/** A name that fits: without its subtitle when it is long, and cut at a word when it is long even so. */
export function short(name: string): string {
  if (name.length <= maxNameLength) return name
  const main = name.replace(/\s*[:;(].*$/u, '')
  if (main !== '' && main.length <= maxNameLength) return main
  const cut = name.slice(0, maxNameLength - 1)
  return `${cut.replace(/\s+\S*$/u, '')}…`
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
