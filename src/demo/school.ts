import { inventLoans } from './borrowing.ts'
import type { DemoBook } from './catalogue.ts'
import type { DemoSchool } from './invented.ts'
import { seededRandom } from './random.ts'
import { inventClasses, inventPersonas } from './students.ts'
import { inventVotes } from './voting.ts'

/**
 * Invents a school: 150 students in six classes, and their school year from 2025-09-01 to 2026-06-19. Pure: the
 * same books and seed give the same school. Everybody and everything in it but the books is made up.
 */
export function generateDemoSchool(books: readonly DemoBook[], seed = 20261123): DemoSchool {
  const random = seededRandom(seed)
  const classes = inventClasses()
  const personas = inventPersonas(classes, random)
  const loans = inventLoans(personas, books, random)
  const votes = inventVotes({ personas, loans, books }, random)
  return {
    classes,
    students: personas.map((persona) => persona.student),
    checkouts: loans.map((loan) => loan.checkout),
    votes,
  }
}
