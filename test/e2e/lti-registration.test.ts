import { join } from 'node:path'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type FakeLms, startFakeLms } from '../../src/sandbox/fake-lms/server.ts'
import { opened, pictures, type Visit, violations, visit } from './support.ts'
import { aFront, certificateFile, type Front, toolHost, twoSites } from './tls.ts'

const soonMs = 15_000
let front: Front
/** Under the program's own port, as whom a demo lets in is asked by the name and port of this machine. */
const on = opened(async (port) => {
  front = await aFront(toolHost, port)
  return { SHELFTALK_PUBLIC_URL: front.origin, NODE_EXTRA_CA_CERTS: certificateFile }
})
afterAll(() => front.close())

async function anAdmin(): Promise<Visit> {
  const all = await visit(on.browser, { locale: 'en', reducedMotion: 'reduce' })
  onTestFinished(all.leave)
  await all.page.goto(`${front.origin}/#/sign-in`)
  const buttons = all.page.locator('.desk-people button')
  await buttons.first().waitFor()
  await buttons.nth(3).click()
  await all.page.locator('.page-foot button.small').waitFor({ timeout: soonMs })
  await all.page.goto(`${front.origin}/#/connections`)
  await all.page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor()
  return all
}

async function aPlatform(): Promise<FakeLms> {
  const lms = await startFakeLms({ seenAt: twoSites.platform })
  onTestFinished(() => lms.close())
  return lms
}

/** Pastes an address of ours into the platform, as its admin does, up to the way back from our page. */
async function paste(lms: FakeLms, address: string): Promise<Page> {
  const there = await visit(on.browser, { locale: 'en' })
  onTestFinished(there.leave)
  await there.page.goto(`${lms.url}/admin`)
  await there.page.getByLabel('Address of the tool').fill(address)
  await there.page.getByRole('button', { name: 'Register' }).click()
  const tool = there.page.frameLocator('iframe')
  await tool.getByRole('heading', { name: 'Registered, waiting for approval' }).waitFor({ timeout: soonMs })
  await there.page.screenshot({ path: join(pictures, 'lti-registered.png') })
  await tool.getByRole('button', { name: 'Back to the platform' }).click()
  await there.page.getByText('The tool is', { exact: false }).waitFor({ timeout: soonMs })
  return there.page
}

async function addressFrom(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Get an address' }).click()
  return page.getByLabel('Address to paste').inputValue({ timeout: soonMs })
}

/** Opens the tool in the course as a student. */
async function open(page: Page, lms: FakeLms): Promise<FrameLocator> {
  await page.goto(lms.url)
  await page.getByRole('button', { name: 'ada' }).click()
  return page.frameLocator('iframe')
}

const cardOf = (page: Page, name: string) => page.locator('section.talker').filter({ hasText: name })

test('an admin pastes one address into a platform, approves it on our page, and the first launch works', async () => {
  const { page, complaints } = await anAdmin()
  const lms = await aPlatform()
  const there = await paste(lms, await addressFrom(page))
  await there.getByText('The tool is pending', { exact: false }).waitFor()
  await there.getByRole('button', { name: 'Activate' }).click()
  const early = await open(there, lms)
  await early.getByText('platform_waiting', { exact: false }).waitFor({ timeout: soonMs })

  const card = cardOf(page, lms.url)
  const { host } = new URL(lms.url)
  await card.getByRole('heading', { name: `${host} (waits for your approval)` }).waitFor({ timeout: soonMs })
  expect(await page.getByLabel('Address to paste').count()).toBe(0)
  expect(await card.getByLabel('Addresses on which your courses open').inputValue()).toBe(lms.url)
  await page.screenshot({ path: join(pictures, 'lti-waiting.png'), fullPage: true })
  await card.getByRole('button', { name: 'Approve' }).click()
  await card.getByRole('heading', { name: `${host} (on)` }).waitFor({ timeout: soonMs })
  await card.getByText('Nothing was opened yet.').waitFor()

  await card.getByRole('button', { name: 'Test the connection' }).click()
  await card.getByText('answers, and its clock is right', { exact: false }).waitFor({ timeout: soonMs })
  await card.getByLabel('who is in a course', { exact: false }).check()
  await card.getByRole('button', { name: 'Save services' }).click()
  await page.getByText('are saved', { exact: false }).waitFor({ state: 'attached', timeout: soonMs })

  const tool = await open(there, lms)
  await tool.getByRole('heading', { level: 1, name: 'Books for you' }).waitFor({ timeout: soonMs })
  await there.screenshot({ path: join(pictures, 'lti-first-launch.png') })
  await page.reload()
  await card.getByText('Last opened:', { exact: false }).waitFor({ timeout: soonMs })
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: join(pictures, 'lti-connections-1280.png'), fullPage: true })
  await page.setViewportSize({ width: 320, height: 800 })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
  await page.screenshot({ path: join(pictures, 'lti-connections-320.png'), fullPage: true })
  expect(complaints).toEqual([])
})

test('[lti-R7] [lti-R8] a platform with a strange name waits with each of its places, until the admin lets it in', async () => {
  const { page, complaints } = await anAdmin()
  const lms = await aPlatform()
  const name = '<img src=x onerror="document.title=1">Harbour'
  lms.registrations.manners = 'canvas'
  lms.registrations.says = {
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      ...{ product_family_code: 'canvas', 'https://canvas.instructure.com/lti/account_name': name },
    },
  }
  const there = await paste(lms, await addressFrom(page))
  const card = cardOf(page, lms.url)
  await card.getByText(`${name}`, { exact: false }).first().waitFor({ timeout: soonMs })
  expect(await card.locator('img').count()).toBe(0)
  await card.getByLabel('Addresses on which your courses open').fill(`${lms.url}/courses/1\n`)
  await card.getByRole('button', { name: 'Approve' }).click()
  await card.getByText('None yet.', { exact: false }).waitFor({ timeout: soonMs })

  const refused = await open(there, lms)
  await refused.getByText('deployment_unknown', { exact: false }).waitFor({ timeout: soonMs })
  await page.reload()
  await card.getByText('To pass on: deployment_unknown', { exact: false }).waitFor({ timeout: soonMs })
  await page.screenshot({ path: join(pictures, 'lti-deployment-waits.png'), fullPage: true })
  await card.getByRole('button', { name: 'Approve 1' }).click()
  await card.getByText('1 (approved)').waitFor({ timeout: soonMs })
  const tool = await open(there, lms)
  await tool.getByRole('heading', { level: 1, name: 'Books for you' }).waitFor({ timeout: soonMs })

  await card.getByRole('button', { name: 'Switch off' }).click()
  await card.getByRole('button', { name: 'Switch it off' }).click()
  await card.getByRole('button', { name: 'Switch on' }).waitFor({ timeout: soonMs })
  const off = await open(there, lms)
  await off.getByText('platform_waiting', { exact: false }).waitFor({ timeout: soonMs })
  expect(complaints).toEqual([])
})
