import { html, type Markup } from '../html.ts'
import { buttonAbout, byLine, frame, hidden, type Look, type LtiVoice } from './frame.ts'

interface EditedBook {
  book_id: string
  title: string
  authors: readonly string[]
  hidden: boolean
}

export interface ReadingListPage {
  /** What every form brings along; `q` is what was searched for. */
  form: Readonly<Record<'launch' | 'csrf' | 'list' | 'q', string>>
  title: string
  books: readonly EditedBook[]
  /** Whether the list is the course's own; a change to another's makes a copy. */
  isOwn: boolean
  /** What was found; null when nothing was searched for. */
  found: readonly EditedBook[] | null
  /** Whether the list may be put into the course from here, by deep linking. */
  mayLink: boolean
  isRefused: boolean
  /** Where the page was come to from. */
  back: string
  most: Readonly<Record<'books' | 'lists' | 'title', number>>
}

/** Where who teaches a course makes a reading list of the catalogue. */
export const readingListPage = (voice: LtiVoice, page: ReadingListPage, look: Look): string =>
  frame(
    voice,
    voice.say('list.title', { title: page.title }),
    html`<p><a href="${page.back}">${voice.say('list.back')}</a></p>
<div aria-live="polite">${page.isRefused ? html`<p class="notice" role="status">${voice.say('list.refused', { most: page.most.books, lists: page.most.lists })}</p>` : null}</div>
${page.isOwn ? null : html`<p class="notice">${voice.say('list.copy')}</p>`}
<h2>${voice.say('list.books')}</h2>${page.books.length === 0 ? html`<p>${voice.say('list.empty')}</p>` : html`<p>${voice.say('list.gates')}</p>`}
<ol>${page.books.map((book, at) => listed(voice, page, book, at))}</ol>
${page.mayLink && page.books.length > 0 ? linkForm(voice, page) : null}
${search(voice, page)}${rename(voice, page)}${page.isOwn ? remove(voice, page) : null}`,
    look,
  )

const form = (page: ReadingListPage, book: EditedBook | null, buttons: Markup | readonly Markup[]): Markup =>
  html`<form method="post" action="/lti/list" class="row">${hidden({ ...page.form, ...(book === null ? {} : { book: book.book_id }) })}
${buttons}</form>`

function listed(voice: LtiVoice, page: ReadingListPage, book: EditedBook, at: number): Markup {
  const button = (what: 'up' | 'down' | 'remove'): Markup =>
    buttonAbout(['do', what], voice.say(`list.${what}`), book.title)
  const buttons = [
    ...(at === 0 ? [] : [button('up')]),
    ...(at === page.books.length - 1 ? [] : [button('down')]),
    button('remove'),
  ]
  return html`<li><h3>${book.title}</h3>${byLine(voice, book.authors)}
${book.hidden ? html`<p class="notice">${voice.say('list.hidden')}</p>` : null}${form(page, book, buttons)}</li>`
}

const linkForm = (voice: LtiVoice, { form: { q: _, ...form } }: ReadingListPage): Markup =>
  html`<form method="post" action="/lti/deep-link">${hidden(form)}
<button name="do" value="list">${voice.say('list.link')}</button></form>`

function search(voice: LtiVoice, page: ReadingListPage): Markup {
  const { launch, list, q } = page.form
  const isOn = new Set(page.books.map(({ book_id }) => book_id))
  return html`<form method="get" action="/lti/list#found" class="row">${hidden({ l: launch, list })}
<label>${voice.say('list.search')} <input type="search" name="q" value="${q}" maxlength="100"></label>
<button>${voice.say('list.find')}</button></form>
${
  page.found === null
    ? null
    : html`<h2 id="found">${voice.say('list.found')}</h2>${page.found.length === 0 ? html`<p role="status">${voice.say('list.foundNone')}</p>` : null}
<ul>${page.found.map((book) => found(voice, page, book, isOn.has(book.book_id)))}</ul>`
}`
}

const found = (voice: LtiVoice, page: ReadingListPage, book: EditedBook, isOn: boolean): Markup =>
  html`<li><h3>${book.title}</h3>${byLine(voice, book.authors)}
${isOn ? html`<p>${voice.say('list.isOn')}</p>` : form(page, book, buttonAbout(['do', 'add'], voice.say('list.add'), book.title))}</li>`

const rename = (voice: LtiVoice, page: ReadingListPage): Markup =>
  form(
    page,
    null,
    html`<label>${voice.say('list.name')} <input name="title" value="${page.title}" maxlength="${page.most.title}" required></label>
<button name="do" value="rename">${voice.say('list.rename')}</button>`,
  )

const remove = (voice: LtiVoice, page: ReadingListPage): Markup =>
  form(
    page,
    null,
    html`<label class="check"><input type="checkbox" name="sure" value="1" required> ${voice.say('class.sure')}</label>
<button name="do" value="delete">${voice.say('list.delete')}</button>`,
  )
