import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { languages } from '../../src/words/languages.ts'
import { type Role, signedInAs } from './signed-in.ts'
import { opened, ownWords, pictures, type Visit, violations, visit, wordsOfEnglish } from './support.ts'

const soonMs = 10_000
const on = opened({ SHELFTALK_SANDBOX: '1' })
const signedIn = (role: Role, locale = 'en') => signedInAs(on, role, locale)

const go = async (page: Page, view: string, title: string) => {
  await page.goto(`${on.service.address}/#/${view}`)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

const asService = (path: string, body: string, type = 'text/csv') =>
  fetch(`${on.service.address}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${on.service.key}`, 'Content-Type': type },
    body,
  })

function csv(name: string, text: string): string {
  const folder = join(pictures, 'files')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('[T-1] each role sees its own pages, is told who it is, and signs out to the door it came through', async () => {
  const views: Partial<Record<Role, string[]>> = {
    admin: ['Connections', 'Rosters', 'Channels', 'My accounts', 'About the demo'],
    librarian: ['Rosters', 'School', 'My accounts', 'About the demo'],
    teacher: ['School', 'Channels', 'My accounts', 'About the demo'],
    student: ['My picks', 'My accounts', 'About the demo'],
  }
  for (const role of Object.keys(views) as Role[]) {
    const { page, leave } = await signedIn(role)
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual(
      views[role],
    )
    expect(await page.locator('.page-foot').innerText()).toContain(`(${role})`)
    await page.reload()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate('fetch("/me").then((answer) => answer.status)')).toBe(401)
    await leave()
  }
})

test('a student who is signed in has her own picks, and her vote counts', async () => {
  const { page, complaints, leave } = await signedIn('student')
  await page.locator('.pick h3').first().waitFor({ timeout: soonMs })
  const title = (await page.locator('.pick h3').first().innerText()).trim()
  await page.locator('.pick').first().getByRole('button', { name: 'Not for me' }).click()
  await expect.poll(() => page.locator('.pick h3').allInnerTexts(), { timeout: soonMs }).not.toContain(title)
  expect(complaints).toEqual([])
  await leave()
})

/** Types a command in the window of the stand-in of Discord, as one of its people. */
async function inChat(user: string, channel: string, command: string): Promise<Visit> {
  const window = await visit(on.browser)
  await window.page.goto(on.service.chatPage())
  await window.page.locator('#user option').first().waitFor({ state: 'attached' })
  await window.page.locator('#user').selectOption({ label: user })
  await window.page.locator('#channel').selectOption({ label: `# ${channel}` })
  await window.page.getByLabel('A command').fill(command)
  await window.page.keyboard.press('Enter')
  return window
}

test('an admin gets a code for a server, its manager types it there, and the admin unbinds it, asked first', async () => {
  const { page, leave } = await signedIn('admin')
  await go(page, 'connections', 'Connections')
  await page.getByLabel('What you call it').focus()
  await page.keyboard.type('Harbour annex')
  await page.keyboard.press('Enter')
  const code = await page.locator('.desk-code').innerText()
  const others = await inChat('newcomer', 'annex', `/link code:${code}`)
  await others.page.getByText('Only somebody who may manage this server').waitFor({ timeout: soonMs })
  await others.leave()
  const row = page.locator('.desk-rows li').filter({ hasText: 'Harbour annex' })
  expect(await row.count()).toBe(0)
  const chat = await inChat('Mr. Stack', 'annex', `/link code:${code}`)
  await chat.page.getByText('This server belongs to', { exact: false }).waitFor({ timeout: soonMs })
  await chat.leave()
  await row.getByText('works since', { exact: false }).waitFor({ timeout: soonMs })
  await page.screenshot({ path: join(pictures, 'people-connections.png'), fullPage: true })
  await row.getByRole('button', { name: 'Unbind Harbour annex' }).focus()
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Keep it')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Unbind Harbour annex',
  )
  await page.keyboard.press('Enter')
  await row.getByRole('button', { name: 'Unbind it' }).click()
  await expect.poll(() => row.count()).toBe(0)
  await leave()
})

test('a teacher binds a channel to her own class, and only her classes are offered', async () => {
  const { page, leave } = await signedIn('teacher')
  await go(page, 'channels', 'Channels')
  await expect.poll(() => page.getByLabel('Class').locator('option').count()).toBe(2)
  await page.getByLabel('ID of the channel').fill('C-5a')
  await page.getByRole('button', { name: 'Bind', exact: true }).click()
  await page.getByText('This channel cannot be a class’s', { exact: false }).waitFor()
  await page.getByLabel('ID of the channel').fill('1007')
  await page.getByRole('button', { name: 'Bind', exact: true }).click()
  await page.getByText(/^Channel 1007 in Discord, /).waitFor()
  await page.getByRole('button', { name: 'Unbind channel 1007' }).click()
  await page.getByText('No channel is bound.').waitFor()
  await leave()
})

test('a code goes the whole way: from the page to the chat, back for a yes, and the bot answers with own picks', async () => {
  const { page, leave } = await signedIn('pupil')
  await go(page, 'links', 'My accounts')
  await page.getByLabel('Where the account is').selectOption('discord')
  await page.getByRole('button', { name: 'Get a code' }).click()
  const code = await page.locator('.desk-code').innerText()
  const chat = await inChat('newcomer', 'demo-8b', `/link code:${code}`)
  const said = chat.page.getByRole('log', { name: 'Messages' })
  await said.getByText('Almost done.', { exact: false }).waitFor({ timeout: soonMs })
  expect(await said.innerText()).not.toContain(code)
  await page.getByText(/^newcomer in .* says that it is you\.$/).waitFor({ timeout: soonMs })
  await page.getByRole('button', { name: 'Yes, this is me' }).click()
  await page.getByRole('button', { name: 'Unlink newcomer' }).waitFor({ timeout: soonMs })
  await chat.page.getByLabel('A command').fill('/picks')
  await chat.page.keyboard.press('Enter')
  await said.getByText('Books for you').waitFor({ timeout: soonMs })
  await said.getByText('only you see this').last().waitFor()
  await page.goto(`${on.service.address}/#/mine`)
  const first = (await page.locator('.pick h3').first().innerText()).trim()
  expect(await said.innerText()).toContain(first)
  await chat.leave()
  await leave()
})

test('a person gets a code, and says whether the account that came with it is theirs', async () => {
  const { page, leave } = await signedIn('teacher')
  await go(page, 'links', 'My accounts')
  await page.getByLabel('Where the account is').selectOption('discord')
  await page.getByRole('button', { name: 'Get a code' }).click()
  const code = await page.locator('.desk-code').innerText()
  expect(code).toMatch(/^[2-9A-Z]{8}$/)
  await page.getByText('In Discord, type /link and this code.', { exact: false }).waitFor()
  // The account comes from a chat; here it is put before the page as the service would tell it.
  let links = [
    {
      ...{ platform: 'discord', tenant: 'g', account_id: 'a', state: 'pending', shown_name: 'marlowe#1' },
      ...{ space_name: 'Harbour', asked_at: '2026-03-02T08:00:00.000Z', confirmed_at: null as string | null },
    },
  ]
  const asked: unknown[] = []
  await page.route('**/links', (route) => route.fulfill({ json: { items: links } }))
  await page.route('**/links/confirmations', (route) => {
    asked.push(route.request().postDataJSON())
    links = links.map((link) => ({ ...link, state: 'confirmed', confirmed_at: link.asked_at }))
    return route.fulfill({ status: 204 })
  })
  await page.getByText('marlowe#1 in Harbour says that it is you.').waitFor({ timeout: soonMs })
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: join(pictures, 'people-link.png'), fullPage: true })
  await page.getByRole('button', { name: 'Yes, this is me' }).click()
  await page.getByRole('button', { name: 'Unlink marlowe#1 in Harbour' }).waitFor()
  expect(asked).toEqual([{ platform: 'discord', tenant: 'g', account_id: 'a' }])
  await leave()
})

test('an admin uploads teachers, sees who is missing, and ends those chosen; a librarian only sees how many', async () => {
  await asService('/imports/teachers', 'teacher_id,name\nt-old,Old Hand\nt-stay,Here Still\n')
  const file = csv('teachers.csv', 'teacher_id,name,shoe\nt-stay,Here Still,40\n,Nobody,41\n')
  const librarian = await signedIn('librarian')
  await go(librarian.page, 'rosters', 'Rosters')
  await librarian.page.getByRole('button', { name: 'Upload' }).click()
  await librarian.page.getByText('Choose a file first.').waitFor()
  await librarian.page.getByLabel('What the file lists').selectOption('teachers')
  await librarian.page.getByLabel('CSV file').setInputFiles(file)
  await librarian.page.getByRole('button', { name: 'Upload' }).click()
  await librarian.page.getByText('An admin decides who has left.', { exact: false }).waitFor()
  expect(await librarian.page.locator('.desk-choice').count()).toBe(0)
  await librarian.leave()

  const { page, leave } = await signedIn('admin')
  await go(page, 'rosters', 'Rosters')
  await page.getByLabel('What the file lists').selectOption('teachers')
  await page.getByLabel('CSV file').setInputFiles(file)
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText('Ignored columns: shoe').waitFor()
  expect(await page.locator('.report-counts').innerText()).toContain('1 line refused')
  const box = page.getByLabel('Old Hand (t-old)')
  await box.waitFor()
  const end = page.getByRole('button', { name: 'have left' })
  expect(await end.isDisabled()).toBe(true)
  await box.focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: '1 has left' }).click()
  await page.screenshot({ path: join(pictures, 'people-missing.png'), fullPage: true })
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Keep them' }).click()
  await page.getByRole('button', { name: '1 has left' }).click()
  await page.getByRole('button', { name: 'End them now' }).click()
  await expect.poll(() => box.count(), { timeout: soonMs }).toBe(0)
  expect(await page.getByLabel('Ms. Marlowe', { exact: false }).count()).toBe(1)
  await leave()
})

test('an admin erases a student who was looked up and confirmed, and finds the receipt', async () => {
  await asService('/imports/students', 'student_id,first_name\ns-gone,Fay\n')
  const { page, leave } = await signedIn('admin')
  await go(page, 'rosters', 'Rosters')
  const lookUp = async (id: string) => {
    await page.getByLabel('ID of the student').fill(id)
    await page.getByRole('button', { name: 'Look up' }).click()
  }
  await lookUp('nobody')
  await page.getByText('There is no such student at your school.').waitFor()
  await lookUp('s-gone')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save what is stored of Fay (s-gone)' }).click()
  expect((await download).suggestedFilename()).toBe('student.zip')
  await page.getByRole('button', { name: 'Erase Fay (s-gone)' }).click()
  await page.getByText('cannot be brought back', { exact: false }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: join(pictures, 'people-erase.png'), fullPage: true })
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Erase Fay (s-gone)' }).click()
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await page.getByRole('heading', { name: 'Receipts' }).waitFor()
  expect(await page.locator('#main').innerText()).not.toContain('Fay')
  await lookUp('s-gone')
  await page.getByText('There is no such student at your school.').waitFor()
  expect(await violations(page)).toEqual([])
  await leave()
})

test('a refusal is told in the language of the page', async () => {
  const { page, leave } = await signedIn('student', 'de')
  await page.goto(`${on.service.address}/#/links`)
  await page.locator('#link-platform').selectOption('discord')
  await page.locator('form button[type=submit]').click()
  const told = page.getByRole('alert')
  await told.waitFor()
  expect(await told.innerText()).toBe(
    'Deine Schule hat das für dich nicht eingeschaltet. Frag in der Bibliothek.',
  )
  await leave()
})

test('the door offers the school’s provider beside the key', async () => {
  const { page, leave } = await visit(on.browser)
  await page.route('**/demo/key', (route) => route.fulfill({ status: 404 }))
  await page.route('**/sign-in', (route) =>
    route.fulfill({ json: { items: [{ provider_id: 'google', label: 'Google', school_name: 'Harbour' }] } }),
  )
  await page.goto(on.service.address)
  const way = page.getByRole('link', { name: 'Sign in with Google' })
  expect(await way.getAttribute('href')).toBe('/sign-in/google?return_path=%2F%3Fsigned-in')
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: join(pictures, 'people-door.png'), fullPage: true })
  await leave()
})

const views: [Role | null, string][] = [
  [null, 'sign-in'],
  ['admin', 'connections'],
  ['admin', 'rosters'],
  ['teacher', 'channels'],
  ['student', 'links'],
  ['student', 'mine'],
]

describe.each(languages)('in %s', (language) => {
  test.each(views)('%s finds the view %s, which fits, is clean in axe and speaks it', async (role, view) => {
    const { page, complaints, leave } =
      role === null ? await visit(on.browser, { locale: language }) : await signedIn(role, language)
    await page.goto(`${on.service.address}/#/${view}`)
    await page.locator('#main h1').waitFor()
    await page.locator('.desk-people li, form, .pick').first().waitFor({ timeout: soonMs })
    for (const [width, height] of [
      [320, 640],
      [1280, 900],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: join(pictures, `${language}-${view}-${width}.png`), fullPage: true })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      expect(await violations(page)).toEqual([])
    }
    const said = (await ownWords(page)).map((text) => text.replace('Demo school (students invented)', ''))
    const inEnglish = said.filter((text) => wordsOfEnglish.test(text))
    if (language === 'en') expect(inEnglish.length).toBeGreaterThan(2)
    else expect(inEnglish).toEqual([])
    expect(complaints).toEqual([])
    await leave()
  })
})
