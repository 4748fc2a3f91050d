import { VoteKind } from '../../core/domain/lists/interaction.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import type { OpenLtiSession } from '../../core/flows/courses/lti.ts'
import type { Asking } from '../asking.ts'
import type { Fields } from '../launch/guard.ts'
import { type BooksPage, booksPage, placeOf, type ShownPick } from '../pages/picks.ts'
import { plainPage } from '../pages/plain.ts'
import { cookieOf, fieldsOf } from '../request.ts'
import { cookieFor, page } from '../responses.ts'
import { formOf, goOn, openForm, openSession, refuse, show } from '../session.ts'
import { voiceFor } from '../voice.ts'
import { accountState } from './account.ts'
import { showClass } from './class.ts'
import { type WantedPicks, wantedIn } from './wanted.ts'

/** Votes of one session in a minute. */
const votes = { points: 60, seconds: 60 }

/** The student's own picks or the list of the course, and for others what they may see. */
export async function answerPicks(asking: Asking): Promise<void> {
  const fields = await fieldsOf(asking.req)
  const launch = fields.get('l') ?? ''
  const session = await openSession(asking, launch)
  if (session === null) return refuse(asking, 401, 'session_over')
  if (session.role === 'instructor') return showClass(asking, session, launch)
  const voice = voiceFor(asking.req, session.locale)
  const found = await pageFor(asking, session, fields)
  if (found === null) return page(asking.res, 200, plainPage(voice, 'notReady'), session.frame_origins)
  const notices = session.acted ? [voice.say('class.acted'), ...found.notices] : found.notices
  show(asking, session, (look) => booksPage(voice, { ...found, notices }, look))
}

/** What the link asks for, for whoever opened it; null when that makes no sense, or is not there any more. */
async function pageFor(asking: Asking, session: OpenLtiSession, fields: Fields): Promise<BooksPage | null> {
  const wanted = wantedIn(session.custom)
  const { caller, role } = session
  if (wanted === null) return null
  if (wanted.mode === 'list') return listPage(asking, session, wanted.list_id, fields)
  if (role === 'visitor') return shelfPage(asking, session, wanted)
  return caller === null || caller.reader_id === null
    ? null
    : picksPage(asking, { session, caller, wanted }, fields)
}

/** A vote of the student's, from a form of ours; then the books again, which it may have changed. */
export async function answerVote(asking: Asking): Promise<void> {
  const { flows, rateCounter } = asking
  const form = await openForm(asking)
  if (form === null) return
  const { fields, launch, session } = form
  const vote = VoteKind.safeParse(fields.get('vote'))
  const [bookId, slateId] = [fields.get('book') ?? '', fields.get('slate') ?? '']
  const { caller } = session
  const isOwn = form.isOwn && session.role === 'student'
  if (!isOwn || !vote.success || caller === null || caller.reader_id === null)
    return refuse(asking, 403, 'not_allowed')
  const { taken } = await rateCounter.take(`lti-vote:${session.session_hash}`, { ...votes, wanted: 1 })
  if (taken === 0) return refuse(asking, 429, 'too_many')
  const list = listOfLink(session)
  const isOnList = list !== null && (await isListed(asking, session, { list, bookId }))
  if (!isOnList && !(await flows.lti.wasShown(caller, { slate_id: slateId, book_id: bookId })))
    return refuse(asking, 403, 'not_allowed')
  const { event_id } = await flows.giveFeedback(
    caller,
    { student_id: caller.reader_id, book_id: bookId, vote: vote.data, slate_id: isOnList ? null : slateId },
    null,
  )
  await flows.courseTotals.note(session, { book_id: bookId, event_id })
  if (vote.data !== 'none' && !session.acted) await flows.ltiScores.complete(session)
  const isGone = !isOnList && (vote.data === 'down' || vote.data === 'read')
  // Not in the address: addresses are written down in many places.
  asking.gone = isGone
    ? new URLSearchParams({ vote: vote.data, book: bookId, slate: slateId }).toString()
    : ''
  if (asking.carried === null)
    asking.res.setHeader(
      'Set-Cookie',
      cookieFor({ origin: asking.origin, what: 'gone', launch }, asking.gone),
    )
  await goOn(asking, `/lti/picks?l=${launch}${isGone ? '' : `#${placeOf(bookId)}`}`)
}

/** The reading list that the link of the course names; null for a link to picks. */
function listOfLink({ custom }: OpenLtiSession): string | null {
  const wanted = wantedIn(custom)
  return wanted?.mode === 'list' ? wanted.list_id : null
}

async function isListed(
  { flows }: Asking,
  session: OpenLtiSession,
  { list, bookId }: { list: string; bookId: string },
): Promise<boolean> {
  const found = await flows.readingLists.read(session, list)
  return found?.books.some(({ book_id }) => book_id === bookId) ?? false
}

async function listPage(
  asking: Asking,
  session: OpenLtiSession,
  listId: string,
  fields: Fields,
): Promise<BooksPage | null> {
  const { flows, req } = asking
  const voice = voiceFor(req, session.locale)
  const list = await flows.readingLists.read(session, listId)
  if (list === null) return null
  const mayVote = session.role === 'student' && session.caller?.reader_id != null
  const said = voice.say(mayVote ? 'list.chosen' : 'list.looksOn')
  return {
    title: list.title,
    notices: list.books.length === 0 ? [voice.say('list.none')] : [said],
    picks: list.books.map(({ vote, ...book }) => ({
      ...{ book, vote, explanation: null, cover: flows.drawCover(book) },
    })),
    form: mayVote ? { ...formOf(asking, session, fields.get('l') ?? ''), slate: '' } : null,
    ...{ gone: null, account: accountState(session, fields) },
  }
}

/** What the school shows to somebody whom nobody knows. */
async function shelfPage(
  { flows, req }: Asking,
  session: OpenLtiSession,
  wanted: WantedPicks,
): Promise<BooksPage> {
  const voice = voiceFor(req, session.locale)
  const books = await flows.courseShelf(session, wanted)
  return {
    title: voice.say('visitor.title'),
    notices: [voice.say('visitor.explain')],
    picks: books.map((book) => ({ book, vote: null, explanation: null, cover: flows.drawCover(book) })),
    ...{ form: null, gone: null, account: null },
  }
}

async function picksPage(
  asking: Asking,
  { session, caller, wanted }: { session: OpenLtiSession; caller: Caller; wanted: WantedPicks },
  fields: Fields,
): Promise<BooksPage> {
  const voice = voiceFor(asking.req, session.locale)
  const list = await listFor(asking, caller, { ...wanted, language: voice.language })
  const mayVote = session.role === 'student'
  return {
    title: voice.say('picks.title'),
    notices: [
      voice.say(mayVote ? 'picks.private' : 'picks.mentor'),
      ...list.notices,
      ...(list.picks.length === 0 ? [voice.say('picks.none')] : []),
    ],
    picks: list.picks,
    form: mayVote ? { ...formOf(asking, session, fields.get('l') ?? ''), slate: list.slate_id } : null,
    gone: mayVote ? await goneBook(asking, caller, fields.get('l') ?? '') : null,
    account: accountState(session, fields),
  }
}

interface List {
  slate_id: string
  picks: ShownPick[]
  notices: string[]
}

async function listFor(
  { flows }: Asking,
  caller: Caller,
  { mode: _, ...wanted }: WantedPicks & { language: string },
): Promise<List> {
  const { body } = await flows.recommend(caller, {
    ...wanted,
    student_id: caller.reader_id ?? '',
    explanations: 'later',
  })
  const list = JSON.parse(body.toString('utf8')) as {
    slate_id: string
    items: (Omit<ShownPick, 'cover' | 'book'> & { book: ShownPick['book'] & { genre: string | null } })[]
    notices: string[]
  }
  const picks = list.items.map((item) => ({ ...item, cover: flows.drawCover(item.book) }))
  return { slate_id: list.slate_id, picks, notices: list.notices }
}

/** What was just voted away, and from which list. */
async function goneBook(
  { flows, origin, req, gone }: Asking,
  caller: Caller,
  launch: string,
): Promise<BooksPage['gone']> {
  const said = new URLSearchParams(gone ?? cookieOf(req, { origin, what: 'gone', launch }) ?? '')
  const [vote, book_id = '', slate = ''] = ['vote', 'book', 'slate'].map((name) => said.get(name) ?? '')
  if ((vote !== 'down' && vote !== 'read') || !/^[\w-]*$/.test(slate)) return null
  const book = await flows.readBook(caller, book_id).catch(() => null)
  return book === null ? null : { book_id, title: book.title, vote, slate }
}
