import type { InCourse } from '../core/domain/courses/course.ts'
import type { StoredBook } from '../core/domain/lists/book.ts'
import type { VoteKind } from '../core/domain/lists/interaction.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { CourseShelfBook } from '../core/flows/courses/course-shelf.ts'
import type { CourseTotalsFlow } from '../core/flows/courses/course-totals.ts'
import type { LtiFlow } from '../core/flows/courses/lti.ts'
import type { LtiServiceFlow } from '../core/flows/courses/lti-advantage.ts'
import type { LtiItemFlow } from '../core/flows/courses/lti-items.ts'
import type { LtiKeyFlow } from '../core/flows/courses/lti-keys.ts'
import type { LtiRegistrationFlow } from '../core/flows/courses/lti-registrations.ts'
import type { LtiRosterFlow } from '../core/flows/courses/lti-rosters.ts'
import type { LtiScoreFlow } from '../core/flows/courses/lti-scores.ts'
import type { ReadingListFlow } from '../core/flows/courses/reading-lists.ts'
import type { ListWanted } from '../core/flows/lists/recommend.ts'
import type { LinkFlow } from '../core/flows/people/links.ts'

/** What the tool asks of the core. */
export interface LtiFlows {
  lti: LtiFlow
  ltiItems: LtiItemFlow
  links: Pick<LinkFlow, 'claimCode'>
  ltiKeys: LtiKeyFlow
  ltiRegistrations: Pick<LtiRegistrationFlow, 'takeInvite' | 'registerInvited' | 'noteLaunch' | 'noteFailure'>
  courseTotals: CourseTotalsFlow
  readingLists: ReadingListFlow
  courseShelf(
    who: InCourse,
    wanted: { limit: number; theme: string | null; availableOnly: boolean },
  ): Promise<CourseShelfBook[]>
  ltiServices: Pick<LtiServiceFlow, 'of'>
  ltiRosters: Pick<LtiRosterFlow, 'note'>
  ltiScores: Pick<LtiScoreFlow, 'open' | 'complete'>
  recommend(caller: Caller, wanted: ListWanted): Promise<{ body: Buffer }>
  giveFeedback(
    caller: Caller,
    vote: { student_id: string; book_id: string; vote: VoteKind; slate_id: string | null },
    once: null,
  ): Promise<{ event_id: string }>
  readBook(caller: Caller, bookId: string): Promise<Pick<StoredBook, 'title'>>
  /** A book's cover as SVG, drawn from what is told of it. */
  drawCover(book: Pick<StoredBook, 'book_id' | 'title' | 'genre'> & { authors: readonly string[] }): string
}
