import { expect, test } from 'vitest'
import { ground } from '../support/a-school.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

const on = ground()

/** A browser with a token that would open a launch, and two more processes that it may be brought to. */
async function ready(made: TestTool) {
  const jar = new Jar()
  const asked = await made.login(jar)
  const token = await made.lms.sign(made.lms.claims(asked, made.tool, made.launching))
  const others = await Promise.all([made.instance(), made.instance()])
  const fields = { state: asked.get('state') ?? '', id_token: token }
  const bring = async (origin: string) => (await jar.post(`${origin}/lti/launch`, fields)).status
  return { origins: [made.origin, ...others], bring }
}

test('[lti-N8] twenty posts of one token at once, to three processes, open one session', async () => {
  const made = await aTool(on)
  const { origins, bring } = await ready(made)
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => bring(origins[at % 3] ?? '')))
  expect(answers.sort()).toEqual([303, ...Array(19).fill(400)])
  expect(await made.sessions()).toBe(1)
})

test('[lti-N10] a token that opened at one process opens nothing at another', async () => {
  const made = await aTool(on)
  const { origins, bring } = await ready(made)
  expect(await bring(origins[0] ?? '')).toBe(303)
  for (const other of origins) expect(await bring(other)).toBe(400)
  expect(await made.sessions()).toBe(1)
})
