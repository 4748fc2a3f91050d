import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { hostRules } from './tls.ts'

const startMs = 60_000
const stopMs = 15_000
const demoKey = 'e2e-demo-key-0123456789abcdef'
const program = 'dist/main.js'
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Pictures of the page are left here, for people. */
export const pictures = join(tmpdir(), 'shelftalk-e2e')

export interface RunningService {
  address: string
  key: string
  /** Where the stand-in of Discord shows itself, when it runs. */
  chatPage(): string
  /** Where the stand-in of Slack does. */
  slackPage(): string
  /** Where the course of a learning platform is. */
  course(): string
  /** Both side by side. */
  playground(): string
  stop: () => Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port was given')
  return address.port
}

async function isReady(address: string): Promise<boolean> {
  return fetch(`${address}/health/ready`).then(
    (response) => response.ok,
    () => false,
  )
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const inTime = await Promise.race([gone.then(() => true), pause(stopMs, false, { ref: false })])
  if (inTime) return
  child.kill('SIGKILL')
  throw new Error(`The service did not stop within ${stopMs} ms of SIGTERM`)
}

/** Settings that come on top; they may depend on the port. */
export type Settings = Record<string, string> | ((port: number) => Promise<Record<string, string>>)

/** The whole program on its embedded default, with the demo school, in a folder of its own. */
export async function startService(settings: Settings = {}): Promise<RunningService> {
  const data = mkdtempSync(join(tmpdir(), 'shelftalk-e2e-data-'))
  const port = await freePort()
  const wanted = typeof settings === 'function' ? await settings(port) : settings
  const said: string[] = []
  const { DATABASE_URL: _1, REDIS_URL: _2, KAFKA_BROKERS: _3, OPENAI_API_KEY: _4, ...env } = process.env
  const child = spawn(process.execPath, [program, 'all'], {
    env: {
      ...env,
      PORT: String(port),
      SHELFTALK_DATA: data,
      SHELFTALK_DEMO: '1',
      SHELFTALK_DEMO_KEY: demoKey,
      ...wanted,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)))
  const address = `http://127.0.0.1:${port}`
  const untilMs = Date.now() + startMs
  const hasAll = () => wanted.SHELFTALK_SANDBOX !== '1' || said.join('').includes('side by side')
  while (!hasAll() || !(await isReady(address))) {
    if (child.exitCode !== null || Date.now() > untilMs) {
      child.kill('SIGKILL')
      throw new Error(`The service did not get ready. It said:\n${said.join('')}`)
    }
    await pause(100)
  }
  const stop = async () => {
    await stopped(child)
    rmSync(data, { recursive: true, force: true })
  }
  const saidAt = (what: RegExp) => () => what.exec(said.join(''))?.[1] ?? ''
  return {
    ...{ address, key: demoKey, stop },
    chatPage: saidAt(/stand-in for Discord.*: (http:\S+)/),
    slackPage: saidAt(/stand-in for Slack.*: (http:\S+)/),
    course: saidAt(/a learning platform.*: (http:\S+)/),
    playground: saidAt(/side by side.*: (http:\S+)/),
  }
}

/** Its windows are private ones, in which cookies and storage of other sites are blocked. */
export function openBrowser(): Promise<Browser> {
  mkdirSync(pictures, { recursive: true })
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      hostRules,
    ],
  })
}

/** A page, and everything it asked for or complained about. */
export interface Visit {
  page: Page
  requested: string[]
  complaints: string[]
  leave: () => Promise<void>
}

export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 900 }, ignoreHTTPSErrors: true },
    ...options,
  })
  const page = await context.newPage()
  const requested: string[] = []
  const complaints: string[] = []
  context.on('request', (request) => requested.push(request.url()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, requested, complaints, leave: () => context.close() }
}

/** Opens the school view and the first student's picks; returns the titles on the shelf. */
export async function openFirstStudent(page: Page, address: string): Promise<string[]> {
  await page.goto(`${address}/#/school`)
  await page.getByRole('combobox', { name: 'Student' }).click()
  await page.getByRole('option').first().click()
  await page.locator('.pick h3').first().waitFor()
  return titlesOnShelf(page)
}

export const titlesOnShelf = (page: Page): Promise<string[]> => page.locator('.pick h3').allInnerTexts()

/** The card of one book. */
export const cardOf = (page: Page, title: string) =>
  page.locator('.pick').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

/** What axe has to say against the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = (await page.evaluate('axe.run(document)')) as axe.AxeResults
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  )
}

/** Words that no sentence of ours gets by without in English, and that mean nothing in the other languages. */
export const wordsOfEnglish =
  /\b(the|of|your?|and|with|for|by|this|that|is|it|from|books?|students?|picks?|why|level|undo)\b/i

/** What comes from the school and is not translated: books' own words, and what the page says is English. */
const data =
  'body [lang="en"], .pick h3, .tray-title, cite, .about-book, .facts, option, .page-foot p, .told, [aria-live], noscript'

/** Everything that the page itself says, to eyes and ears, without the titles in it. */
export async function ownWords(page: Page): Promise<string[]> {
  const said = (await page.evaluate(`{
    const ours = (element) => element !== null && element.closest(${JSON.stringify(data)}) === null
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = [document.title]
    while (texts.nextNode()) if (ours(texts.currentNode.parentElement)) found.push(texts.currentNode.data)
    for (const element of document.body.querySelectorAll('*'))
      for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
        if (ours(element) && element.hasAttribute(name)) found.push(element.getAttribute(name))
    const books = [...document.querySelectorAll('.pick h3, .own cite, .tray-title')]
    const titles = books.map((book) => book.firstChild.data.trim()).sort((a, b) => b.length - a.length)
    found.map((text) => titles.reduce((rest, title) => rest.replaceAll(title, ''), text))
  }`)) as string[]
  // Titles of books stand in quotation marks, in the language of the book.
  const quoted = /«[^»]*»|„[^“]*“|“[^”]*”/g
  return said.map((text) => text.replace(quoted, '')).filter((text) => text.trim() !== '')
}

/** The program and a browser, for all tests of a file. */
export function opened(settings: Settings = {}): { service: RunningService; browser: Browser } {
  const on = {} as { service: RunningService; browser: Browser }
  beforeAll(async () => {
    on.service = await startService(settings)
    on.browser = await openBrowser()
  })
  afterAll(async () => {
    await on.browser?.close()
    await on.service?.stop()
  })
  return on
}
