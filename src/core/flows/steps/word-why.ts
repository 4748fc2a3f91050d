import type { GateName } from '../../domain/gates.ts'
import type { HeldBack } from '../../ranking/diversify.ts'
import { keptOfIgnored } from '../../ranking/impressions.ts'
import { type Contributions, sumOf } from '../../ranking/reasons.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import type { PickFor } from './candidates.ts'
import type { ListedPick, Picks } from './pick-books.ts'
import { type Grounds, nameOf, newBookInWords, popularityInWords } from './word-reasons.ts'

/** One part of a score; all parts of a book add up to it. */
export interface WhyPart {
  code: 'because' | 'history' | 'disliked' | 'popular_in_grade' | 'popular_in_school'
  /** The book of the history that speaks, where it may be named. */
  book_id: string | null
  amount: number
  text: string
}

/** Something that put a book forward or kept it back. */
export interface WhyShape {
  code: string
  text: string
}

/**
 * The whole sum, largest first. Books that may not be named are told together; what the reader disliked is told as that,
 * without a title.
 */
export function partsInWhole(parts: Contributions, grounds: Grounds): WhyPart[] {
  const score = sumOf(parts)
  const told: WhyPart[] = []
  const together = { history: 0, disliked: 0 }
  for (const { at, amount } of parts.books) {
    const entry = grounds.picks.history[at]
    const [named] = nameOf(entry, grounds)
    if (named === undefined) together[entry?.evidence === 'disliked' ? 'disliked' : 'history'] += amount
    else {
      const text = counted(`“${named.title}”`, amount, score)
      told.push({ code: 'because', book_id: named.book.book_id, amount, text })
    }
  }
  const add = (code: WhyPart['code'], what: string, amount: number): void => {
    if (amount !== 0) told.push({ code, book_id: null, amount, text: counted(what, amount, score) })
  }
  add('history', 'What else is in the history', together.history)
  add('disliked', 'What was not liked', together.disliked)
  const { code, what } = popularityInWords(grounds)
  add(code, what, parts.popularity)
  return told.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
}

function counted(what: string, amount: number, score: number): string {
  if (score <= 0) return `${what} ${amount > 0 ? 'speaks for it' : 'speaks against it'}.`
  const percent = Math.round((100 * Math.abs(amount)) / score)
  return amount > 0
    ? `${what} counts for ${percent} % of the score.`
    : `${what} takes away ${percent} % of the score.`
}

/** Why each gate keeps a book off a list, for those who may know. */
export const gateInWords: Record<GateName, string> = {
  hidden: 'The school has hidden it.',
  not_yours: "It is another reader's own book.",
  blocked: 'A librarian has blocked it for this grade.',
  maturity: 'It is for higher grades.',
  outgrown: 'A librarian has kept it for lower grades.',
  not_available: 'No copy is on the shelf, and the school offers only books that are.',
  language: 'It is in a language that the school does not offer.',
  already_read: 'This reader had it in hand already, or it was refused for this reader.',
}

const heldInWords: Record<HeldBack, string> = {
  'series order': 'An earlier volume of its series comes first.',
  series: 'Another volume of its series stands on the list.',
  author: `The list has ${defaultSettings.diversity.perAuthor} books by its author already.`,
}

const placeInWords: Partial<Record<ListedPick['place'], string>> = {
  pin: 'A librarian put it at the front for this grade.',
  new: newBookInWords,
  easier: 'It has the room that five places have for an easier book.',
  harder: 'It has the room that five places have for a harder book.',
  first: 'Nothing is known of this reader’s taste yet: it is one of the general picks.',
  fill: 'It fills a list that the scores left short.',
}

/** What the shape of the list did with a book that every gate lets through. */
export function shapeInWords(
  { bookId, score }: { bookId: string; score: number },
  picks: Picks,
  ask: PickFor,
): WhyShape[] {
  const listed = picks.picks.find((pick) => pick.book.book_id === bookId)
  const passedOver = ignoredInWords(ask.ignored.get(bookId) ?? 0)
  if (listed !== undefined) {
    const text = placeInWords[listed.place]
    return [...passedOver, ...(text === undefined ? [] : [{ code: listed.place, text }])]
  }
  const held = picks.held.get(bookId)
  if (held !== undefined) return [...passedOver, { code: held.replaceAll(' ', '_'), text: heldInWords[held] }]
  if (score <= 0)
    return [...passedOver, { code: 'nothing_speaks', text: 'Nothing in what is known speaks for it.' }]
  return [...passedOver, behindOthers(bookId, picks)]
}

function ignoredInWords(times: number): WhyShape[] {
  const kept = keptOfIgnored(times, defaultSettings.shape)
  if (kept === 1) return []
  const percent = Math.round(100 * kept)
  const text = `It was shown on ${times} days and passed over: ${percent} % of its score is left.`
  return [{ code: 'ignored', text }]
}

/** Why it waits, though nothing on the list excludes it: its level, its likeness to others, or its score. */
function behindOthers(bookId: string, { picks, waiting }: Picks): WhyShape {
  const pick = waiting.find((one) => one.book.book_id === bookId)
  const isWorthMore =
    pick !== undefined &&
    picks.some((one) => one.place !== 'pin' && one.place !== 'new' && one.worth < pick.worth)
  if (!isWorthMore) return { code: 'outscored', text: 'Books with a higher score fill the list.' }
  if (pick.fit === 'easier' || pick.fit === 'harder')
    return { code: 'level', text: `Five places have room for one ${pick.fit} book, and another has it.` }
  return { code: 'alike', text: 'It is much like books on the list, so another was preferred.' }
}
