import type { GateName } from '../../../domain/lists/gates.ts'
import type { HeldBack } from '../../../ranking/diversify.ts'
import { keptOfIgnored } from '../../../ranking/impressions.ts'
import { type Contributions, sumOf } from '../../../ranking/reasons.ts'
import type { Said } from '../../../ranking/said.ts'
import { defaultSettings } from '../../../ranking/settings.ts'
import type { PickFor } from './candidates.ts'
import type { ListedPick, Picks } from './pick-books.ts'
import { type Grounds, nameOf, popularityInWords, titleInWords } from './word-reasons.ts'

/** One part of a score; all parts of a book add up to it. */
export interface WhyPart {
  code: 'because' | 'history' | 'disliked' | 'popular_in_grade' | 'popular_in_school'
  /** The book of the history that speaks, where it may be named. */
  book_id: string | null
  amount: number
  said: Said
}

/** Something that put a book forward or kept it back. */
export interface WhyShape {
  code: string
  said: Said
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
      const said = counted(titleInWords(named.title), amount, score)
      told.push({ code: 'because', book_id: named.book.book_id, amount, said })
    }
  }
  const add = (code: WhyPart['code'], what: Said, amount: number): void => {
    if (amount !== 0) told.push({ code, book_id: null, amount, said: counted(what, amount, score) })
  }
  add('history', { key: 'part.historyWhole' }, together.history)
  add('disliked', { key: 'part.disliked' }, together.disliked)
  const { code, what } = popularityInWords(grounds)
  add(code, what, parts.popularity)
  return told.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
}

function counted(what: Said, amount: number, score: number): Said {
  if (score <= 0) return { key: amount > 0 ? 'counts.speaksFor' : 'counts.speaksAgainst', values: { what } }
  const percent = Math.round((100 * Math.abs(amount)) / score)
  return { key: amount > 0 ? 'counts.for' : 'counts.against', values: { what, percent } }
}

/** Why a gate keeps a book off a list, for those who may know. */
export const gateInWords = (gate: GateName): Said => ({ key: `gate.${gate}` })

const heldInWords: Record<HeldBack, Said> = {
  'series order': { key: 'held.seriesOrder' },
  series: { key: 'held.series' },
  author: { key: 'held.author', values: { n: defaultSettings.diversity.perAuthor } },
}

const placeInWords: Partial<Record<ListedPick['place'], Said>> = {
  pin: { key: 'place.pinForStaff' },
  new: { key: 'place.new' },
  easier: { key: 'place.easier' },
  harder: { key: 'place.harder' },
  first: { key: 'place.first' },
  fill: { key: 'place.fill' },
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
    const said = placeInWords[listed.place]
    return [...passedOver, ...(said === undefined ? [] : [{ code: listed.place, said }])]
  }
  const held = picks.held.get(bookId)
  if (held !== undefined) return [...passedOver, { code: held.replaceAll(' ', '_'), said: heldInWords[held] }]
  if (score <= 0) return [...passedOver, { code: 'nothing_speaks', said: { key: 'shape.nothingSpeaks' } }]
  return [...passedOver, behindOthers(bookId, picks)]
}

function ignoredInWords(times: number): WhyShape[] {
  const kept = keptOfIgnored(times, defaultSettings.shape)
  if (kept === 1) return []
  const percent = Math.round(100 * kept)
  return [{ code: 'ignored', said: { key: 'shape.ignored', values: { days: times, percent } } }]
}

/** Why it waits, though nothing on the list excludes it: its level, its likeness to others, or its score. */
function behindOthers(bookId: string, { picks, waiting }: Picks): WhyShape {
  const pick = waiting.find((one) => one.book.book_id === bookId)
  const isWorthMore =
    pick !== undefined &&
    picks.some((one) => one.place !== 'pin' && one.place !== 'new' && one.worth < pick.worth)
  if (!isWorthMore) return { code: 'outscored', said: { key: 'shape.outscored' } }
  if (pick.fit === 'easier' || pick.fit === 'harder')
    return { code: 'level', said: { key: 'shape.level', values: { fit: pick.fit } } }
  return { code: 'alike', said: { key: 'shape.alike' } }
}
