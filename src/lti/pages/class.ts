import { html, type Markup } from '../html.ts'
import { byLine, frame, hidden, type Look, type LtiVoice } from './frame.ts'

interface NamedBook {
  title: string
  authors: readonly string[]
}

/** What a class view tells of a book; null where too few stand behind it. */
export interface ShownTotals extends NamedBook {
  voted: number | null
  split: { up: number; down: number } | null
  read: number | null
}

export interface ClassPage {
  /** What every form brings along. */
  form: Readonly<Record<'launch' | 'csrf', string>>
  /** Whether the link makes no sense, so that students see nothing. */
  isBroken: boolean
  /** Whether somebody acts as who teaches the course. */
  isActed: boolean
  /** Null for a link to a reading list. */
  shelf: readonly NamedBook[] | null
  /** The list of the link; null for a link to picks. */
  linked: { list_id: string; title: string } | null
  /** Null where the platform named no course. */
  course: { totals: readonly ShownTotals[]; lists: readonly { list_id: string; title: string }[] } | null
  /** From how many on a number is told. */
  fewest: number
  titleMax: number
}

/** What who teaches a course sees of it: books for all, totals, and the reading lists that can be made. */
export const classPage = (voice: LtiVoice, page: ClassPage, look: Look): string =>
  frame(
    voice,
    voice.say('course.title'),
    html`${page.isActed ? html`<p class="notice">${voice.say('class.acted')}</p>` : null}
${page.isBroken ? relink(voice) : null}
${page.linked === null ? null : html`<h2>${voice.say('class.linked')}</h2>${listLinks(voice, page, [page.linked])}`}
${page.course === null ? html`<p class="notice">${voice.say('class.noCourse')}</p>` : totals(voice, page, page.course.totals)}
${page.shelf === null ? null : shelf(voice, page.shelf)}
${page.course === null ? null : lists(voice, page, page.course.lists)}
${page.course === null ? null : forget(voice, page)}`,
    look,
  )

const relink = (voice: LtiVoice): Markup =>
  html`<h2>${voice.say('relink.title')}</h2><p class="notice">${voice.say('relink.explain')}</p><p>${voice.say('relink.how')}</p>`

const totals = (voice: LtiVoice, { fewest }: ClassPage, all: readonly ShownTotals[]): Markup =>
  html`<h2>${voice.say('class.totals')}</h2><p>${voice.say('class.totals.explain', { fewest })}</p>
${
  all.length === 0
    ? html`<p>${voice.say('class.totals.none')}</p>`
    : html`<ul class="totals">${all.map((one) => html`<li><h3>${one.title}</h3>${byLine(voice, one.authors)}${numbers(voice, one)}</li>`)}</ul>`
}`

const numbers = (voice: LtiVoice, { voted, split, read }: ShownTotals): Markup =>
  html`${voted === null ? null : html`<p>${voice.say('class.voted', { n: voted })}</p>`}
${split === null ? null : html`<p>${voice.say('class.split', { of: split.up + split.down, ...split })}</p>`}
${read === null ? null : html`<p>${voice.say('class.read', { n: read })}</p>`}`

const shelf = (voice: LtiVoice, books: readonly NamedBook[]): Markup =>
  html`<h2>${voice.say('class.shelf')}</h2><p>${voice.say(books.length === 0 ? 'class.shelf.none' : 'class.shelf.explain')}</p>
<ol class="shelf">${books.map((book) => html`<li><h3>${book.title}</h3>${byLine(voice, book.authors)}</li>`)}</ol>`

const lists = (
  voice: LtiVoice,
  page: ClassPage,
  all: readonly { list_id: string; title: string }[],
): Markup =>
  html`<h2>${voice.say('class.lists')}</h2><p>${voice.say('list.linkHow')}</p>
${listLinks(voice, page, all)}${newList(voice, page.form, page.titleMax)}`

const listLinks = (
  voice: LtiVoice,
  { form }: ClassPage,
  all: readonly { list_id: string; title: string }[],
): Markup =>
  html`<ul>${all.map(
    ({ list_id, title }) =>
      html`<li><a class="button" href="/lti/list?l=${form.launch}&amp;list=${encodeURIComponent(list_id)}">${voice.say('list.edit', { title })}</a></li>`,
  )}</ul>`

/** Begins a reading list. */
export const newList = (
  voice: LtiVoice,
  form: Readonly<Record<'launch' | 'csrf', string>>,
  titleMax: number,
): Markup =>
  html`<form method="post" action="/lti/list" class="row">${hidden(form)}
<label>${voice.say('list.new')}: ${voice.say('list.name')} <input name="title" maxlength="${titleMax}" required></label>
<button name="do" value="make">${voice.say('list.make')}</button></form>`

const forget = (voice: LtiVoice, { form }: ClassPage): Markup =>
  html`<h2>${voice.say('class.forget')}</h2><p>${voice.say('class.forget.explain')}</p>
<form method="post" action="/lti/course" class="row">${hidden(form)}
<label class="check"><input type="checkbox" name="sure" value="1" required> ${voice.say('class.sure')}</label>
<button name="do" value="forget">${voice.say('class.forget')}</button></form>`
