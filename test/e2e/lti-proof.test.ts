import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { PlatformStorage } from '../../src/sandbox/fake-lms/storage.ts'
import { aTool } from '../lti/a-tool.ts'
import { ground } from '../support/a-school.ts'
import { openBrowser, visit } from './support.ts'
import { oneSite, twoSites } from './tls.ts'

const on = ground()
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** A student opens the tool in a course. */
async function opened(storage: PlatformStorage, at: { sites: typeof twoSites; cookies: boolean }) {
  const made = await aTool(on, at)
  made.lms.storage = storage
  const { page, leave } = await visit(browser)
  onTestFinished(leave)
  await page.goto(made.lms.url)
  await page.getByRole('button', { name: 'ada' }).click()
  const tool = page.frameLocator('iframe[name=tool]')
  return { made, page, tool, first: tool.locator('article').first() }
}

/** A book can be liked, and is liked afterwards. */
async function expectVoting({ first }: Pick<Awaited<ReturnType<typeof opened>>, 'first'>): Promise<void> {
  await first.waitFor()
  await first.locator('button[value=up]').click()
  await first.locator('button[aria-pressed=true]').waitFor()
}

test('[lti-B4] with cookies of other sites blocked a launch opens, by a cookie that is kept apart for the course', async () => {
  const launch = await opened('none', { sites: twoSites, cookies: true })
  await launch.first.waitFor()
  const kept = await launch.page.context().cookies()
  expect(kept.map(({ name }) => name.replace(/_[^_]*$/, '')).sort()).toEqual([
    '__Host-st_proof',
    '__Host-st_session',
  ])
  await expectVoting(launch)
})

test('where our site may keep nothing at all, the page of the platform keeps the secret, and the forms the session', async () => {
  const launch = await opened('kept', { sites: twoSites, cookies: false })
  await expectVoting(launch)
  expect(await launch.made.sessions()).toBe(1)
})

test.each<[string, PlatformStorage]>([
  ['[lti-B1] gives no answer', 'silent'],
  ['[lti-B2] answers from elsewhere, or to nothing that was asked', 'forged'],
  ['[lti-B3] has no room', 'full'],
  ['keeps nothing for tools', 'none'],
])(
  'without cookies, where the page of the platform %s, our own storage keeps the secret for the launch',
  async (_how, storage) => {
    const launch = await opened(storage, { sites: oneSite, cookies: false })
    await launch.first.waitFor()
    expect(await launch.made.sessions()).toBe(1)
    expect(await launch.page.frames()[1]?.evaluate('Object.keys(localStorage)')).toEqual([])
    await expectVoting(launch)
  },
)

test('when nothing keeps the secret, the same launch is offered in a tab of its own', async () => {
  const { tool, made } = await opened('silent', { sites: twoSites, cookies: false })
  await tool.getByRole('link', { name: 'Open in a new tab' }).waitFor()
  expect(await made.sessions()).toBe(0)
})
