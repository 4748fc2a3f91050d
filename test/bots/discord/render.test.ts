import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Card, publicCard, readButtonName, voteButtons, wordsOnly } from '../../../src/bots/card.ts'
import { discordCommands } from '../../../src/bots/discord/commands.ts'
import { renderDiscord } from '../../../src/bots/discord/render.ts'
import { discordComponentsMax, discordPicksMax, discordTextTotalMax } from '../../../src/bots/limits.ts'
import { safeText } from '../../../src/bots/safe-text.ts'
import { chatVoice } from '../../../src/bots/voice.ts'
import { commandListProblems, messageBodyProblems } from '../../../src/sandbox/fake-discord/bodies.ts'
import { allComponents } from '../../../src/sandbox/fake-discord/component-rules.ts'
import { pingsOf } from '../../../src/sandbox/fake-discord/pings.ts'
import { languages } from '../../../src/words/languages.ts'
import { hostileTexts } from '../hostile.ts'

const buttonId = (n: number): string => `${n}`.padStart(22, 'A')
const book = (n: number, text: string) => ({
  ...{ title: text, author: text, cover: 'https://books.example/c.png', coverAlt: `Cover of ${text}` },
  lines: [text, text, text],
  buttons: voteButtons(buttonId(n), chatVoice('en')),
})
const fullCard = (text: string): Card => ({
  heading: text,
  notes: [text],
  books: Array.from({ length: discordPicksMax }, (_, n) => book(n, text)),
  buttons: [],
  footer: text,
})
const textsOf = (card: Card): string[] =>
  allComponents(renderDiscord(card).components).flatMap(({ content, label }) => content ?? label ?? [])

/** What Discord would make of it: a mention, a link, Markdown that is not ours. */
const unescaped = /(?<!\\)(<[@#!:a]|@(?!$)|\]\(|`|\|\||https?:\/\/)/u
const unseen = /[\p{Cs}\0\u200b\u2060\ufeff\u202a-\u202e]/u

test.each(hostileTexts.map((text) => [text.slice(0, 30), text] as const))(
  '[chat-N34] [T-53] %j is inert, within the limits and well formed',
  (_, text) => {
    const message = renderDiscord(fullCard(text))
    expect(messageBodyProblems('create message', message)).toEqual([])
    expect(pingsOf(message)).toEqual({
      everyone: false,
      users: [],
      roles: [],
    })
    for (const said of textsOf(fullCard(text))) {
      const ours = said.replace(/^(##|-#) /, '').replaceAll('**', '')
      expect(ours).not.toMatch(unescaped)
      expect(ours).not.toMatch(unseen)
    }
  },
)

test('[chat-N34] text is cut between characters, after escaping', () => {
  const escaped = (text: string) => text.replace(/&/g, '&amp;')
  expect(safeText('a&b', { max: 6, escaped })).toBe('a…')
  expect(safeText('a&b', { max: 7, escaped })).toBe('a&amp;b')
  expect(safeText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', { max: 13, escaped })).toBe('👩‍👩‍👧‍👦…')
  expect(safeText('a\u200db 👩‍🚀', { max: 100, escaped })).toBe('ab 👩‍🚀')
})

describe.each(languages)('[chat-N35] in %s', (language) => {
  const voice = chatVoice(language)
  test('every template with the longest data is within the limits', () => {
    const long = 'Ä'.repeat(2_000)
    const publicOne = publicCard(
      {
        postId: 'p',
        buttonId: buttonId(1),
        heading: long,
        language,
        books: [{ bookId: 'b', title: long, author: long, coverAlt: long, availability: 'out' }],
        likes: 1_000_000,
      },
      voice,
    )
    const buttons = voteButtons(buttonId(9), voice)
    for (const card of [fullCard(long), publicOne, wordsOnly(long, buttons)]) {
      const message = renderDiscord(card)
      const all = allComponents(message.components)
      expect(messageBodyProblems('create message', message)).toEqual([])
      expect(all.length).toBeLessThanOrEqual(discordComponentsMax)
      expect(all.reduce((sum, { content }) => sum + (content?.length ?? 0), 0)).toBeLessThanOrEqual(
        discordTextTotalMax,
      )
      for (const { type, label } of all) if (type === 2) expect(label).toBeTruthy()
    }
  })

  test('a book without a cover has no picture, one with a cover has words for it', () => {
    const [plain, pictured] = [{ ...book(1, 'x'), cover: null }, book(2, 'x')]
    const rendered = renderDiscord({ ...wordsOnly('x'), books: [plain, pictured] })
    const media = allComponents(rendered.components).filter(({ media }) => media != null)
    expect(media).toHaveLength(1)
    expect(media[0]).toMatchObject({ description: 'Cover of x' })
  })
})

test('a button says nothing but its opaque id, and others are told apart', () => {
  const { components } = renderDiscord({ ...wordsOnly('x'), books: [book(7, 'x')] })
  const ids = allComponents(components).flatMap(({ custom_id }) => custom_id ?? [])
  expect(ids.map(readButtonName)).toEqual(
    ['l', 'n', 'r', 'w'].map((verb) => ({ button_id: buttonId(7), verb })),
  )
  expect(readButtonName('fb0:whatever')).toBe('too-old')
  expect(readButtonName('fb1:short:l')).toBeNull()
  expect(readButtonName('poll:1')).toBeNull()
})

test('[chat-N45] the commands are as Discord takes them, and the manifest holds them', () => {
  const body = JSON.parse(JSON.stringify(discordCommands())) as unknown
  expect(commandListProblems(body)).toEqual([])
  const manifest = new URL('../../../manifests/discord-commands.json', import.meta.url)
  expect(JSON.parse(readFileSync(manifest, 'utf8'))).toEqual(body)
  expect(discordCommands()).toMatchObject(
    ['picks', 'link', 'shelf'].map((name) => ({ name, integration_types: [0], contexts: [0, 1] })),
  )
})
