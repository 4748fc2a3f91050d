import { fewestTold, maxListTitle } from '../../core/domain/courses/course.ts'
import type { OpenLtiSession } from '../../core/flows/courses/lti.ts'
import type { Asking } from '../asking.ts'
import { type ClassPage, classPage } from '../pages/class.ts'
import { formOf, goOn, openForm, refuse, show } from '../session.ts'
import { voiceFor } from '../voice.ts'
import { picksDefault, type WantedPicks, wantedIn } from './wanted.ts'

const usualPicks: WantedPicks = {
  ...{ mode: 'picks', limit: picksDefault },
  ...{ level: null, theme: null, availableOnly: false },
}

/** What who teaches a course sees of it. */
export async function showClass(asking: Asking, session: OpenLtiSession, launch: string): Promise<void> {
  const wanted = wantedIn(session.custom)
  const linked = wanted?.mode === 'list' ? await linkedList(asking, session, wanted.list_id) : null
  const page: ClassPage = {
    form: formOf(asking, session, launch),
    isBroken: wanted === null || (wanted.mode === 'list' && linked === null),
    isActed: session.acted,
    shelf:
      linked === null ? await shelfOf(asking, session, wanted?.mode === 'picks' ? wanted : usualPicks) : null,
    linked,
    course: session.course === null ? null : await courseOf(asking, session, linked?.list_id ?? null),
    ...{ fewest: fewestTold, titleMax: maxListTitle },
  }
  const voice = voiceFor(asking.req, session.locale)
  show(asking, session, (look) => classPage(voice, page, look))
}

/** Empties the totals of the course, from a form of ours. */
export async function answerCourse(asking: Asking): Promise<void> {
  const form = await openForm(asking)
  if (form === null) return
  const { fields, launch, session, isOwn } = form
  const isSure = fields.get('do') === 'forget' && fields.get('sure') === '1'
  if (!isOwn || !isSure || session.role !== 'instructor') return refuse(asking, 403, 'not_allowed')
  if (session.course === null) return refuse(asking, 404, 'not_found')
  await asking.flows.courseTotals.forget(session)
  await goOn(asking, `/lti/picks?l=${launch}`)
}

const shelfOf = (
  { flows }: Asking,
  session: OpenLtiSession,
  wanted: WantedPicks,
): Promise<ClassPage['shelf']> => flows.courseShelf(session, wanted)

/** The list of the link, by the id that the link has for it; null when it was deleted. */
async function linkedList(
  { flows }: Asking,
  session: OpenLtiSession,
  linked: string,
): Promise<ClassPage['linked']> {
  const list = await flows.readingLists.read(session, linked)
  return list === null ? null : { list_id: linked, title: list.title }
}

/** Totals, and the course's lists but for the one that stands above them as the link's. */
async function courseOf(
  { flows }: Asking,
  session: OpenLtiSession,
  linked: string | null,
): Promise<ClassPage['course']> {
  const lists = await flows.readingLists.ofCourse(session)
  return {
    totals: await flows.courseTotals.read(session),
    lists: lists.filter(({ list_id, root_id }) => linked === null || ![list_id, root_id].includes(linked)),
  }
}
