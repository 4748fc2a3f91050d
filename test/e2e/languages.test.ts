import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { languages } from '../../src/words/languages.ts'
import { opened, ownWords, pictures, violations, visit, wordsOfEnglish } from './support.ts'

const soonMs = 10_000
const on = opened()

async function openPanel(page: Page): Promise<void> {
  const head = page.locator('.slip-head')
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
}

/** The views by what is in them, since their words are what is tried here. */
const views: Record<string, (page: Page) => Promise<unknown>> = {
  school: async (page) => {
    await page.goto(`${on.service.address}/#/school`)
    await page.locator('.start-with button').first().click()
    await page.locator('.level-switch button').click()
    await page.locator('.why summary').first().click()
    await page.locator('.pick .vote-up').last().click()
    await page.locator('.pick .vote-down').first().click()
    await page.locator('.tray').waitFor({ timeout: soonMs })
    await page.locator('img.cover').first().waitFor()
  },
  reader: async (page) => {
    await page.goto(`${on.service.address}/#/reader`)
    await page.locator('.drop-buttons button').last().click()
    await page.locator('img.cover').first().waitFor({ timeout: soonMs })
    await page.locator('.own summary').click()
  },
  about: async (page) => {
    await page.goto(`${on.service.address}/#/about-demo`)
    await page.locator('.about').waitFor()
  },
  key: async (page) => {
    await page.route('**/demo/key', (route) => route.fulfill({ status: 404 }))
    await page.goto(on.service.address)
    await page.locator('#key').waitFor()
  },
}

const width = (page: Page) => page.evaluate('document.documentElement.scrollWidth')

describe.each(languages)('in %s', (language) => {
  test.each(Object.keys(views))(
    'the view %s fits, is clean in axe and says nothing in another language',
    async (name) => {
      const { page, complaints, leave } = await visit(on.browser, {
        locale: language,
        reducedMotion: 'reduce',
      })
      await views[name]!(page)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
      for (const [pixels, height] of [
        [320, 640],
        [1280, 900],
      ] as const) {
        await page.setViewportSize({ width: pixels, height })
        await page.screenshot({ path: join(pictures, `${language}-${name}-${pixels}.png`), fullPage: true })
        expect(await width(page)).toBe(pixels)
        if (name !== 'key') await openPanel(page)
        expect(await width(page)).toBe(pixels)
        expect(await violations(page)).toEqual([])
      }
      const said = await ownWords(page)
      expect(said.length).toBeGreaterThan(5)
      const inEnglish = said.filter((text) => wordsOfEnglish.test(text))
      if (language === 'en') expect(inEnglish.length).toBeGreaterThan(2)
      else expect(inEnglish).toEqual([])
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([])
      await leave()
    },
  )
})

test('the language is changed by keyboard, keeps what is on the page, and is remembered', async () => {
  const { page, requested, leave } = await visit(on.browser, { locale: 'fr-CA' })
  await page.goto(`${on.service.address}/#/school`)
  await page.locator('.start-with button').first().click()
  await page.locator('.pick h3').first().waitFor()
  const heading = page.locator('#shelf-heading')
  expect(await heading.textContent()).toMatch(/^Suggestions pour /)

  await page.getByRole('button', { name: 'Deutsch' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => heading.textContent()).toMatch(/^Buchtipps für /)
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Deutsch')
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  expect(await page.title()).toBe('Schule · Shelftalk')

  await page.reload()
  expect(await page.locator('.view-head h1').textContent()).toBe('Buchtipps für Ihre Klasse')
  const fetched = languages.filter((language) =>
    requested.some((url) => url.includes(`/assets/${language}-`)),
  )
  expect(fetched).toEqual(['fr', 'de'])
  await leave()
})
