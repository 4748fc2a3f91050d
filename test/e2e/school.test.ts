import { expect, test } from 'vitest'
import { cardOf, opened, openFirstStudent, titlesOnShelf, visit } from './support.ts'

const soonMs = 10_000
const on = opened()

test('a thumb down takes the book off the shelf without a reload, and undo brings it back', async () => {
  const { page, complaints, leave } = await visit(on.browser)
  const before = await openFirstStudent(page, on.service.address)
  expect(before.length).toBeGreaterThan(2)
  await page.evaluate('window.neverReloaded = true')
  await expect.poll(() => page.getByTestId('demo-banner').isVisible()).toBe(true)

  const title = before[0]!
  await cardOf(page, title).getByRole('button', { name: 'Not for me' }).click()
  await expect.poll(() => titlesOnShelf(page), { timeout: soonMs }).not.toContain(title)
  expect(await page.locator('.fresh').count()).toBeGreaterThan(0)
  await expect
    .poll(() => page.getByTestId('announcer').textContent(), { timeout: soonMs })
    .toMatch(/Left the shelf|all the way/)

  await page.getByRole('button', { name: `Undo: ${title}` }).click()
  await expect.poll(() => titlesOnShelf(page), { timeout: soonMs }).toContain(title)
  expect(await page.evaluate('window.neverReloaded')).toBe(true)
  expect(complaints).toEqual([])
  await leave()
})

test('a list that changes elsewhere changes here too', async () => {
  const { page, leave } = await visit(on.browser)
  const before = await openFirstStudent(page, on.service.address)
  const studentId = await page.evaluate(
    `performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('/recommendations/')).at(-1).split('/recommendations/')[1].split('?')[0]`,
  )
  const bookId = await page.locator('.pick').first().getAttribute('data-book')
  const response = await fetch(`${on.service.address}/feedback`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${on.service.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      student_id: decodeURIComponent(String(studentId)),
      book_id: bookId,
      vote: 'down',
    }),
  })
  expect(response.status).toBe(202)
  await expect.poll(() => titlesOnShelf(page), { timeout: soonMs }).not.toContain(before[0])
  await leave()
})

test('every pick says why, and shows a level only when asked', async () => {
  const { page, leave } = await visit(on.browser)
  const titles = await openFirstStudent(page, on.service.address)
  const card = cardOf(page, titles[1]!)
  expect((await card.locator('.reason').textContent())?.length).toBeGreaterThan(10)
  await card.locator('summary').click()
  expect(await card.locator('.why li').count()).toBeGreaterThan(0)
  expect(await page.locator('.level').count()).toBe(0)
  await page.getByRole('button', { name: 'Show level' }).click()
  expect(await page.locator('.level').count()).toBe(titles.length)
  await page.getByRole('combobox', { name: 'Picks' }).selectOption('3')
  await expect.poll(async () => (await titlesOnShelf(page)).length, { timeout: soonMs }).toBe(3)
  await leave()
})

test('the panel shows the stations that the vote passed', async () => {
  const { page, leave } = await visit(on.browser)
  const titles = await openFirstStudent(page, on.service.address)
  await cardOf(page, titles[1]!).getByRole('button', { name: 'Like', exact: true }).click()
  const reached = page.locator('[data-station][data-reached="true"]')
  await expect.poll(() => reached.count(), { timeout: soonMs }).toBe(7)
  const panel = page.getByRole('complementary', { name: 'What just happened' })
  expect(await panel.textContent()).toContain(`You liked “${titles[1]}”`)
  expect(await panel.locator('.track .stamp').allInnerTexts()).toEqual(
    Array(7).fill(expect.stringMatching(/^[\d,]+ ms$/)),
  )

  await panel.getByRole('button', { name: 'What just happened' }).click()
  await page.reload()
  expect(await panel.getByRole('button', { name: 'What just happened' }).getAttribute('aria-expanded')).toBe(
    'false',
  )
  await leave()
})

test('a key in the address opens the library and is gone from the address at once', async () => {
  const { page, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#key=${on.service.key}`)
  await page.getByRole('combobox', { name: 'Student' }).waitFor()
  expect(page.url()).not.toContain(on.service.key)
  await page.getByRole('button', { name: 'Forget this key' }).click()
  await page.getByLabel('Key').fill('not-a-key')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: 'not accepted' }).waitFor()
  await leave()
})

test('a page at rest rests', async () => {
  const { page, leave } = await visit(on.browser)
  await openFirstStudent(page, on.service.address)
  const metrics = await page.context().newCDPSession(page)
  await metrics.send('Performance.enable')
  const busyMs = async () => {
    const { metrics: all } = await metrics.send('Performance.getMetrics')
    return (all.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000
  }
  await page.waitForTimeout(1_500)
  const before = await busyMs()
  await page.waitForTimeout(1_500)
  expect((await busyMs()) - before).toBeLessThan(100)
  await leave()
})
