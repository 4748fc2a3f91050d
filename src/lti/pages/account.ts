import type { AccountState } from '../course/account.ts'
import { html, type Markup } from '../html.ts'
import { hidden, type LtiVoice } from './frame.ts'

/** Where a student types a code of the school's page; that it is done, once it is. */
export function accountPart(
  voice: LtiVoice,
  { isLinked, said }: AccountState,
  { slate: _, ...form }: Readonly<Record<'launch' | 'csrf' | 'slate', string>>,
): Markup {
  if (isLinked) return html`<p>${voice.say('account.linked')}</p>`
  return html`<section aria-labelledby="account"><h2 id="account">${voice.say('account.title')}</h2>
${said === null ? null : html`<p role="status">${voice.say(`account.said.${said}`)}</p>`}
<p>${voice.say('account.explain')}</p>
<form method="post" action="/lti/account">${hidden(form)}
<p><label>${voice.say('account.code')} <input name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false"></label> <button>${voice.say('account.send')}</button></p></form></section>`
}
