import { z } from 'zod'
import type { Caller } from '../core/domain/people/permissions.ts'
import { type Card, type CardBook, voteButtons, wordsOnly } from './card.ts'
import type { Doing } from './doing.ts'

/** What of a list stands in a card. */
const List = z.object({
  slate_id: z.string(),
  items: z.array(
    z.object({
      book: z.object({ book_id: z.string(), title: z.string(), authors: z.array(z.string()) }),
      level_fit: z.enum(['easier', 'just-right', 'harder']).nullable(),
      explanation: z.object({ text: z.string() }),
    }),
  ),
})
type List = z.infer<typeof List>

export interface PicksWanted {
  /** `name`: what the heading calls the student; null for one's own picks. */
  student: { reader_id: string; name: string | null }
  topic: string | undefined
  limit: number
}

export interface ShownPicks {
  card: Card
  book_ids: readonly string[]
}

/** A student's list, as the caller may see it. Nothing waits for a model: what it has not worded yet the template says. */
async function listFor(
  { flows, language }: Doing,
  caller: Caller,
  { student, topic, limit }: PicksWanted,
): Promise<List> {
  const { body } = await flows.recommend(caller, {
    ...{ student_id: student.reader_id, limit, explanations: 'later', level: null },
    ...{ theme: topic ?? null, language },
  })
  return List.parse(JSON.parse(body.toString('utf8')))
}

/** Picks for one pair of eyes, with buttons that only this person may press. */
export async function showPicks(doing: Doing, caller: Caller, wanted: PicksWanted): Promise<ShownPicks> {
  const { flows, account, voice } = doing
  const { reader_id } = wanted.student
  const { slate_id, items } = await listFor(doing, caller, wanted)
  if (items.length === 0) return { card: wordsOnly(voice.say('picks.none')), book_ids: [] }
  const { person_id } = caller
  const about = items.map(({ book }) => ({ person_id, reader_id, book_id: book.book_id, slate_id }))
  const [buttonIds, stored] = await Promise.all([
    flows.chat.buttons.make(caller, account, about),
    Promise.all(items.map(({ book }) => flows.readBook(caller, book.book_id))),
  ])
  const isOwn = caller.reader_id === reader_id
  const card: Card = {
    heading: headingOf(doing, wanted),
    notes: [],
    books: items.map((item, at) =>
      pickCard(doing, bookFacts(doing, caller, item.book), {
        ...{ item, button_id: buttonIds[at] ?? '', copies: stored[at]?.copies_available ?? null },
      }),
    ),
    buttons: [],
    footer: voice.say(isOwn ? 'picks.private' : 'picks.footerTeacher'),
  }
  return { card, book_ids: items.map(({ book }) => book.book_id) }
}

function headingOf({ voice: { say } }: Doing, { student: { name }, topic }: PicksWanted): string {
  if (name === null) return topic === undefined ? say('picks.heading') : say('picks.headingTopic', { topic })
  return topic === undefined
    ? say('picks.headingFor', { name })
    : say('picks.headingForTopic', { name, topic })
}

/** Why a book is on a student's list, in the sentence that stands there; null when it is not on it (any more). */
export async function reasonFor(
  doing: Doing,
  caller: Caller,
  about: { reader_id: string; book_id: string; limit: number },
): Promise<string | null> {
  const student = { reader_id: about.reader_id, name: null }
  const { items } = await listFor(doing, caller, { student, topic: undefined, limit: about.limit })
  return items.find(({ book }) => book.book_id === about.book_id)?.explanation.text ?? null
}

/** Title, author and cover as cards have them. */
export function bookFacts(
  { flows, voice: { say, listed } }: Pick<Doing, 'flows' | 'voice'>,
  caller: Caller,
  { book_id, title, authors }: { book_id: string; title: string; authors: readonly string[] },
): Pick<CardBook, 'title' | 'author' | 'cover' | 'coverAlt'> {
  const names = listed(authors)
  const [author, coverAlt] =
    authors.length === 0
      ? [say('book.authorUnknown'), say('book.cover', { title })]
      : [say('book.by', { authors: names }), say('book.coverBy', { title, authors: names })]
  return { title, author, cover: flows.coverAddress(caller, book_id), coverAlt }
}

/** Whether a copy is in; nothing where the library does not say. */
export const copiesLines = ({ voice: { say } }: Pick<Doing, 'voice'>, copies: number | null): string[] =>
  copies === null ? [] : [say(copies > 0 ? 'pick.here' : 'pick.out')]

function pickCard(
  doing: Doing,
  facts: ReturnType<typeof bookFacts>,
  {
    item: { explanation, level_fit },
    button_id,
    copies,
  }: { item: List['items'][number]; button_id: string; copies: number | null },
): CardBook {
  const { say } = doing.voice
  return {
    ...facts,
    lines: [
      explanation.text,
      ...(level_fit === null ? [] : [say('pick.level', { level: say(`level.${level_fit}`) })]),
      ...copiesLines(doing, copies),
    ],
    buttons: voteButtons(button_id, doing.voice),
  }
}
