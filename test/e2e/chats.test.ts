import { join } from 'node:path'
import { expect, test } from 'vitest'
import { signedInAs } from './signed-in.ts'
import { opened, pictures, type Visit, violations, visit } from './support.ts'

const soonMs = 15_000
const on = opened({ SHELFTALK_SANDBOX: '1' })

/** The window of the stand-in of Slack, as one of its people sees it. */
async function inSlack(user: string, channel: string): Promise<Visit> {
  const window = await visit(on.browser, { viewport: { width: 900, height: 900 } })
  await window.page.goto(on.service.slackPage())
  await window.page.locator('#user option').first().waitFor({ state: 'attached' })
  const value = await window.page.locator('#user option', { hasText: user }).first().getAttribute('value')
  await window.page.locator('#user').selectOption(value)
  await window.page.locator('#channel option', { hasText: channel }).first().waitFor({ state: 'attached' })
  await window.page.locator('#channel').selectOption({ label: channel })
  return window
}

const type = async ({ page }: Visit, command: string) => {
  await page.getByLabel('A command').fill(command)
  await page.getByLabel('A command').press('Enter')
}

test('a teacher is known in Slack by her address, confirms it on the page, and gets picks for a student of hers', async () => {
  const slack = await inSlack('Ms. Marlowe', '# demo-5a')
  const said = slack.page.getByRole('log', { name: 'Messages' })
  await type(slack, '/picks')
  const modal = slack.page.getByRole('dialog', { name: 'Books for a student' })
  await modal.getByText('confirm it under “My accounts”', { exact: false }).waitFor({ timeout: soonMs })
  await modal.getByRole('button', { name: 'Close' }).click()
  const { page, leave } = await signedInAs(on, 'teacher')
  await page.goto(`${on.service.address}/#/links`)
  await page.getByText('Slack needs no code', { exact: false }).waitFor()
  await page.getByText(/^Ms\. Marlowe in .* says that it is you\.$/).waitFor({ timeout: soonMs })
  await page.getByRole('button', { name: 'Yes, this is me' }).click()
  await page.getByRole('button', { name: 'Unlink Ms. Marlowe' }).waitFor()
  await type(slack, '/picks')
  await modal.locator('select option').first().waitFor({ state: 'attached', timeout: soonMs })
  const student = await modal.locator('select option').first().innerText()
  await slack.page.screenshot({ path: join(pictures, 'slack-modal.png') })
  await modal.getByRole('button', { name: 'Find books' }).click()
  await said.getByText(`Books for ${student}`).waitFor({ timeout: soonMs })
  await said.getByText('only you see this').last().waitFor()
  await said
    .getByRole('button', { name: /^Not for me: / })
    .first()
    .click()
  await said.getByText(`is not for ${student}`, { exact: false }).waitFor({ timeout: soonMs })
  expect(await violations(slack.page)).toEqual([])
  await slack.page.screenshot({ path: join(pictures, 'slack-picks.png'), fullPage: true })
  await slack.leave()
  await leave()
})

test('somebody whose address the school does not know is told so, and nobody is asked', async () => {
  const slack = await inSlack('somebody else', 'Shelftalk, the app')
  await type(slack, '/picks')
  await slack.page.getByText('belongs to nobody at the school', { exact: false }).waitFor({ timeout: soonMs })
  await slack.leave()
})

test('[chat-N16] an admin adds the app to a workspace from the page, and is told in the page’s language what came of it', async () => {
  const { page, leave } = await signedInAs(on, 'admin', 'de')
  await page.goto(`${on.service.address}/#/connections`)
  await page.getByRole('link', { name: 'Zu Slack hinzufügen' }).click()
  await page.getByRole('link', { name: 'Install it in Annex' }).click()
  await page.getByText('Der Arbeitsbereich gehört jetzt zu', { exact: false }).waitFor({ timeout: soonMs })
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 640 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await page.screenshot({ path: join(pictures, `slack-installed-${width}.png`) })
  }
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: 'Zurück zu Shelftalk' }).click()
  await page.locator('.desk-rows li').filter({ hasText: 'Annex' }).waitFor({ timeout: soonMs })
  await leave()
})

test('in the playground both windows stand side by side, and what is done in one is seen to travel', async () => {
  const { page, leave } = await visit(on.browser, { viewport: { width: 1600, height: 900 } })
  await page.goto(on.service.playground())
  const happened = page.getByRole('log', { name: 'What just happened' })
  const discord = page.frameLocator('iframe[title=Discord]')
  await discord.locator('#user option').nth(1).waitFor({ state: 'attached', timeout: soonMs })
  await discord.locator('#user').selectOption({ index: 1 })
  await discord.getByLabel('A command').fill('/picks')
  await discord.getByLabel('A command').press('Enter')
  await discord.getByText('Books for you').waitFor({ timeout: soonMs })
  await page.getByLabel('Kafka is down').check()
  await discord.getByRole('button', { name: 'Not for me' }).first().click()
  await discord.getByText(/is not for you/).waitFor({ timeout: soonMs })
  await happened.getByText('stored:', { exact: false }).first().waitFor({ timeout: soonMs })
  expect(await happened.getByText('consumer:', { exact: false }).count()).toBe(0)
  await page.getByLabel('Kafka is down').uncheck()
  await happened.getByText('consumer: preferences', { exact: false }).first().waitFor({ timeout: soonMs })
  await page.getByLabel('The language model is slow').check()
  await discord.getByLabel('A command').fill('/picks')
  await discord.getByLabel('A command').press('Enter')
  // Nobody waits for the model: the words of the templates are there at once.
  await discord.getByText('Books for you').nth(1).waitFor({ timeout: soonMs })
  expect(await discord.getByRole('img', { name: /^Cover of / }).count()).toBeGreaterThan(4)
  await page.screenshot({ path: join(pictures, 'playground.png') })
  await leave()
})

test('an admin binds a workspace of the school’s organisation by choosing it', async () => {
  const { page, leave } = await signedInAs(on, 'admin')
  // No stand-in of an organisation runs beside the demo; here it is put before the page as the service would tell it.
  let unbound = [{ platform: 'slack', tenant: 'T0HARBOUR' }]
  const asked: unknown[] = []
  await page.route('**/spaces/unbound', (route) => route.fulfill({ json: { items: unbound } }))
  await page.route('**/spaces/slack/T0HARBOUR', (route) => {
    asked.push(route.request().method(), route.request().postDataJSON())
    unbound = []
    return route.fulfill({ status: 204 })
  })
  await page.goto(`${on.service.address}/#/connections`)
  await page.reload()
  const form = page.getByRole('region', { name: 'Workspaces of your organisation' })
  await form.getByLabel('What you call it').fill('Harbour')
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: join(pictures, 'organisation.png'), fullPage: true })
  await form.getByRole('button', { name: 'Bind', exact: true }).click()
  await expect.poll(() => form.count()).toBe(0)
  expect(asked).toEqual(['PUT', { shown_name: 'Harbour' }])
  await leave()
})

test('beside the chats stands a course with the tool in it, in which a student votes', async () => {
  const { page, leave } = await visit(on.browser, { locale: 'en' })
  await page.goto(on.service.course())
  await page.getByRole('button', { name: 'ada', exact: true }).click()
  const tool = page.frameLocator('iframe[name=tool]')
  await tool.getByRole('heading', { level: 1, name: 'Books for you' }).waitFor({ timeout: soonMs })
  await tool.locator('button[value=up]').first().click()
  await tool.locator('button[aria-pressed=true]').first().waitFor({ timeout: soonMs })
  await leave()
})
