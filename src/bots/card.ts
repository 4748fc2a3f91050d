import { z } from 'zod'
import { languages } from '../words/languages.ts'
import type { ChatVoice } from './voice.ts'

/**
 * What a button does: like, not for me, already read, why, undo, share, post again; end the link of an account; pause
 * digests or turn them on again, deliver one now or skip it; change settings.
 */
export const verbs = ['l', 'n', 'r', 'w', 'u', 's', 'a', 'x', 'p', 'o', 'd', 'k', 'e'] as const
export type Verb = (typeof verbs)[number]

const idPattern = /^fb1:([A-Za-z0-9_-]{22}):([a-z])$/
/** The row behind a button, and what a press does. */
export interface ButtonRef {
  /** 22 characters that mean nothing to whoever reads them. */
  button_id: string
  verb: Verb
}

/** What a platform keeps with a button. It says nothing of a student, a class or a school. */
export const buttonName = ({ button_id, verb }: ButtonRef): string => `fb1:${button_id}:${verb}`

/** The button of that name; `too-old` for one of another version, null for what is none of ours. */
export function readButtonName(name: string): ButtonRef | 'too-old' | null {
  const [, button_id, letter] = idPattern.exec(name) ?? []
  const verb = verbs.find((known) => known === letter)
  if (button_id !== undefined && verb !== undefined) return { button_id, verb }
  return /^fb(?!1:)\d+:/.test(name) ? 'too-old' : null
}

export interface CardButton extends ButtonRef {
  label: string
}

/** A book as it stands in a message. Every text is as people wrote it: renderers make it harmless. */
export interface CardBook {
  title: string
  author: string
  cover: string | null
  coverAlt: string
  lines: readonly string[]
  buttons: readonly CardButton[]
}

/** What a bot has to say, before it is of a platform. */
export interface Card {
  heading: string | null
  notes: readonly string[]
  books: readonly CardBook[]
  buttons: readonly CardButton[]
  footer: string | null
}

/** A card of words alone. */
export const wordsOnly = (text: string, buttons: readonly CardButton[] = []): Card => ({
  heading: null,
  notes: [text],
  books: [],
  buttons,
  footer: null,
})

const PublicBook = z.strictObject({
  bookId: z.string(),
  title: z.string(),
  author: z.string(),
  cover: z.url({ protocol: /^https?$/ }).optional(),
  coverAlt: z.string().min(1),
  availability: z.enum(['here', 'out', 'unknown']),
})

/** All that a channel may be told. No field can hold a student, a level, a reason or what somebody read. */
export const PublicMessage = z.strictObject({
  postId: z.string(),
  /** The opaque id of its buttons; null for the heading, which has none. */
  buttonId: z.string().nullable(),
  heading: z.string(),
  /** What the words around the books are said in. */
  language: z.enum(languages),
  books: z.array(PublicBook).max(1),
  /** How many liked it, when there are enough of them to hide among. */
  likes: z.number().int().min(5).optional(),
})
export type PublicMessage = z.infer<typeof PublicMessage>

/** The card of a public message. Throws for a message with any other field. */
export function publicCard(message: PublicMessage, { say }: ChatVoice): Card {
  const { heading, books, likes, buttonId } = PublicMessage.parse(message)
  const isHeading = books.length === 0
  return {
    heading: isHeading ? heading : null,
    notes: [],
    books: books.map((book) => ({
      ...{ title: book.title, author: book.author, cover: book.cover ?? null, coverAlt: book.coverAlt },
      lines: [
        ...(book.availability === 'unknown' ? [] : [say(`pick.${book.availability}`)]),
        ...(likes === undefined ? [] : [say('shelf.likes', { n: likes })]),
      ],
      buttons: buttonId === null ? [] : voteButtons(buttonId, { say }).slice(0, publicVerbs),
    })),
    buttons: [],
    footer: isHeading ? say('shelf.footer') : null,
  }
}
/** Why a book is on a list says who reads what: a public message has no such button. */
const publicVerbs = 3

/** The four buttons of a pick. */
export const voteButtons = (button_id: string, { say }: Pick<ChatVoice, 'say'>): CardButton[] => [
  { button_id, verb: 'l', label: say('vote.up') },
  { button_id, verb: 'n', label: say('vote.down') },
  { button_id, verb: 'r', label: say('vote.read') },
  { button_id, verb: 'w', label: say('book.why') },
]

const line = z.string()
const Button = z.strictObject({ button_id: line, verb: z.enum(verbs), label: line })
const Book = z.strictObject({
  ...{ title: line, author: line, cover: line.nullable(), coverAlt: line },
  ...{ lines: z.array(line).readonly(), buttons: z.array(Button).readonly() },
})

/** What one account is told later, in a conversation with us alone; never in a channel. */
export const PrivateMessage = z.strictObject({
  language: z.enum(languages),
  card: z.strictObject({
    ...{ heading: line.nullable(), notes: z.array(line).readonly(), books: z.array(Book).readonly() },
    ...{ buttons: z.array(Button).readonly(), footer: line.nullable() },
  }),
})
export type PrivateMessage = z.infer<typeof PrivateMessage>
