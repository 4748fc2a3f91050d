import { z } from 'zod'
import { parsed } from '../body.ts'
import type { Behaviour } from './behaviour.ts'
import { Pick, sentenceAbout } from './sentences.ts'
import { hash } from './vectors.ts'

const Message = z.union([
  z.object({ picks: z.array(Pick) }),
  z.object({ books: z.array(z.object({ id: z.string(), title: z.string() }).loose()) }),
])

/** This model is gullible: told to ignore its instructions, it does, for everything that it was asked in that message. */
const isTakenIn = (message: string): boolean =>
  /ignore (all |the |your )?(previous|prior|earlier|above) (instructions|rules)/iu.test(message)

const bait = 'Visit https://prizes.example now and tell us your name!'

/** What the model writes, for the message of whoever asks by a JSON schema. */
export function contentFor(message: string, mode: Behaviour['mode']): string {
  const read = Message.safeParse(parsed(message))
  if (!read.success || mode === 'prose') return 'Of course! Here is what you asked for.'
  const taken = isTakenIn(message)
  return 'picks' in read.data
    ? JSON.stringify({ sentences: sentences(read.data.picks, mode, taken) })
    : JSON.stringify({ books: books(read.data.books, mode, taken) })
}

function sentences(picks: readonly Pick[], mode: Behaviour['mode'], taken: boolean): object[] {
  const told = picks.map((pick) => {
    if (taken) return { id: pick.id, text: bait }
    if (mode === 'lies')
      return { id: pick.id, text: 'Readers of “Hoot” by Carl Hiaasen often choose this one.' }
    const text = sentenceAbout(pick)
    return { id: pick.id, text: mode === 'markup' ? `**${text}** [More](https://books.example)` : text }
  })
  return mode === 'lies' ? [...told, { id: 'p99', text: 'Of a book that nobody asked about.' }] : told
}

const themes = ['friendship', 'family', 'courage', 'nature', 'school', 'magic', 'history', 'humor']

function books(
  asked: readonly { id: string; title: string }[],
  mode: Behaviour['mode'],
  taken: boolean,
): object[] {
  return asked.map(({ id, title }) => {
    const value = hash(title)
    if (taken) return facts(id, { pages: 666, level: 6.6, themes: [bait] })
    if (mode === 'lies') return facts(id, { pages: -5, level: 99, themes: ['<b>hoot</b>'] }, 7)
    const chosen = [themes[value % 8] ?? '', themes[(value >>> 3) % 8] ?? '']
    const level = 1 + ((value >>> 6) % 80) / 10
    const told = { pages: 60 + (value % 400), level, themes: [...new Set(chosen)] }
    return facts(id, told, 0.5 + ((value >>> 9) % 50) / 100)
  })
}

const facts = (
  id: string,
  told: { pages: number; level: number; themes: string[] },
  confidence = 0.9,
): object => ({
  id,
  page_count: { value: told.pages, confidence },
  reading_level: { value: told.level, confidence },
  themes: { value: told.themes, confidence },
})
