import { notFound } from '../../domain/errors.ts'
import { type Loan, ownVoter, type StoredVote } from '../../domain/lists/interaction.ts'
import type { Preferences } from '../../domain/lists/preferences.ts'
import { type Caller, requireReader } from '../../domain/people/permissions.ts'
import type { Reader } from '../../domain/people/reader.ts'
import type { Core } from '../../ports/core.ts'
import type { StoredLink } from '../../ports/people/links.ts'

/** Everything that is stored about one reader, in words that a parent can follow. */
export interface StudentExport {
  student_id: string
  exported_at: string
  profile: Reader & { preferences: Preferences | null }
  votes: ExportedVote[]
  /** What teachers suggested (up) or kept from the student's lists (down). */
  teacher_votes: ExportedVote[]
  checkouts: (Loan & { title: string })[]
  books: { book_id: string; title: string; rating: number | null; finished_on: string | null }[]
  /** Which votes were given in a course of a learning platform, which is known by a digest. */
  course_votes: { course_id: string; book_id: string; title: string; at: string }[]
  /** Accounts on platforms that are the student's, or asked to be. */
  accounts: Omit<StoredLink, 'person_id'>[]
  lists: { slate_id: string; made_at: string; items: unknown }[]
  /** How many readers theirs is compared with; who they are is not theirs to know. */
  similar_readers: number
}

interface ExportedVote {
  book_id: string
  title: string
  vote: string
  at: string
}

const listedAtOnce = 1000

/** One reader's export, read in one transaction. Vectors are left out: they are numbers made from what is here. */
export async function exportStudent(
  core: Pick<Core, 'store' | 'clock'>,
  caller: Caller,
  studentId: string,
): Promise<StudentExport> {
  requireReader(caller, 'students.export', studentId)
  return core.store.school(caller.school_id, async (rows) => {
    const reader = await rows.readers.get(studentId)
    if (reader === null) throw notFound('student')
    const books: StudentExport['books'] = []
    for (let after: string | null = null; ; ) {
      const page = await rows.history.listed(studentId, { limit: listedAtOnce, after })
      books.push(...page.map(({ book, ...row }) => ({ book_id: book.book_id, title: book.title, ...row })))
      after = page.at(-1)?.book.book_id ?? null
      if (page.length < listedAtOnce) break
    }
    const votes = await rows.history.votes(studentId)
    const [checkouts, course_votes] = [
      await rows.history.loans(studentId),
      await rows.courseVotes.of(studentId),
    ]
    const ids = [...votes, ...checkouts, ...course_votes].map((one) => one.book_id)
    const known = await rows.books.byIds([...new Set(ids)])
    const titles = new Map(known.map(({ book_id, title }) => [book_id, title]))
    const titled = <T extends { book_id: string }>(one: T) => ({
      ...one,
      title: titles.get(one.book_id) ?? '',
    })
    return {
      student_id: studentId,
      exported_at: core.clock().toISOString(),
      profile: { ...reader, preferences: await rows.vectors.preferences(studentId) },
      votes: votes.filter((one) => one.voter === ownVoter).map((one) => titled(voteView(one))),
      teacher_votes: votes.filter((one) => one.voter !== ownVoter).map((one) => titled(voteView(one))),
      course_votes: course_votes.map(titled),
      checkouts: checkouts.map(titled),
      books,
      accounts: (await rows.links.of(studentId, new Date(0))).map(({ person_id: _, ...link }) => link),
      lists: await rows.slates.of(studentId),
      similar_readers: (await rows.vectors.similar(studentId)).length,
    }
  })
}

const voteView = ({ book_id, vote, voted_at }: StoredVote) => ({ book_id, vote, at: voted_at })
