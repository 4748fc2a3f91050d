import type { FactName, FactSet } from './wording.ts'
import { isTitle, type Token } from './wording-tokens.ts'
import { claimOf, joiningWords } from './wording-words.ts'

/** A token's surroundings within its sentence. Words are '' where there is none. */
export interface Place {
  at: number
  facts: FactSet
  before: string
  twoBefore: string
  after: string
  token(offset: number): Token | undefined
  /** Nothing follows, or a pause. */
  ends: boolean
  /** Here is an "and" or "so" after which the sentence turns to the pick. */
  beginsAnew: boolean
  holds(...names: readonly FactName[]): boolean
}

const among =
  (...words: readonly string[]) =>
  (word: string): boolean =>
    words.includes(word)

const joins = among('and', 'so', 'then')
const turnsToPick = among('this', 'here', "here's", 'try', 'you')

export function placesIn(tokens: readonly Token[], facts: FactSet): (at: number) => Place {
  const held = new Set<FactName>(facts.facts)
  const wordAt = (at: number): string => {
    const token = tokens[at]
    return token?.kind === 'word' ? token.word : ''
  }
  return (at) => ({
    at,
    facts,
    before: wordAt(at - 1),
    twoBefore: wordAt(at - 2),
    after: wordAt(at + 1),
    token: (offset) => tokens[at + offset],
    ends: tokens[at + 1] === undefined || tokens[at + 1]?.kind === 'pause',
    beginsAnew: joins(wordAt(at)) && turnsToPick(wordAt(at + 1)),
    holds: (...names) => names.some((name) => held.has(name)),
  })
}

/** Why a word may not stand where it stands; null when it may. */
export function problemOfWord(token: Extract<Token, { kind: 'word' }>, place: Place): string | null {
  const { word, capital } = token
  if (capital && place.at > 0) return `“${word}” is written like a name`
  const claim = claimOf.get(word)
  if (claim === undefined && !joiningWords.has(word)) return `“${word}” is not a word for it`
  if (claim !== undefined && !place.holds(...claim)) return `“${word}” claims what is not in the facts`
  const rule = usage.get(word)
  return rule === undefined || rule(place) ? null : `“${word}” is used for what is not in the facts`
}

const modal = among('might', 'may', 'could', 'can', 'would')
const ofYou = among('you', "you've")
const readers = ['same_readers', 'like_chosen'] as const
const popular = ['popular_in_grade', 'popular_in_school'] as const

/** Of the liking and reading that a sentence may tell, only the reader's own of the books that are named. */
const liked = (place: Place): boolean => ofYou(place.before) && hasItsBook(place)

/** "You have read it" is a claim of its own; "often read" one about readers; "a next read" none. */
function readRightly(place: Place): boolean {
  const byYou = ofYou(place.before) || (place.before === 'have' && place.twoBefore === 'you')
  if (byYou) return place.holds('because_read') && hasItsBook(place)
  return neutralRead(place.before) || place.holds(...readers, ...popular, 'well_rated')
}

const neutralRead = among(
  ...[
    'next',
    'good',
    'great',
    'natural',
    'nice',
    'new',
    'to',
    'could',
    'can',
    'might',
    'may',
    'a',
    'another',
  ],
  ...['short', 'quick', 'long', 'your'],
)

/** After "you liked" stands the book itself, or "both" of two, or nothing more when "which" took it up. */
const hasItsBook = (place: Place): boolean =>
  isTitle(place.token(1), 'because') ||
  (place.after === 'both' && place.facts.because.length > 1) ||
  (place.ends && isTakenUp(place))

/** “Holes”, which you liked */
function isTakenUp(place: Place): boolean {
  const which = place.before === 'have' ? -3 : -2
  const word = place.token(which)
  if (word?.kind !== 'word' || !among('which', 'that')(word.word)) return false
  const before = place.token(which - 1)
  return isTitle(before?.kind === 'pause' ? place.token(which - 2) : before, 'because')
}

/** That this book is like another is more than that the same readers choose both. */
const isAlike = (place: Place): boolean =>
  place.holds('close_by_text', 'like_chosen', 'shared_theme', 'same_author', 'next_in_series')

const sameWhat: ReadonlyMap<string, readonly FactName[]> = new Map<string, readonly FactName[]>([
  ...['author', 'writer'].map((word) => [word, ['same_author']] as const),
  ...['theme', 'themes', 'topic', 'topics', 'subject', 'subjects'].map(
    (word) => [word, ['shared_theme']] as const,
  ),
  ...['readers', 'people'].map((word) => [word, readers] as const),
  ['series', ['next_in_series']],
])

const afterYou = among(
  ...['liked', 'loved', 'enjoyed', 'read', 'have', 'might', 'may', 'could', 'can', 'would'],
  ...['too', 'next', 'now', 'to', 'because', 'since', 'as', 'if', 'so', 'and', 'after'],
)
const afterHave = among('read', 'picked', 'chosen', 'borrowed', 'given', 'rated', 'in', 'to', 'something')
const praised = among('read', 'pick', 'choice', 'next', 'place', 'way', 'start', 'suggestion')
const praises = (place: Place): boolean => praised(place.after)

/** Words that say nothing false only in some places. */
const usage: ReadonlyMap<string, (place: Place) => boolean> = new Map([
  ['liked', liked],
  ['loved', liked],
  ['enjoyed', liked],
  ['read', readRightly],
  ['you', (place: Place) => place.ends || afterYou(place.after)],
  ["you've", (place: Place) => place.after === 'read'],
  ['have', (place: Place) => afterHave(place.after) || place.token(1)?.kind === 'theme'],
  ['enjoy', (place: Place) => modal(place.before) || among('to', 'also')(place.before)],
  ['like', (place: Place) => isWish(place) || isAlike(place)],
  ['which', (place: Place) => ofYou(place.after)],
  ['by', (place: Place) => place.token(1)?.kind === 'author' || among('the', 'its')(place.after)],
  [
    'about',
    (place: Place) =>
      place.token(1)?.kind === 'theme' || (place.after === 'the' && place.holds('shared_theme')),
  ],
  ['same', (place: Place) => place.holds(...(sameWhat.get(place.after) ?? []))],
  [
    'both',
    (place: Place) =>
      place.facts.because.length > 1 || place.holds('shared_theme', 'same_author', 'next_in_series'),
  ],
  ['next', (place: Place) => place.ends || praised(place.after) || place.holds('next_in_series')],
  ['goes', (place: Place) => place.after !== 'on' || place.holds('next_in_series')],
  ['new', (place: Place) => place.before === 'something'],
  ['good', praises],
  ['great', praises],
  ['natural', praises],
  ['nice', praises],
  ['well', (place: Place) => place.before === 'as' || place.holds('well_rated')],
  ['high', (place: Place) => place.after === 'ratings'],
  ['grade', (place: Place) => place.before === 'your' && place.twoBefore === 'around'],
  ['school', (place: Place) => among('your', 'this')(place.before)],
])

const isWish = (place: Place): boolean =>
  modal(place.before) || (place.before === 'also' && modal(place.twoBefore))

const beforeTitle = among(
  ...['liked', 'loved', 'enjoyed', 'read', 'chose', 'picked', 'borrowed'],
  ...['of', 'after', 'like', 'with', 'wrote', 'resembles'],
)

/** Why a title may not stand where it stands: a book that was read is named as a reason, never as what is recommended. */
export function problemOfTitle({ of }: Extract<Token, { kind: 'title' }>, place: Place): string | null {
  const isListed = place.before === 'and' && isTitle(place.token(-2), 'because')
  if (of === 'pick') return isListed ? 'it lists the pick among the books that were read' : null
  const isReason =
    isListed ||
    beforeTitle(place.before) ||
    (place.before === 'to' && among('close', 'similar')(place.twoBefore)) ||
    isPairedWithPick(place)
  return isReason ? null : 'it names a book that was read where the pick belongs'
}

/** “Holes” and this one share a theme */
function isPairedWithPick(place: Place): boolean {
  const opens = place.at === 0 || place.token(-1)?.kind === 'pause'
  const other = place.token(2)
  const isPick = isTitle(other, 'pick') || (other?.kind === 'word' && other.word === 'this')
  return opens && place.after === 'and' && isPick && place.holds('shared_theme', 'same_author')
}
