import { html, Markup } from '../html.ts'
import { frame, hidden, type LtiVoice } from './frame.ts'
import { proofScript } from './proof-script.ts'

/** Where a browser keeps the secret of a launch for us. */
export interface Keeping {
  key: string
  /** The frame of the platform that keeps things for tools, and the one origin that it is asked at; null: there is none. */
  target: string | null
  origin: string
  /** Begins the ids of our messages; nobody else knows it. */
  message: string
  /** The same launch in a tab of its own, for when nothing keeps it. */
  newTab: string
  nonce: string
}

/** Keeps the secret in the browser, then goes on to the platform. */
export const keepPage = (voice: LtiVoice, keeping: Keeping, kept: { value: string; to: string }): string =>
  proofPage(voice, keeping, { more: kept, form: null })

/** Brings the token and, with the secret that the browser kept, the proof. */
export const provePage = (
  voice: LtiVoice,
  keeping: Keeping,
  token: Readonly<Record<string, string>>,
): string =>
  proofPage(voice, keeping, {
    more: {},
    form: html`<form id="proof" method="post" action="/lti/launch">${hidden({ ...token, proof: '' })}</form>`,
  })

/** Without scripts only the button is there; with them it shows when nothing else helped. */
function proofPage(
  voice: LtiVoice,
  { nonce, newTab, target, ...data }: Keeping,
  { more, form }: { more: Readonly<Record<string, string>>; form: Markup | null },
): string {
  const attributes = Object.entries({ ...data, ...more, ...(target === null ? {} : { target }) }).map(
    ([name, value]) => html` data-${name}="${value}"`,
  )
  return frame(
    voice,
    voice.say('open.title'),
    html`${form}<div id="open"><p>${voice.say('open.explain')}</p>
<p><a class="button" href="${newTab}" target="_blank" rel="noopener">${voice.say('open.button')}</a></p></div>
<script nonce="${nonce}"${attributes}>${new Markup(proofScript)}</script>`,
  )
}
