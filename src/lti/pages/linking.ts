import { levels, picksDefault, picksMax, themeMax } from '../course/wanted.ts'
import { html, type Markup } from '../html.ts'
import { newList } from './class.ts'
import { buttonAbout, frame, hidden, type Look, type LtiVoice } from './frame.ts'

interface Form {
  launch: string
  csrf: string
}

export interface PickerPage {
  form: Form
  /** Whether the place in the course takes links of ours; where it does not, there is only the way back. */
  takesLinks: boolean
  /** The course's lists; null where the platform named no course. */
  lists: readonly { list_id: string; title: string; books: number }[] | null
  titleMax: number
}

/** What a teacher may put into the course: picks for each student, or a reading list. */
export const pickerPage = (voice: LtiVoice, page: PickerPage, look: Look): string =>
  frame(
    voice,
    voice.say('link.title'),
    html`${page.takesLinks ? picksForm(voice, page.form) : html`<p>${voice.say('link.notTaken')}</p>`}
${page.takesLinks && page.lists !== null ? lists(voice, page, page.lists) : null}
<form method="post" action="/lti/deep-link">${hidden({ ...page.form })}
<button name="do" value="cancel">${voice.say('link.cancel')}</button></form>`,
    look,
  )

const picksForm = (voice: LtiVoice, form: Form): Markup =>
  html`<h2>${voice.say('link.picks')}</h2><p>${voice.say('link.explain')}</p>
<form method="post" action="/lti/deep-link">${hidden({ ...form })}
<p><label>${voice.say('link.count')} <input type="number" name="count" min="1" max="${picksMax}" value="${picksDefault}" required></label></p>
<p><label>${voice.say('link.level')} <select name="level"><option value="">${voice.say('link.level.any')}</option>${levels.map((level) => html`<option value="${level}">${voice.say(`link.level.${level}`)}</option>`)}</select></label></p>
<p><label>${voice.say('link.theme')} <input name="theme" maxlength="${themeMax}"></label></p>
<p><label class="check"><input type="checkbox" name="owned" value="1"> ${voice.say('link.owned')}</label></p>
<button name="do" value="add">${voice.say('link.add')}</button></form>`

const lists = (
  voice: LtiVoice,
  { form, titleMax }: PickerPage,
  all: NonNullable<PickerPage['lists']>,
): Markup =>
  html`<h2>${voice.say('link.lists')}</h2><p>${voice.say('link.lists.explain')}</p>
<ul>${all.map(
    ({
      list_id,
      title,
      books,
    }) => html`<li><h3>${title}</h3><form method="post" action="/lti/deep-link" class="row">
${hidden({ ...form, list: list_id })}<a class="button" href="/lti/list?l=${form.launch}&amp;list=${encodeURIComponent(list_id)}">${voice.say('list.edit', { title })}</a>
${books === 0 ? null : buttonAbout(['do', 'list'], voice.say('link.lists.add'), title)}</form></li>`,
  )}</ul>${newList(voice, form, titleMax)}`

/** Brings the answer to the platform: by itself where scripts run, else by the button. */
export const answerPage = (
  voice: LtiVoice,
  { to, jwt, nonce }: { to: string; jwt: string; nonce: string },
): string =>
  frame(
    voice,
    voice.say('answer.title'),
    html`<form method="post" action="${to}">${hidden({ JWT: jwt })}<button>${voice.say('answer.button')}</button></form>
<script nonce="${nonce}">document.forms[0].submit()</script>`,
  )
