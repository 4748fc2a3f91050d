import type { InventedLoan } from './borrowing.ts'
import type { DemoBook } from './catalogue.ts'
import type { DemoVote } from './invented.ts'
import type { Random } from './random.ts'
import type { Persona } from './students.ts'
import { affinity } from './tastes.ts'
import { dateOf, lastDayNumber, schoolDays } from './year.ts'

/** Votes on books that were read, and on books that were only shown; by time, one for a student and a book. */
export function inventVotes(
  {
    personas,
    loans,
    books,
  }: { personas: readonly Persona[]; loans: readonly InventedLoan[]; books: readonly DemoBook[] },
  random: Random,
): DemoVote[] {
  const votes = new Map<string, DemoVote>()
  const keep = (vote: DemoVote | null) => {
    const key = vote === null ? '' : `${vote.student_id}/${vote.book_id}`
    if (vote !== null && !votes.has(key)) votes.set(key, vote)
  }
  for (const loan of loans) keep(voteAfterReading(loan, random))
  const lent = new Set(loans.map(({ checkout }) => `${checkout.student_id}/${checkout.book_id}`))
  for (const persona of personas) {
    for (const book of shownTo(persona, books, random)) {
      if (!lent.has(`${persona.student.student_id}/${book.book_id}`)) keep(voteAtSight(persona, book, random))
    }
  }
  return [...votes.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function voteAfterReading(
  { persona, checkout, returnDay, enjoyment }: InventedLoan,
  random: Random,
): DemoVote | null {
  if (returnDay === null || !random.chance(persona.votingHabit)) return null
  const { student_id, book_id } = checkout
  const vote = enjoyment >= 4 ? 'up' : enjoyment <= 2 ? 'down' : 'read'
  return { student_id, book_id, vote, at: momentOn(returnDay, random) }
}

/** Books that a list might have shown to this student in the year; who never borrows hardly looks at lists. */
function shownTo(persona: Persona, books: readonly DemoBook[], random: Random): DemoBook[] {
  if (persona.loansPerYear === 0) return []
  const { grade_level } = persona.student
  const fitting = books.filter(
    (b) =>
      (b.minimum_grade ?? 1) <= grade_level &&
      (b.maximum_grade ?? 12) >= grade_level &&
      Math.abs((b.reading_level ?? persona.level) - persona.level) <= 2.5,
  )
  return random.shuffled(fitting).slice(0, random.between(0, 40))
}

function voteAtSight(persona: Persona, book: DemoBook, random: Random): DemoVote | null {
  if (!random.chance(persona.votingHabit)) return null
  const liking = affinity(book, persona.interests) + random.normal(0, 0.25)
  const vote = random.chance(0.15)
    ? 'read'
    : liking > 0.6
      ? 'up'
      : liking < 0.1 && random.chance(0.5)
        ? 'down'
        : null
  if (vote === null) return null
  const day = random.pick(schoolDays()).number
  return { student_id: persona.student.student_id, book_id: book.book_id, vote, at: momentOn(day, random) }
}

/** A moment of the school day, in UTC. */
function momentOn(day: number, random: Random): string {
  const [hour, minute, second] = [random.between(8, 15), random.between(0, 59), random.between(0, 59)]
  const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
  return `${dateOf(Math.min(day, lastDayNumber))}T${time}.000Z`
}
