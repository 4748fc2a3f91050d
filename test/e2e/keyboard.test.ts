import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { opened, titlesOnShelf, visit } from './support.ts'

const soonMs = 10_000
const tabsAtMost = 60
const on = opened()

/** What has the focus: its name, and whether a person sees that it has it. */
const focused = (page: Page) =>
  page.evaluate(`(() => {
    const element = document.activeElement
    const shown = element.matches('.tab input') ? element.nextElementSibling : element
    const style = getComputedStyle(shown)
    return {
      name: element.getAttribute('aria-label') ?? element.textContent.trim(),
      role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
      seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    }
  })()`) as Promise<{ name: string; role: string; seen: boolean }>

/** Presses Tab until `wanted` has the focus; every stop on the way must be visible. */
async function tabTo(page: Page, wanted: (stop: { name: string; role: string }) => boolean): Promise<void> {
  for (let press = 0; press < tabsAtMost; press += 1) {
    await page.keyboard.press('Tab')
    const stop = await focused(page)
    expect(stop, 'a stop without a visible focus').toMatchObject({ seen: true })
    if (wanted(stop)) return
  }
  throw new Error('Tab never got there')
}

test('class, student, vote and undo by keyboard alone', async () => {
  const { page, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#/school`)
  await page.getByRole('combobox', { name: 'Student' }).waitFor()

  await page.keyboard.press('Tab')
  expect(await focused(page)).toMatchObject({ name: 'Skip to the picks', seen: true })
  await page.keyboard.press('Enter')
  expect((await focused(page)).role).toBe('main')

  await tabTo(page, ({ role }) => role === 'input')
  await page.keyboard.press('ArrowRight')
  expect(await page.locator('.tab input').nth(1).isChecked()).toBe(true)
  await tabTo(page, ({ role }) => role === 'combobox')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('option').nth(1).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator('.pick h3').first().waitFor()
  const title = (await titlesOnShelf(page))[0]!

  await tabTo(page, ({ name }) => name === 'Not for me')
  await page.keyboard.press('Enter')
  await expect.poll(() => titlesOnShelf(page), { timeout: soonMs }).not.toContain(title)
  await expect
    .poll(() => focused(page), { timeout: soonMs })
    .toMatchObject({ name: `Undo: ${title}`, seen: true })
  await page.keyboard.press('Enter')
  await expect.poll(() => titlesOnShelf(page), { timeout: soonMs }).toContain(title)

  await tabTo(page, ({ name }) => name.startsWith('Why?'))
  await page.keyboard.press('Enter')
  expect(await page.locator('.why[open] li').count()).toBeGreaterThan(0)
  await tabTo(page, ({ name }) => name.startsWith('What just happened'))
  await leave()
})

test('Escape closes the list of students and changes nothing', async () => {
  const { page, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#/school`)
  const box = page.getByRole('combobox', { name: 'Student' })
  await box.focus()
  await page.keyboard.type('zzzz')
  await page.getByText('Nobody of that name in this class.').waitFor()
  await page.keyboard.press('Escape')
  expect(await box.getAttribute('aria-expanded')).toBe('false')
  expect(await box.inputValue()).toBe('')
  await leave()
})
