import { expect } from 'vitest'
import type { Jar, TestTool } from './a-tool.ts'

/** A page of the tool's, in the browser that launched it. */
export interface Opened {
  jar: Jar
  /** Where the page is. */
  at: string
  text: string
  status: number
}

/** Launches and opens the page that it leads to. */
export async function open(
  made: TestTool,
  more: Parameters<TestTool['launch']>[1] = {},
  change?: Parameters<TestTool['launch']>[0],
): Promise<Opened> {
  const { answer, jar } = await made.launch(change, more)
  return goTo(made, jar, answer.headers.get('location') ?? '')
}

/** Opens another page of the tool's in the same browser. */
export async function goTo(made: TestTool, jar: Jar, address: string): Promise<Opened> {
  const at = new URL(address, made.origin).href
  const page = await jar.ask(at)
  return { jar, at, text: await page.text(), status: page.status }
}

/** Sends a form of ours, and opens the page that it leads to. */
export async function submit(
  made: TestTool,
  { jar }: Opened,
  path: string,
  form: Record<string, string>,
): Promise<Opened> {
  const answer = await jar.post(`${made.origin}${path}`, form, { origin: made.origin })
  const to = answer.headers.get('location')
  if (to !== null) return goTo(made, jar, to)
  return { jar, at: answer.url, text: await answer.text(), status: answer.status }
}

export const titlesIn = (text: string): string[] =>
  [...text.matchAll(/<h[23]>([^<]*)</g)].map(([, title]) => title!)

export const field = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''

/** What the first form of a page brings along. */
export const formIn = (text: string) => ({ launch: field(text, 'launch'), csrf: field(text, 'csrf') })

/** A plain page with a code, no session, and nothing of the person in the log. */
export async function expectRefused(
  made: TestTool,
  answer: Response,
  code: string,
  status = 400,
): Promise<void> {
  const text = await answer.text()
  expect([answer.status, /<code>[^<]*?([a-z_]+)<\/code>/.exec(text)?.[1]]).toEqual([status, code])
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(await made.sessions()).toBe(0)
}
