import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeModel, startFakeModel } from '../../src/sandbox/fake-model/server.ts'
import { openBrowser, openFirstStudent, type RunningService, startService, visit } from './support.ts'

const soonMs = 10_000
/** Long enough to see the list before the model's words come. */
const thinksMs = 1_500
let model: FakeModel
let service: RunningService
let browser: Browser

beforeAll(async () => {
  model = await startFakeModel()
  service = await startService({ OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: model.url })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  await model?.close()
})

test('the model’s words take the template’s place on a list that is open, and nothing else moves or is announced', async () => {
  model.behave({ mode: 'slow', ms: thinksMs })
  const { page, complaints, leave } = await visit(browser)
  const titles = await openFirstStudent(page, service.address)
  const reasons = () => page.locator('.pick .reason').allInnerTexts()
  const before = await reasons()
  const said = page.locator('[aria-live]')
  await expect.poll(() => said.allInnerTexts().then((texts) => texts.join(''))).not.toBe('')
  const announced = await said.allInnerTexts()

  await expect
    .poll(async () => (await reasons()).filter((text) => !before.includes(text)).length, { timeout: soonMs })
    .toBe(titles.length)
  expect(await page.locator('.pick h3').allInnerTexts()).toEqual(titles)
  expect(await said.allInnerTexts()).toEqual(announced)
  expect(await page.locator('.pick .fresh').count()).toBe(0)
  const after = await reasons()

  await page.reload()
  await page.getByRole('combobox', { name: 'Student' }).click()
  await page.getByRole('option').first().click()
  await page.locator('.pick .reason').first().waitFor()
  expect(await reasons()).toEqual(after)
  expect(complaints).toEqual([])
  await leave()
})
