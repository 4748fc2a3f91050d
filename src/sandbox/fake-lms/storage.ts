/**
 * How a platform keeps things for tools in its page: properly; not at all; named, but silent; full; or so that answers come
 * which are not its own: from another origin, and to a question that nobody asked.
 */
export type PlatformStorage = 'kept' | 'none' | 'silent' | 'full' | 'forged'

/** What a login and a token say of it. */
export const storageField = (storage: PlatformStorage): Record<string, string> =>
  storage === 'none' ? {} : { lti_storage_target: '_parent' }

/** The part of the platform's page that keeps things. */
export const storageOf = (storage: PlatformStorage): string =>
  storage === 'none' || storage === 'silent'
    ? ''
    : `<script>(() => {
const kept = new Map()
const forger = document.createElement('iframe')
if ('${storage}' === 'forged') {
  forger.src = Object.assign(new URL('/forger', location), { hostname: 'forger.localhost' })
  document.body.append(forger)
}
addEventListener('message', ({ data, origin, source }) => {
  if (!/^lti\\.(put|get)_data$/.test(data?.subject)) return
  const answer = { subject: data.subject + '.response', message_id: data.message_id, key: data.key }
  const say = (more) => source.postMessage({ ...answer, ...more }, origin)
  if ('${storage}' === 'full') say({ error: { code: 'storage_exhaustion' } })
  else if ('${storage}' === 'forged') {
    say({ message_id: 'another', value: data.value ?? 'forged' })
    forger.contentWindow.postMessage({ ...answer, value: data.value ?? 'forged' }, '*')
  } else if (data.subject === 'lti.get_data') say({ value: kept.get(data.key) })
  else {
    if (data.value === null) kept.delete(data.key)
    else kept.set(data.key, data.value)
    say({ value: data.value })
  }
})
})()</script>`

/** A page of somebody else's beside the tool, which passes on whatever it is told as if it were the platform. */
export const forgerPage = `<script>addEventListener('message', ({ data }) => parent.frames.tool.postMessage(data, '*'))</script>`
