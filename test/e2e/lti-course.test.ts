import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { aTool } from '../lti/a-tool.ts'
import { ground } from '../support/a-school.ts'
import { openBrowser, pictures, visit } from './support.ts'
import { twoSites } from './tls.ts'

const on = ground()
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** A course of a platform, whose page is of another site than the tool in its frame. */
async function aCourse(options: BrowserContextOptions = {}) {
  const made = await aTool(on, { sites: twoSites })
  const { page, leave } = await visit(browser, options)
  onTestFinished(leave)
  await page.goto(made.lms.url)
  return { made, page, press: (name: string) => page.getByRole('button', { name, exact: true }).click() }
}

/** The frame of the tool, once its page has this heading. */
async function toolWith(page: Page, heading: string | RegExp): Promise<Frame> {
  await page.frameLocator('iframe[name=tool]').getByRole('heading', { level: 1, name: heading }).waitFor()
  const frame = page.frame('tool')
  if (frame === null) throw new Error('the tool is gone')
  return frame
}

/** Nothing for axe to say, nothing to scroll sideways to, nothing too small to hit; and a picture for people. */
async function expectGoodManners(page: Page, tool: Frame, name: string): Promise<void> {
  await tool.evaluate(axe.source)
  const found = (await tool.evaluate('axe.run(document)')) as axe.AxeResults
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const tooSmall = await tool.evaluate(
    `[...document.querySelectorAll('button, .button, input:not([type=hidden], [type=checkbox]), select')]
       .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)`,
  )
  expect(tooSmall).toEqual([])
  for (const width of [900, 320]) {
    await page.locator('iframe[name=tool]').evaluate((frame: unknown, wide) => {
      Object.assign(frame as object, { width: wide })
    }, String(width))
    await page.screenshot({ path: join(pictures, `lti-${name}-${width}.png`), fullPage: true })
    const sideways = await tool.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect([name, width, sideways]).toEqual([name, width, expect.toSatisfy((more: number) => more <= 0)])
  }
}

test('an instructor puts picks with filters into the course, and a student sees picks as the link says', async () => {
  const { made, page, press } = await aCourse()
  await press('teacher adds a link')
  const picker = await toolWith(page, 'Books for this course')
  await expectGoodManners(page, picker, 'picker')
  await picker.locator('input[name=count]').fill('3')
  await picker.getByRole('button', { name: 'Add to the course' }).first().click()
  await page.frameLocator('iframe[name=tool]').getByText('Links added: 1').waitFor()
  expect(made.lms.links.all.map(({ custom }) => custom)).toEqual([
    { st_v: '1', st_mode: 'picks', st_count: '3' },
  ])
  await page.reload()
  await page.getByRole('button', { name: /^ada opens/ }).click()
  const picks = await toolWith(page, 'Books for you')
  expect(await picks.locator('article').count()).toBe(3)
})

test('an instructor makes a list, puts it into the course, and students see these books', async () => {
  const { made, page, press } = await aCourse()
  await press('teacher adds a link')
  const picker = await toolWith(page, 'Books for this course')
  await picker.locator('input[name=title]').fill('Rainy days')
  await picker.locator('button[value=make]').click()
  const list = await toolWith(page, /Rainy days/)
  await list.getByRole('searchbox').fill('Title 7')
  await list.getByRole('searchbox').press('Enter')
  await list.locator('button[value=add], button[name=add]').first().click()
  await list.locator('button[value=remove]').first().waitFor()
  await expectGoodManners(page, list, 'list')
  await list.locator('form[action="/lti/deep-link"] button').first().click()
  await page.frameLocator('iframe[name=tool]').getByText('Links added: 1').waitFor()
  expect(made.lms.links.all[0]).toMatchObject({ title: 'Rainy days', custom: { st_mode: 'list' } })
  await page.reload()
  await press('ada opens Rainy days')
  const shown = await toolWith(page, /Rainy days/)
  expect(await shown.locator('article h2').allInnerTexts()).toEqual(['Title 7'])
})

test.each([true, false])(
  '[lti-B10] a student sees own picks, votes and undoes by keyboard, with scripts: %s',
  async (javaScriptEnabled) => {
    const { page, press } = await aCourse({ javaScriptEnabled, reducedMotion: 'reduce' })
    await press('ada')
    // Without scripts the platform's own page waits for a press.
    if (!javaScriptEnabled) await page.frameLocator('iframe[name=tool]').getByRole('button').click()
    const picks = await toolWith(page, 'Books for you')
    const [first = ''] = await picks.locator('article h2').allInnerTexts()
    if (javaScriptEnabled) await expectGoodManners(page, picks, 'picks')
    await picks.locator('button[value=down]').first().focus()
    await page.keyboard.press('Enter')
    const undo = picks.locator('form.undo button')
    await undo.waitFor()
    expect(await picks.locator('article h2').allInnerTexts()).not.toContain(first)
    await undo.focus()
    await page.keyboard.press('Enter')
    await picks.getByRole('heading', { level: 2, name: first, exact: true }).waitFor()
  },
)

test('an instructor opens the class view: a total appears with the fifth student, and says nothing of one', async () => {
  const { made, page, press } = await aCourse()
  let title = ''
  /** Another student of the course likes one book, the same as the others. */
  const likes = async (student: number): Promise<void> => {
    await page.goto(`${made.lms.url}/?student=${student}`)
    await press(`student ${student}`)
    const picks = await toolWith(page, 'Books for you')
    title ||= await picks.locator('article h2').first().innerText()
    const named = picks.getByRole('heading', { name: title, exact: true })
    const book = picks.locator('article').filter({ has: named })
    await book.locator('button[value=up]').click()
    await book.locator('button[aria-pressed=true]').waitFor()
  }
  for (const number of [11, 12, 13, 14]) await likes(number)
  await page.goto(made.lms.url)
  await press('teacher')
  const before = await toolWith(page, 'Shelftalk in this course')
  expect(await before.getByText(/\d students voted/).count()).toBe(0)
  await likes(15)
  await page.goto(made.lms.url)
  await press('teacher')
  const after = await toolWith(page, 'Shelftalk in this course')
  await after.getByText('5 students voted').waitFor()
  await expectGoodManners(page, after, 'class')
})
