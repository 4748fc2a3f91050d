import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { opened, openFirstStudent, pictures, violations, visit } from './support.ts'

const soonMs = 10_000
const on = opened()

/** Every state of the page that looks different, by how to get there. */
const views: Record<string, (page: Page) => Promise<unknown>> = {
  'school, nobody chosen': async (page) => {
    await page.goto(`${on.service.address}/#/school`)
    await page.locator('.start-with button').first().waitFor()
  },
  'school, list open': async (page) => {
    await page.goto(`${on.service.address}/#/school`)
    await page.getByRole('combobox', { name: 'Student' }).click()
    await page.getByRole('option').first().waitFor()
  },
  'school, picks': async (page) => {
    await openFirstStudent(page, on.service.address)
    await page.getByRole('button', { name: 'Show level' }).click()
    await page.locator('.why summary').first().click()
    await page.locator('.pick').first().getByRole('button', { name: 'Not for me' }).click()
    await page.locator('.tray').waitFor({ timeout: soonMs })
    await page.locator('img.cover').first().waitFor()
  },
  'reader, before': (page) => page.goto(`${on.service.address}/#/reader`),
  'reader, picks': async (page) => {
    await page.goto(`${on.service.address}/#/reader`)
    await page.getByRole('button', { name: 'Try our sample list' }).click()
    await page.locator('img.cover').first().waitFor({ timeout: soonMs })
    await page.locator('.own summary').click()
  },
  'about the demo': (page) => page.goto(`${on.service.address}/#/about-demo`),
}

async function openPanel(page: Page): Promise<void> {
  const head = page.getByRole('button', { name: 'What just happened' })
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
}

const picture = (...parts: string[]): string =>
  join(pictures, `${parts.join(' ').replace(/[^a-z0-9]+/gi, '-')}.png`)

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each(Object.keys(views))('%s is clean in axe', async (name) => {
    const { page, complaints, leave } = await visit(on.browser, { colorScheme, reducedMotion: 'reduce' })
    await views[name]!(page)
    await openPanel(page)
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: picture(name, colorScheme), fullPage: true })
    expect(complaints).toEqual([])
    await leave()
  })
})

test.each(Object.keys(views))('%s fits on 320 pixels', async (name) => {
  const { page, leave } = await visit(on.browser, {
    viewport: { width: 320, height: 640 },
    reducedMotion: 'reduce',
  })
  await views[name]!(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  await page.screenshot({ path: picture(name, '320'), fullPage: true })
  await openPanel(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  expect(await page.evaluate(`document.getElementById('slip-body').scrollWidth`)).toBe(320)
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: picture(name, '320 panel') })
  await leave()
})

test('the form for a key is clean in axe and fits on 320 pixels', async () => {
  const { page, leave } = await visit(on.browser, { viewport: { width: 320, height: 640 } })
  await page.route('**/demo/key', (route) => route.fulfill({ status: 404 }))
  await page.goto(on.service.address)
  await page.getByLabel('Key').waitFor()
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  await leave()
})

test('no request leaves the origin, and nothing is inline', async () => {
  const { page, requested, complaints, leave } = await visit(on.browser)
  for (const open of Object.values(views)) await open(page)
  const elsewhere = requested.filter((url) => {
    const { protocol, origin } = new URL(url)
    return protocol !== 'blob:' && origin !== on.service.address
  })
  expect(requested.length).toBeGreaterThan(10)
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
  const policy = (await fetch(on.service.address)).headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe-inline')
  await leave()
})
