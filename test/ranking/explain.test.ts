import { describe, expect, it } from 'vitest'
import { type ExplainedReason, type ExplanationFacts, explain } from '../../src/core/ranking/explain.ts'
import { toStaff } from '../../src/core/ranking/said.ts'
import { createWords } from '../../src/spoken.ts'
import { languages } from '../../src/words/languages.ts'

const ids = Array.from({ length: 30 }, (_, id) => `book-${id}`)
const words = createWords()
const sentences = (facts: Omit<ExplanationFacts, 'bookId'>, language = 'en') =>
  ids.map((bookId) => words.say(language, explain({ bookId, ...facts })))
const holes = { title: 'Holes', evidence: 'liked' } as const
const hatchet = { title: 'Hatchet', evidence: 'finished' } as const

const reasons: ExplainedReason[] = [
  { code: 'because', books: [holes] },
  { code: 'because', books: [holes, hatchet] },
  { code: 'close to what you read', book: hatchet },
  { code: 'interest', theme: 'space travel' },
  { code: 'popular in grade' },
  { code: 'popular in school' },
  { code: 'well rated' },
  { code: 'on the shelf' },
  { code: 'on the shelf' },
]

describe('a sentence', () => {
  it('is one, of a length that fits a card, for every reason', () => {
    for (const reason of reasons) {
      for (const sentence of sentences({ reason, author: 'Louis Sachar', themes: ['friendship'] })) {
        expect(sentence.length).toBeGreaterThanOrEqual(45)
        expect(sentence.length).toBeLessThanOrEqual(160)
        expect(sentence).toMatch(/^\S.*[a-z”]\.$/u)
      }
    }
  })

  it.each(languages)('names the same things in %s', (language) => {
    const author = 'Louis Sachar'
    for (const reason of reasons) {
      for (const [at, sentence] of sentences(
        { reason, author, themes: ['friendship'] },
        language,
      ).entries()) {
        const english = sentences({ reason, author, themes: ['friendship'] })[at]!
        for (const name of ['Holes', 'Hatchet', 'Sachar', 'friendship', 'space travel'])
          expect([sentence, sentence.includes(name)]).toEqual([sentence, english.includes(name)])
        expect(sentence).not.toMatch(/[{}]/)
        if (language !== 'en') expect(sentence).not.toBe(english)
      }
    }
  })

  it('has several phrasings along a list and one for a book', () => {
    for (const reason of reasons) {
      const all = sentences({ reason })
      expect(new Set(all).size).toBeGreaterThan(1)
      expect(sentences({ reason })).toEqual(all)
    }
  })

  /** How each language says you to the student. */
  const you = {
    en: /\byour?\b/i,
    de: /\b(du|dir|dich|dein\w*)\b/i,
    es: /\b(te|ti|tu|tus|has|dijiste|marcaste)\b/i,
    fr: /\b(tu|te|t’|ton|ta|tes)(?!\p{L})/iu,
  }
  it.each(languages)('speaks of the student to others, and to the student otherwise, in %s', (language) => {
    const likeWhatOthersChose: ExplainedReason = { code: 'like what readers chose', book: holes }
    const toReader = reasons.filter(({ code }) => code !== 'well rated')
    for (const reason of [...toReader, likeWhatOthersChose, { code: 'pinned' } as const]) {
      for (const shared of [
        {},
        { sharedTheme: 'survival' },
        { author: 'Louis Sachar', sharedAuthor: true },
      ]) {
        const said = explain({ bookId: 'b', reason, ...shared })
        const [own, others] = [said, toStaff(said)].map((one) => words.say(language, one)) as [string, string]
        expect(others).not.toMatch(you[language])
        expect(others).not.toBe(own)
        for (const name of ['Holes', 'Hatchet', 'Sachar', 'survival', 'space travel'])
          expect([others, others.includes(name)]).toEqual([others, own.includes(name)])
      }
    }
    const rated = explain({ bookId: 'b', reason: { code: 'well rated' } })
    expect(toStaff(rated)).toEqual(rated)
  })

  it('says the strongest thing that the facts allow', () => {
    const reason: ExplainedReason = { code: 'because', books: [holes, hatchet] }
    const series = {
      reason,
      author: 'Louis Sachar',
      sharedAuthor: true,
      nextInSeries: { series: 'Camp', after: 'Holes' },
    }
    expect(sentences(series).every((text) => text.includes('Camp series') && text.includes('“Holes”'))).toBe(
      true,
    )
    const author = { reason, author: 'Louis Sachar', sharedAuthor: true, sharedTheme: 'survival' }
    expect(sentences(author).every((text) => text.includes('Louis Sachar'))).toBe(true)
    expect(sentences({ reason, sharedTheme: 'survival' }).every((text) => text.includes('survival'))).toBe(
      true,
    )
    expect(
      sentences({ reason }).every((text) => text.includes('“Holes”') && text.includes('“Hatchet”')),
    ).toBe(true)
  })

  it('says “liked” only of a book that was liked', () => {
    for (const sentence of sentences({ reason: { code: 'because', books: [hatchet] } })) {
      expect(sentence.toLowerCase()).not.toContain('liked')
      expect(sentence.toLowerCase()).toContain('you have read')
    }
    for (const sentence of sentences({ reason: { code: 'because', books: [hatchet, holes] } })) {
      expect(sentence.toLowerCase()).toContain('you have read “hatchet” and you liked “holes”')
    }
    expect(
      sentences({ reason: { code: 'because', books: [holes] } })
        .join()
        .toLowerCase(),
    ).toContain('you liked “holes”')
  })

  it('shortens long titles at the subtitle, else at a word', () => {
    const long = 'The Miraculous Journey: being the true account of a rabbit made of china'
    const endless = 'word '.repeat(60).trim()
    const because = (title: string): ExplainedReason => ({
      code: 'because',
      books: [{ title, evidence: 'liked' }],
    })
    for (const text of sentences({ reason: because(long) }))
      expect(text).toContain('“The Miraculous Journey”')
    for (const text of sentences({ reason: because(endless) })) expect(text).toContain(' word…”')
  })
})
