import { Markup } from '../html.ts'

/**
 * Tells the platform how high the page is, so that its frame fits; never while somebody types. A platform that does not
 * listen shows the page in a frame that scrolls.
 */
export const resizing = new Markup(`(() => {
const page = document.querySelector('main'), { origins, token } = page.dataset
const platform = window.parent === window ? window.opener : window.parent
if (!platform || !origins || !window.ResizeObserver) return
const outer = location.ancestorOrigins && location.ancestorOrigins[0]
const known = origins.split(' ').filter((one) => !outer || one === outer)
let told = 0, timer
const tell = () => {
  const height = Math.max(100, Math.ceil(document.body.getBoundingClientRect().height))
  const typing = document.activeElement && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)
  if (typing || height === told) return
  told = height
  for (const origin of known)
    platform.postMessage({ subject: 'lti.frameResize', height, ...(token ? { token } : {}) }, origin)
}
const soon = () => { clearTimeout(timer); timer = setTimeout(tell, 100) }
new ResizeObserver(soon).observe(page)
addEventListener('focusout', soon)
})()`)
