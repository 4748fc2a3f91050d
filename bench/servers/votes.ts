import { seededRandom } from '../../src/demo/random.ts'
import type { BareProcess } from '../bare-process.ts'
import { limits } from '../limits.ts'
import { besideBare, connections, inTurns, requestsASecond } from '../load.ts'
import type { Service } from '../program.ts'
import type { Result } from '../results.ts'
import { bookId, type SchoolSize, studentId } from './school.ts'

export interface Rounds {
  rounds: number
  roundSeconds: number
}

/** Votes acknowledged a second, next to a bare route that writes the same rows by group commit. */
export async function measureVotes(
  api: Service,
  bare: BareProcess,
  { rounds, roundSeconds, school }: Rounds & { school: SchoolSize },
): Promise<Result[]> {
  const body = votesOf(school)
  const rates = await inTurns(rounds, roundSeconds, {
    ours: (seconds) => requestsASecond(`${api.url}/feedback`, seconds, { method: 'POST', body }),
    bare: (seconds) => requestsASecond(`${bare.url}/feedback`, seconds, { method: 'POST', body }),
  })
  return besideBare(rates, {
    ours: {
      what: `votes acknowledged, ${connections} connections`,
      limit: { atLeast: limits.votesASecond },
    },
    bare: 'bare route, the same rows by group commit',
    share: { what: 'votes to bare route', atLeast: limits.votesShareOfBareRoute },
  })
}

/** Votes of all students about all books, one after the other. */
function votesOf({ books, students }: SchoolSize): () => string {
  const random = seededRandom(7)
  return () =>
    JSON.stringify({
      student_id: studentId(random.between(0, students - 1)),
      book_id: bookId(random.between(0, books - 1)),
      vote: random.chance(0.7) ? 'up' : 'down',
    })
}
