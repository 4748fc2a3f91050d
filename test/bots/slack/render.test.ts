import { describe, expect, test } from 'vitest'
import { type Card, voteButtons } from '../../../src/bots/card.ts'
import { slackBlocksMessageMax, slackSummaryMax } from '../../../src/bots/slack/limits.ts'
import { renderSlack } from '../../../src/bots/slack/render.ts'
import { settingsView } from '../../../src/bots/slack/settings.ts'
import { askView, homeView, noteView } from '../../../src/bots/slack/views.ts'
import { chatVoice } from '../../../src/bots/voice.ts'
import { MessageBlocks, View } from '../../../src/sandbox/fake-slack/blocks.ts'
import { type Language, languages } from '../../../src/words/languages.ts'
import { hostileTexts } from '../hostile.ts'

const longest = 'W'.repeat(5_000)
const id = 'a'.repeat(22)

function aCard(language: Language, text: string): Card {
  const voice = chatVoice(language)
  const { say } = voice
  return {
    heading: say('picks.headingForTopic', { name: text, topic: text }),
    notes: [text],
    books: Array.from({ length: 5 }, () => ({
      ...{
        title: text,
        author: text,
        cover: 'https://books.example/cover.png',
        coverAlt: say('book.cover', { title: text }),
      },
      lines: [text, say('pick.level', { level: say('level.just-right') }), say('pick.here')],
      buttons: voteButtons(id, voice),
    })),
    buttons: [{ button_id: id, verb: 's', label: say('share.button', { class: text }) }],
    footer: say('picks.footerTeacher'),
  }
}

/** Everything that Slack would take for more than text. */
const alive = /<[!@#]|<https?:|<mailto:|\u202e|\u200b|\0/

describe.each(languages)('a card in %s', (language) => {
  test.each([longest, ...hostileTexts])('[chat-N35] with %j is a message that Slack takes', (text) => {
    for (const thumbs of [false, true]) {
      const { blocks, text: said } = renderSlack(aCard(language, text), { thumbs })
      expect(MessageBlocks.safeParse(blocks).error?.issues ?? []).toEqual([])
      expect(blocks.length).toBeLessThanOrEqual(slackBlocksMessageMax)
      expect(said.length).toBeGreaterThan(10)
      expect(said.length).toBeLessThanOrEqual(slackSummaryMax)
    }
  })

  test('[chat-N35] so are the form, the note and the tab, with the longest of everything', () => {
    const buttons = (['e', 'p', 'x'] as const).map((verb) => ({ button_id: id, verb, label: longest }))
    const waiting = Array.from({ length: 2 }, () => ({ text: longest, buttons: buttons.slice(0, 2) }))
    const settings = { language: null, time_zone: 'America/Argentina/ComodRivadavia', digest: 'off' } as const
    const classes = Array.from({ length: 200 }, () => ({ name: longest, students: 1_234 }))
    const views = [
      askView(language, { request: id, topic: 'W'.repeat(200), student: { token: id, name: longest } }),
      noteView(language, longest),
      homeView(language, { classes, digest: longest, waiting, buttons }),
      homeView(language, null),
      settingsView(language, { ...settings, mayHaveDigest: true }),
    ]
    for (const view of views) expect(View.safeParse(view).error?.issues ?? []).toEqual([])
  })
})

test.each(hostileTexts)('[chat-N34] [T-53] %j is nothing but text', (text) => {
  const { blocks, text: said } = renderSlack(aCard('en', text))
  const plain = new Set(['accessibility_label', 'alt_text'])
  const marked = JSON.stringify(blocks, (key, value) =>
    plain.has(key) || Object(value).type === 'plain_text' ? undefined : value,
  )
  for (const shown of [marked, said]) {
    expect(shown).not.toMatch(alive)
    expect(shown).not.toMatch(/\p{Cs}/u)
    expect(shown.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/&/)
  }
})

test.each([
  ['51 blocks', Array(51).fill({ type: 'header', text: { type: 'plain_text', text: 'x' } })],
  ['a section of 3,001 characters', [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }]],
  ['an empty text', [{ type: 'section', text: { type: 'mrkdwn', text: '' } }]],
  [
    'an image without words for it',
    [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: 'x' },
        accessory: { type: 'image', image_url: 'https://a.example/x.png' },
      },
    ],
  ],
  [
    'two buttons of one action',
    [
      {
        type: 'actions',
        elements: Array(2).fill({ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'x' } }),
      },
    ],
  ],
  [
    'a label of 76 characters',
    [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'x'.repeat(76) } }],
      },
    ],
  ],
])('the stand-in refuses %s', (_what, blocks) => {
  expect(MessageBlocks.safeParse(blocks).success).toBe(false)
})

test('the stand-in takes the examples of the documentation', () => {
  // docs.slack.dev/reference/block-kit/blocks: section, actions, context, header, context-actions
  const examples = [
    { type: 'header', text: { type: 'plain_text', text: 'Budget Performance' } },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: 'A message *with some bold text* and _some italicized text_.' },
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'Location: **Dogpatch**' }] },
    {
      type: 'actions',
      block_id: 'actions1',
      elements: [
        {
          ...{ type: 'button', text: { type: 'plain_text', text: 'Cancel' }, value: 'cancel' },
          action_id: 'button_1',
        },
      ],
    },
    {
      type: 'context_actions',
      elements: [
        {
          ...{ type: 'feedback_buttons', action_id: 'feedback_buttons_1' },
          positive_button: { text: { type: 'plain_text', text: '👍' }, value: 'positive_feedback' },
          negative_button: { text: { type: 'plain_text', text: '👎' }, value: 'negative_feedback' },
        },
      ],
    },
  ]
  expect(MessageBlocks.safeParse(examples).error?.issues ?? []).toEqual([])
})
