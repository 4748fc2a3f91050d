import { mkdir } from 'node:fs/promises'
import { chromium } from 'playwright-core'

/** Takes the README's pictures of a running demo: `npx tsx scripts/pictures.ts http://127.0.0.1:8080`. */
const [address = 'http://127.0.0.1:8080'] = process.argv.slice(2)
const folder = new URL('../docs/pictures/', import.meta.url).pathname
await mkdir(folder, { recursive: true })

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
  ],
})
const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, colorScheme: 'light' })

await page.goto(`${address}/#/school`)
await page.locator('label', { hasText: '4B' }).click()
await page.getByRole('combobox').first().click()
await page.getByRole('option').nth(3).click()
await page.locator('.pick').first().waitFor()
await page
  .getByRole('button', { name: /^Not for me/ })
  .first()
  .click()
await page.waitForTimeout(2500)
await page.screenshot({ path: `${folder}picks.png` })

await page.goto(`${address}/#/reader`)
await page.getByRole('button', { name: /sample/i }).click()
await page.locator('.pick').first().waitFor()
await page.waitForTimeout(2500)
await page.screenshot({ path: `${folder}reader-mode.png` })
await browser.close()
