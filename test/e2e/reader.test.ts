import { expect, test } from 'vitest'
import { opened, titlesOnShelf, visit } from './support.ts'

const promisedMs = 5_000
const soonMs = 10_000
const on = opened()

const list = [
  'title,author,rating,finished_on',
  'Charlotte’s Web,E. B. White,5,2025-01-12',
  'Corduroy,Don Freeman,4,2025-02-03',
  'A Book That No Catalogue Knows,Somebody Unknown,4,',
  ',Nobody,4,2025-02-20',
  'The Lorax,Dr. Seuss,nine,2025-03-01',
].join('\n')

test('a file with good and bad lines gives picks in time, and says what was wrong', async () => {
  const { page, complaints, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#/reader`)
  await page.locator('input[type="file"]').setInputFiles({
    name: 'books.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(list),
  })
  await page.getByText('3 books accepted', { exact: true }).waitFor()
  const refused = page.getByRole('table')
  expect(await refused.locator('tbody tr').count()).toBe(2)
  expect(await refused.locator('tbody tr td:first-child').allInnerTexts()).toEqual(['5', '6'])
  expect(await refused.locator('tbody tr td:nth-child(2)').allInnerTexts()).toEqual(['title', 'rating'])
  await page.locator('.pick h3').first().waitFor({ timeout: promisedMs })
  const picks = await titlesOnShelf(page)
  expect(picks).not.toContain('Corduroy')

  await page.locator('.pick').first().getByRole('button', { name: 'Not for me' }).click()
  await expect.poll(() => titlesOnShelf(page), { timeout: soonMs }).not.toContain(picks[0])
  expect(complaints).toEqual([])
  await leave()
})

test('typed titles work, and forgetting takes everything away', async () => {
  const { page, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#/reader`)
  await page.getByLabel('Titles, one a line').fill('Madeline by Ludwig Bemelmans\nThe Cat in the Hat')
  await page.getByRole('button', { name: 'Add these books' }).click()
  await page.getByText('2 books accepted', { exact: true }).waitFor()
  const reader = await page.evaluate(`sessionStorage.getItem('shelftalk.reader')`)
  await page.locator('.pick h3').first().waitFor({ timeout: soonMs })
  await page.getByText('Your list: 2 books').waitFor()
  await page.getByRole('button', { name: 'Forget my list' }).click()
  await expect
    .poll(() => page.evaluate(`sessionStorage.getItem('shelftalk.reader')`), { timeout: soonMs })
    .toBe(null)
  expect(await page.locator('.own, .pick').count()).toBe(0)
  const left = await fetch(`${on.service.address}/user/books?reader_id=${reader}`, {
    headers: { Authorization: `Bearer ${on.service.key}` },
  })
  expect(((await left.json()) as { items?: unknown[] }).items ?? []).toEqual([])
  await leave()
})

test('a file dropped on the page is read, and what is no list is refused in words', async () => {
  const { page, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#/reader`)
  const choose = page.locator('input[type="file"]')
  await choose.setInputFiles({ name: 'list.xlsx', mimeType: 'application/x', buffer: Buffer.from('x') })
  await page.getByRole('alert').filter({ hasText: 'neither CSV nor JSON' }).waitFor()
  await choose.setInputFiles({ name: 'list.json', mimeType: 'application/json', buffer: Buffer.from('{') })
  await page.getByRole('alert').filter({ hasText: 'not valid JSON' }).waitFor()
  await page.evaluate(`{
    const data = new DataTransfer()
    data.items.add(new File([${JSON.stringify(JSON.stringify([{ title: 'Madeline', author: 'Ludwig Bemelmans' }]))}], 'list.json', { type: 'application/json' }))
    document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  }`)
  await page.getByText('1 book accepted', { exact: true }).waitFor()
  await leave()
})

test('the sample list is one that the service reads', async () => {
  const { page, leave } = await visit(on.browser)
  await page.goto(`${on.service.address}/#/reader`)
  await page.getByRole('button', { name: 'Try our sample list' }).click()
  await page.getByText('8 books accepted', { exact: true }).waitFor()
  await page.getByText('2 lines refused', { exact: true }).waitFor()
  await page.locator('.pick h3').first().waitFor({ timeout: promisedMs })
  await leave()
})
