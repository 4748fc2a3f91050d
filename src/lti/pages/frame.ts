import type { lti as english } from '../../words/lti/en.ts'
import type { Voice } from '../../words/speak.ts'
import { html, type Markup } from '../html.ts'
import { resizing } from './resizing.ts'

export type LtiVoice = Voice<typeof english> & { language: string }

/** How a page of a session looks, and where it tells its height. */
export interface Look {
  /** As the platform says that the person prefers. */
  highContrast: boolean
  /** Of the page's one script. */
  nonce: string
  /** Who may frame the page, and so be told its height. */
  origins: readonly string[]
  /** What the platform wants to be told with it; null for nothing. */
  token: string | null
}

/** A whole page around its content. Without a look it holds nothing of anybody's, and no script. */
export const frame = (
  { language }: LtiVoice,
  title: string,
  body: Markup,
  look: Look | null = null,
): string =>
  html`<!doctype html>
<html lang="${language}"${look?.highContrast === true ? html` class="contrast"` : null}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} - Shelftalk</title><link rel="stylesheet" href="/lti/style.css"></head>
<body><main${look === null ? null : told(look)}><h1>${title}</h1>
${body}</main>${look === null ? null : html`<script nonce="${look.nonce}">${resizing}</script>`}</body>
</html>
`.text

const told = ({ origins, token }: Look): Markup =>
  html` data-origins="${origins.join(' ')}"${token === null ? null : html` data-token="${token}"`}`

/** What a form brings along unseen. */
export const hidden = (fields: Readonly<Record<string, string>>): Markup[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)

/** A button whose name says which of many things it is about, to those who do not see where it stands. */
export const buttonAbout = ([name, value]: readonly [string, string], word: string, about: string): Markup =>
  html`<button name="${name}" value="${value}" aria-label="${word}: ${about}">${word}</button>`

/** A line of who wrote a book. */
export const byLine = (voice: LtiVoice, authors: readonly string[]): Markup =>
  html`<p>${
    authors.length === 0
      ? voice.say('book.authorUnknown')
      : voice.say('book.by', { authors: voice.listed(authors) })
  }</p>`
