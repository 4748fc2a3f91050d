import { html, Markup } from '../html.ts'
import { frame, type LtiVoice } from './frame.ts'

/** What a platform says of itself, and the origins that are its own. */
export interface ShownPlatform {
  name: string
  issuer: string
  origins: readonly string[]
}

/** The tool is registered and waits: says so, and lets the admin close the platform's window. */
export function registeredPage(
  voice: LtiVoice,
  { name, issuer, origins, nonce }: ShownPlatform & { nonce: string },
): string {
  // Patterns name nobody who could be told.
  const told = JSON.stringify(origins.filter((one) => !one.includes('*'))).replaceAll('<', '\\u003c')
  return frame(
    voice,
    voice.say('registered.title'),
    html`<p>${voice.say('registered.who', { name, issuer })}</p>
<p>${voice.say('registered.next')}</p>
<p><button type="button">${voice.say('registered.close')}</button></p>
<script nonce="${nonce}">document.querySelector('button').onclick=()=>{for(const origin of ${new Markup(told)})(window.opener||window.parent).postMessage({subject:'org.imsglobal.lti.close'},origin)}</script>`,
  )
}
