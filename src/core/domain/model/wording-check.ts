import type { FactSet } from './wording.ts'
import { isTitle, type Token, tokensOf } from './wording-tokens.ts'
import { placesIn, problemOfTitle, problemOfWord } from './wording-usage.ts'
import { claimOf } from './wording-words.ts'

/** The sentence as it may be shown, or in words why it may not. */
export type Checked = { text: string } | { refused: string }

const maxLength = 240
const maxSentences = 2

/**
 * Whether a model's sentence may stand in the template's place: plain text of one or two sentences in which every word
 * is a name from the facts or one of a closed vocabulary, and every claim is one of the facts. Strict on purpose: a
 * refusal costs little, since the template's sentence is there already.
 */
export function checkSentence(sentence: string, facts: FactSet): Checked {
  const text = sentence.trim()
  if (text === '') return { refused: 'it is empty' }
  if (text.length > maxLength) return { refused: 'it is too long' }
  if (text !== text.normalize('NFC') || /\p{C}/u.test(text)) return { refused: 'it holds hidden characters' }
  const tokens = tokensOf(text, facts)
  if (tokens === null) return { refused: 'it holds a name or a mark that is not in the facts' }
  if (tokens.at(-1)?.kind !== 'stop') return { refused: 'it has no end' }
  const sentences = split(tokens, (token) => token.kind === 'stop')
  if (sentences.length > maxSentences) return { refused: 'it is more than two sentences' }
  const refused = firstOf([
    ...sentences.map((one) => problemOfSentence(one, facts)),
    problemOfReason(tokens, facts),
  ])
  return refused === null ? { text } : { refused }
}

const firstOf = (problems: readonly (string | null)[]): string | null =>
  problems.find((problem) => problem !== null) ?? null

/** What stands between the borders; a border that is a word opens the part after it. */
function split(tokens: readonly Token[], isBorder: (token: Token, at: number) => boolean): Token[][] {
  const parts: Token[][] = [[]]
  tokens.forEach((token, at) => {
    if (isBorder(token, at)) parts.push([])
    else parts.at(-1)?.push(token)
  })
  return parts.filter((part) => part.length > 0)
}

function problemOfSentence(tokens: readonly Token[], facts: FactSet): string | null {
  const [first] = tokens
  if (first?.kind === 'word' && !first.capital) return 'it does not begin like a sentence'
  const placeOf = placesIn(tokens, facts)
  const clauses = split(tokens, (token, at) => token.kind === 'pause' || placeOf(at).beginsAnew)
  return firstOf([
    ...tokens.map((token, at) => {
      if (token.kind === 'word') return problemOfWord(token, placeOf(at))
      return token.kind === 'title' ? problemOfTitle(token, placeOf(at)) : null
    }),
    ...clauses.map((clause) => problemOfClause(clause, facts)),
  ])
}

const pointers = new Set(['this', 'here', "here's", 'try'])
const comparisons = new Set([
  ...['too', 'also', 'both', 'same', 'another', 'again', 'more', 'share', 'shares', 'shared', 'common'],
  ...['which', 'similar', 'alike', 'like'],
])
const lengths = new Set(['short', 'quick', 'long', 'big', 'thick'])

const isOneOf = (token: Token, words: ReadonlySet<string>): boolean =>
  token.kind === 'word' && words.has(token.word)

/**
 * What is true of the pick alone (an author, a theme, its length) must be said of the pick alone: in a clause that
 * points at it, names no other book and makes no comparison.
 */
function problemOfClause(clause: readonly Token[], facts: FactSet): string | null {
  if (facts.because.length === 0) return null
  const ofPickOnly = (token: Token): boolean =>
    token.kind === 'author' || token.kind === 'theme' ? !token.shared : isOneOf(token, lengths)
  if (!clause.some(ofPickOnly)) return null
  const points = clause.some((token) => isTitle(token, 'pick') || isOneOf(token, pointers))
  const compares = clause.some((token) => isTitle(token, 'because') || isOneOf(token, comparisons))
  return points && !compares ? null : 'it says of another book what is known of the pick only'
}

/** Words that hold only for a theme that is named with them. */
const aboutThemes = new Set([
  ...['theme', 'themes', 'topic', 'topics', 'subject', 'subjects'],
  ...['explore', 'explores', 'exploring', 'deals'],
])

/** A sentence gives a reason: the book that it is because of, or something that is known of the pick. */
function problemOfReason(tokens: readonly Token[], facts: FactSet): string | null {
  if (facts.because.length > 0) {
    const namesFirst = tokens.some(
      (token) => token.kind === 'title' && token.of === 'because' && token.at === 0,
    )
    if (!namesFirst) return 'it does not name the book that the pick is because of'
  } else if (!tokens.some((token) => tellsSomething(token))) return 'it gives no reason'
  const hasTheme = facts.facts.includes('shared_theme') || tokens.some((token) => token.kind === 'theme')
  const speaksOfThemes = tokens.some((token) => isOneOf(token, aboutThemes))
  return speaksOfThemes && !hasTheme ? 'it speaks of a theme that is not in the facts' : null
}

const tellsSomething = (token: Token): boolean =>
  token.kind === 'author' || token.kind === 'theme' || (token.kind === 'word' && claimOf.has(token.word))
