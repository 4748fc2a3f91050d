import { html } from '../html.ts'
import type { RefusalCode } from '../refusal.ts'
import { frame, type LtiVoice } from './frame.ts'

/** A page that says something and offers nothing. */
export const plainPage = (voice: LtiVoice, about: 'notReady'): string =>
  frame(voice, voice.say(`${about}.title`), html`<p>${voice.say(`${about}.explain`)}</p>`)

/** Why it did not open, in words and as a code that can be passed on. Holds nothing of whoever opened it. */
export const refusalPage = (voice: LtiVoice, code: RefusalCode | 'session_over' | 'not_found'): string =>
  frame(
    voice,
    voice.say('refused.title'),
    html`<p>${voice.say(`refused.${code}`)}</p>${isOfCourse(code) ? html`<p>${voice.say('refused.again')}</p>` : null}
<p><code>${voice.say('refused.code', { code })}</code></p>`,
  )

/** Whether it was opened from a course, rather than by whoever registers the tool. */
const isOfCourse = (code: string): boolean => !/^(invite|registration)_/.test(code)
