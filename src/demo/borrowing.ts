import type { DemoBook } from './catalogue.ts'
import type { DemoCheckout } from './invented.ts'
import type { Random } from './random.ts'
import { Shelf } from './shelf.ts'
import type { Persona } from './students.ts'
import { affinity } from './tastes.ts'
import { dateOf, lastDayNumber, schoolDays } from './year.ts'

/** A loan as the generator knows it: also how much the book really pleased, 1 to 5, said or not. */
export interface InventedLoan {
  persona: Persona
  book: DemoBook
  checkout: DemoCheckout
  returnDay: number | null
  enjoyment: number
}

const atOnceAtMost = 4
const friendsTalkForDays = 45

interface Choice {
  book: DemoBook
  /** Interest and level, which do not change over the year. */
  appeal: number
  /** The book of the same series to be read before this one, if the catalogue has it. */
  before: string | null
}

/** All loans of the school year in the order of their days. */
export function inventLoans(
  personas: readonly Persona[],
  books: readonly DemoBook[],
  random: Random,
): InventedLoan[] {
  const before = previousInSeries(books)
  const choices = new Map(personas.map((persona) => [persona, choicesOf(persona, books, before)]))
  const days = schoolDays()
  const yearBusyness = days.reduce((sum, day) => sum + day.busyness, 0)
  const shelf = new Shelf()
  const loans: InventedLoan[] = []
  const loansOf = new Map<Persona, InventedLoan[]>(personas.map((persona) => [persona, []]))
  for (const day of days) {
    for (const persona of random.shuffled(personas)) {
      const mine = loansOf.get(persona) ?? []
      for (let visits = visitsOn(persona, day.busyness / yearBusyness, random); visits > 0; visits -= 1) {
        if (
          mine.filter((loan) => loan.returnDay === null || loan.returnDay >= day.number).length >=
          atOnceAtMost
        )
          break
        const book = chooseBook(
          { persona, mine, choices: choices.get(persona) ?? [], shelf, day: day.number },
          random,
        )
        if (book === null) break
        const loan = inventLoan(persona, book, { day: day.number, number: loans.length + 1 }, random)
        shelf.lend(book, persona.student.student_id, {
          day: day.number,
          returnDay: loan.returnDay ?? Infinity,
        })
        mine.push(loan)
        loans.push(loan)
      }
    }
  }
  return loans
}

/** How many books are wanted on a day that carries `share` of the year: the year's appetite, rounded by chance. */
function visitsOn(persona: Persona, share: number, random: Random): number {
  const expected = persona.loansPerYear * share
  return Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0)
}

function previousInSeries(books: readonly DemoBook[]): Map<string, string> {
  const previous = new Map<string, string>()
  for (const book of books) {
    const earlier = books
      .filter((b) => b.series !== null && b.series === book.series && numberOf(b) < numberOf(book))
      .sort((a, b) => numberOf(b) - numberOf(a))[0]
    if (earlier !== undefined) previous.set(book.book_id, earlier.book_id)
  }
  return previous
}

const numberOf = (book: DemoBook): number => book.series_number ?? Number.NaN

/** What a student would take at all: old enough for it, not far too hard, not for much younger ones. */
function choicesOf(
  persona: Persona,
  books: readonly DemoBook[],
  before: ReadonlyMap<string, string>,
): Choice[] {
  const grade = persona.student.grade_level
  return books
    .filter((book) => (book.minimum_grade ?? 1) <= grade && (book.maximum_grade ?? 12) >= grade - 1)
    .map((book) => {
      const off = (book.reading_level ?? persona.level) - persona.level
      // Too hard keeps away sooner than too easy does.
      const levelFit = off > 0 ? Math.exp(-((off / 1.5) ** 2)) : Math.exp(-((off / 3.5) ** 2))
      const appeal = Math.exp(2.6 * affinity(book, persona.interests)) * levelFit
      return { book, appeal, before: before.get(book.book_id) ?? null }
    })
    .filter((choice) => choice.appeal > 0.05)
}

interface Moment {
  persona: Persona
  mine: readonly InventedLoan[]
  choices: readonly Choice[]
  shelf: Shelf
  day: number
}

function chooseBook({ persona, mine, choices, shelf, day }: Moment, random: Random): DemoBook | null {
  const enjoyed = new Map(mine.map((loan) => [loan.book.book_id, loan.enjoyment]))
  const talkedAbout = shelf.lentTo(persona.friends, day - friendsTalkForDays)
  const tried = new Set<string>()
  const weigh = ({ book, appeal, before }: Choice): number => {
    if (enjoyed.has(book.book_id) || tried.has(book.book_id)) return 0
    const popularity = 1 + 0.22 * Math.sqrt(shelf.loansOf(book.book_id))
    const talk = 1 + 1.2 * (talkedAbout.get(book.book_id) ?? 0)
    return appeal * popularity * talk * seriesPull(before, enjoyed)
  }
  // Whoever does not find the wished book on the shelf looks for another, a few times.
  for (let tries = 0; tries < 12; tries += 1) {
    const choice = random.weighted(choices, weigh)
    if (choice === null || shelf.hasCopy(choice.book, day)) return choice?.book ?? null
    tried.add(choice.book.book_id)
  }
  return null
}

/** A second volume is hardly ever begun without the first, and wanted at once when the first was good. */
function seriesPull(before: string | null, enjoyed: ReadonlyMap<string, number>): number {
  if (before === null) return 1
  const first = enjoyed.get(before)
  if (first === undefined) return 0.03
  return first >= 4 ? 16 : first === 3 ? 3 : 0.1
}

function inventLoan(
  persona: Persona,
  book: DemoBook,
  { day, number }: { day: number; number: number },
  random: Random,
): InventedLoan {
  const off = Math.abs((book.reading_level ?? persona.level) - persona.level)
  const pleasure = 3.2 + 0.9 * affinity(book, persona.interests) - 0.25 * off + random.normal(0, 0.8)
  const enjoyment = Math.max(1, Math.min(5, Math.round(pleasure)))
  const returnDay = inventReturnDay(day, enjoyment, random)
  const checkout: DemoCheckout = {
    checkout_id: `demo-c-${String(number).padStart(5, '0')}`,
    student_id: persona.student.student_id,
    book_id: book.book_id,
    checkout_date: dateOf(day),
  }
  if (returnDay !== null) checkout.return_date = dateOf(returnDay)
  if (returnDay !== null && random.chance(persona.ratingHabit)) checkout.student_rating = enjoyment
  return { persona, book, checkout, returnDay, enjoyment }
}

/** Two weeks, more or less; a book that disappoints comes back in days; a few never do. Null when not returned. */
function inventReturnDay(day: number, enjoyment: number, random: Random): number | null {
  if (random.chance(0.02)) return null
  const givenUp = enjoyment <= 2 && random.chance(0.6)
  const length = givenUp ? random.between(0, 4) : Math.round(Math.max(3, random.normal(14, 6)))
  let back = day + length
  // The desk is open on weekdays only.
  while ([0, 6].includes(new Date(dateOf(back)).getUTCDay())) back += 1
  return back <= lastDayNumber ? back : random.chance(0.8) ? lastDayNumber : null
}
