import { chromium, type Page } from 'playwright-core'

/**
 * Takes the pictures of docs/CONNECTING-CHAT.md of a new demo with its stand-ins:
 * `npx tsx scripts/chat-pictures.ts SERVICE DISCORD SLACK`, the addresses that `SHELFTALK_SANDBOX=1 npm start` prints.
 */
const [service = '', discord = '', slack = ''] = process.argv.slice(2)
const folder = new URL('../docs/pictures/', import.meta.url).pathname
const shownMs = 2_000
const sharedMs = 9_000

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
const open = async (address: string): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 720, height: 900 }, colorScheme: 'light' })
  await page.goto(address)
  return page
}
const say = async (page: Page, words: string): Promise<void> => {
  await page.getByLabel('A command').fill(words)
  await page.getByLabel('A command').press('Enter')
}
const picture = async (page: Page, selector: string, name: string): Promise<void> => {
  await page.waitForTimeout(shownMs)
  await page
    .locator(selector)
    .first()
    .screenshot({ path: `${folder}${name}.png` })
}

const teacher = await open(slack)
await say(teacher, '/picks')
await teacher.getByRole('dialog').locator('select option').first().waitFor({ state: 'attached' })
await teacher.getByLabel('Topic').fill('magic')
await picture(teacher, 'dialog', 'slack-form')
await teacher.getByRole('button', { name: 'Find books' }).click()
await teacher.getByText('Books for').last().waitFor()
await teacher.getByRole('button', { name: 'Close' }).click()
await picture(teacher, 'article.private', 'slack-picks')
await teacher.getByRole('button', { name: /^Share with/ }).click()
await teacher.waitForTimeout(sharedMs)
await teacher.locator('article:not(.private)').nth(1).getByRole('button', { name: '👍' }).click()
await teacher.addStyleTag({ content: 'article.private { display: none }' })
await picture(teacher, '#messages', 'slack-shelf')

const student = await open(`${discord}#user=2000`)
await say(student, '/picks')
await student.getByText('Books for you').waitFor()
await picture(student, 'article.private', 'discord-picks')
const shelf = await open(`${discord}#user=1002`)
await say(shelf, '/shelf class:demo-8b')
await shelf.waitForTimeout(sharedMs)
await shelf.locator('article:not(.private)').nth(1).getByRole('button', { name: '❤️' }).click()
await picture(shelf, 'article:not(.private) >> nth=1', 'discord-shelf')

const admin = await open(`${service}/#/sign-in`)
await admin.locator('.desk-people button').nth(3).click()
await admin.locator('.page-foot button.small').waitFor()
await admin.goto(`${service}/#/connections`)
await admin.getByRole('link', { name: 'Add to Slack' }).click()
await admin.getByRole('link', { name: 'Install it in Annex' }).click()
await admin.getByRole('heading', { name: 'Shelftalk is installed.' }).waitFor()
await picture(admin, 'main', 'slack-installed')
await browser.close()
