import type { AccountState } from '../course/account.ts'
import { html, type Markup } from '../html.ts'
import { accountPart } from './account.ts'
import { byLine, frame, hidden, type Look, type LtiVoice } from './frame.ts'

/** A book on a list, as far as a page shows it. */
export interface ShownPick {
  book: { book_id: string; title: string; authors: readonly string[] }
  vote: 'up' | 'down' | 'read' | null
  /** As SVG. */
  cover: string
  /** Why it is there; null where somebody chose it. */
  explanation: { text: string; by: 'template' | 'model' } | null
}

export interface BooksPage {
  title: string
  /** What is said above the books: why there are none where there are none. */
  notices: readonly string[]
  picks: readonly ShownPick[]
  /** What a vote's form brings along; null for whoever only looks on. */
  form: Readonly<Record<'launch' | 'csrf' | 'slate', string>> | null
  /** The book that was just voted down or marked as read, which the list has no longer, and the list that it was on. */
  gone: { book_id: string; title: string; vote: 'down' | 'read'; slate: string } | null
  /** Null for whoever nobody knows. */
  account: AccountState | null
}

/** Books of a student's own, or that were chosen for the course. */
export const booksPage = (voice: LtiVoice, page: BooksPage, look: Look): string =>
  frame(
    voice,
    page.title,
    html`${page.notices.map((notice) => html`<p class="notice">${notice}</p>`)}
<div aria-live="polite">${page.gone === null || page.form === null ? null : undoLine(voice, page.gone, page.form)}</div>
<ol>${page.picks.map((pick) => pickItem(voice, pick, page.form))}</ol>
${page.form === null || page.account === null ? null : accountPart(voice, page.account, page.form)}`,
    look,
  )

/** Where a book stands on its page, for addresses. */
export const placeOf = (bookId: string): string => `b-${encodeURIComponent(bookId)}`

function pickItem(
  voice: LtiVoice,
  { book, explanation, vote, cover }: ShownPick,
  form: BooksPage['form'],
): Markup {
  const { book_id, title, authors } = book
  return html`<li id="${placeOf(book_id)}"><article>
<img src="data:image/svg+xml,${encodeURIComponent(cover)}" alt="${voice.say('book.cover', { title })}" width="96" height="144">
<div><h2>${title}</h2>${byLine(voice, authors)}
${explanation === null ? null : html`<p class="reason"${explanation.by === 'model' ? html` lang="en"` : null}>${explanation.text}</p>`}
${form === null ? null : voteForm(voice, { book_id, title, pressed: vote }, form)}</div>
</article></li>`
}

type VoteForm = NonNullable<BooksPage['form']>

function voteForm(
  voice: LtiVoice,
  { book_id, title, pressed }: { book_id: string; title: string; pressed: ShownPick['vote'] },
  form: VoteForm,
): Markup {
  const button = (value: 'up' | 'down' | 'read'): Markup => {
    const isPressed = value === pressed
    return html`<button name="vote" value="${isPressed ? 'none' : value}" aria-pressed="${String(isPressed)}">${voice.say(`vote.${value}`)}</button>`
  }
  return html`<form method="post" action="/lti/vote">${hidden({ ...form, book: book_id })}
<div role="group" aria-label="${voice.say('vote.group', { title })}">${button('up')} ${button('down')} ${button('read')}</div></form>`
}

const undoLine = (
  voice: LtiVoice,
  { book_id, title, vote, slate }: NonNullable<BooksPage['gone']>,
  form: VoteForm,
): Markup =>
  html`<form method="post" action="/lti/vote" class="undo"><p role="status">${voice.say(`vote.said.${vote}`, { title })}</p>
${hidden({ ...form, slate, book: book_id })}
<button name="vote" value="none">${voice.say('vote.undoOf', { title })}</button></form>`
