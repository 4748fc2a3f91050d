import type { types } from '@slack/bolt'
import type { Card, CardBook, CardButton } from '../card.ts'
import { safeText } from '../safe-text.ts'
import {
  slackA11yLabelMax,
  slackActionsMax,
  slackAltMax,
  slackAuthorMax,
  slackBlocksMessageMax,
  slackButtonTextMax,
  slackHeaderMax,
  slackPickLinesMax,
  slackSectionTextMax,
  slackSummaryMax,
  slackTitleMax,
} from './limits.ts'

/** A message as Slack takes it: blocks, and the same as a text for who does not see them. */
export interface SlackMessage {
  text: string
  blocks: types.KnownBlock[]
}

/** Slack's three escapes; and what its markup would take for itself becomes a sign that looks like it. */
const inMarkup = (text: string): string => text.replace(/[&<>*_~`]/g, (sign) => signs[sign] ?? sign)
const signs: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' },
}
const plain = (text: string): string => text
const fallback = '–'

/** Somebody's words inside markup of ours. */
const words = (text: string, max: number): string => safeText(text, { max, escaped: inMarkup })
/** Where Slack knows no markup. It takes no empty text. */
export const plainText = (text: string, max: number): types.PlainTextElement => ({
  ...{ type: 'plain_text', emoji: false },
  text: safeText(text, { max, escaped: plain }) || fallback,
})
const markup = (text: string): types.MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true })
export const section = (text: string): types.SectionBlock => ({
  type: 'section',
  text: markup(words(text, slackSectionTextMax) || fallback),
})

/** `thumbs`: whether Like and Not for me are Slack's own pair of thumbs, which only a conversation with us may have. */
export interface Place {
  thumbs: boolean
}

/** Pure: the same card gives the same message. */
export function renderSlack(card: Card, place: Place = { thumbs: false }): SlackMessage {
  const blocks: types.KnownBlock[] = [
    ...(card.heading === null
      ? []
      : [{ type: 'header' as const, text: plainText(card.heading, slackHeaderMax) }]),
    ...card.notes.map(section),
    ...card.books.flatMap((book) => bookBlocks(book, place)),
    ...actions(card.buttons, null),
    ...(card.footer === null
      ? []
      : [{ type: 'context' as const, elements: [markup(words(card.footer, slackSectionTextMax))] }]),
  ]
  return { text: summaryOf(card), blocks: blocks.slice(0, slackBlocksMessageMax) }
}

/** The message, then what is sent where Slack refuses it: without covers, which it could not fetch, and as a text alone. */
export function renderPlainer(card: Card, place?: Place): [SlackMessage, ...SlackMessage[]] {
  const message = renderSlack(card, place)
  const bare = { ...card, books: card.books.map((book) => ({ ...book, cover: null })) }
  const hasCovers = card.books.some(({ cover }) => cover !== null)
  return [message, ...(hasCovers ? [renderSlack(bare, place)] : []), { text: message.text, blocks: [] }]
}

/** The whole message in sentences. */
function summaryOf({ heading, notes, books, footer }: Card): string {
  const told = books.map(({ title, author, lines }) =>
    [`${title}, ${author}`, ...lines].map(sentence).join(' '),
  )
  const all = [heading, ...notes, ...told, footer].flatMap((text) => (text === null ? [] : [sentence(text)]))
  return words(all.join(' '), slackSummaryMax) || fallback
}
const sentence = (text: string): string => (/[.!?…]$/u.test(text.trim()) ? text : `${text}.`)

function bookBlocks(book: CardBook, { thumbs }: Place): types.KnownBlock[] {
  const perLine = Math.floor(slackPickLinesMax / Math.max(1, book.lines.length))
  const lines = [words(book.author, slackAuthorMax), ...book.lines.map((line) => words(line, perLine))]
  const title = words(book.title, slackTitleMax) || fallback
  const text = markup([`*${title}*`, ...lines.filter((line) => line !== '')].join('\n'))
  const cover: types.ImageElement | null =
    book.cover === null
      ? null
      : {
          ...{ type: 'image', image_url: book.cover },
          alt_text: safeText(book.coverAlt, { max: slackAltMax, escaped: plain }) || fallback,
        }
  const pair = thumbs ? thumbPair(book) : []
  const rest =
    pair.length === 0 ? book.buttons : book.buttons.filter(({ verb }) => verb !== 'l' && verb !== 'n')
  return [
    { type: 'section', text, ...(cover === null ? {} : { accessory: cover }) },
    ...pair,
    ...actions(rest, book.title),
  ]
}

/** A click comes as `<button id>:<verb>`, and so often as somebody clicks. */
function thumbPair({ title, buttons }: CardBook): types.ContextActionsBlock[] {
  const [like, not] = [buttons.find(({ verb }) => verb === 'l'), buttons.find(({ verb }) => verb === 'n')]
  if (like === undefined || not === undefined) return []
  const thumb = ({ button_id, verb, label }: CardButton) => ({
    text: plainText(label, slackButtonTextMax),
    value: `${button_id}:${verb}`,
    accessibility_label: labelOf(label, title),
  })
  return [
    {
      type: 'context_actions',
      elements: [
        {
          ...{ type: 'feedback_buttons', action_id: thumbsAction },
          ...{ positive_button: thumb(like), negative_button: thumb(not) },
        },
      ],
    },
  ]
}
export const thumbsAction = 'fb1:thumbs'

function actions(buttons: readonly CardButton[], about: string | null): types.ActionsBlock[] {
  if (buttons.length === 0) return []
  return [
    {
      type: 'actions',
      elements: buttons.slice(0, slackActionsMax).map(({ button_id, verb, label }) => ({
        ...{ type: 'button' as const, action_id: `fb1:${verb}`, value: button_id },
        text: plainText(label, slackButtonTextMax),
        accessibility_label: labelOf(label, about),
      })),
    },
  ]
}

const labelOf = (label: string, about: string | null): string =>
  safeText(about === null ? label : `${label}: ${about}`, { max: slackA11yLabelMax, escaped: plain }) ||
  fallback
