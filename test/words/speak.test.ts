import { describe, expect, test } from 'vitest'
import { books as german } from '../../src/words/books/de.ts'
import { books as english } from '../../src/words/books/en.ts'
import { books as spanish } from '../../src/words/books/es.ts'
import { books as french } from '../../src/words/books/fr.ts'
import { firstSpoken } from '../../src/words/languages.ts'
import { speak } from '../../src/words/speak.ts'

type English = typeof english

const en = speak<English>('en', english)
const es = speak<English>('es', spanish)
const fr = speak<English>('fr', french)
const de = speak<English>('de', german)

describe('a catalogue that speaks', () => {
  test('counts as the language does', () => {
    expect([0, 1, 2].map((n) => fr.say('book.pages', { n }))).toEqual(['0 page', '1 page', '2 pages'])
    expect([0, 1, 2].map((n) => de.say('book.pages', { n }))).toEqual(['0 Seiten', '1 Seite', '2 Seiten'])
    expect(es.say('book.pages', { n: 1_000_000 })).toBe('1.000.000 de páginas')
  })

  test('writes numbers and lists as the language does', () => {
    expect(en.say('level.aboutGrade', { level: 4.5 })).toBe('about grade 4.5')
    expect(de.say('level.aboutGrade', { level: 4.5 })).toBe('etwa Klasse 4,5')
    expect(de.listed(['A', 'B', 'C'])).toBe('A, B und C')
    expect(es.listed(['Ana', 'Inés'])).toBe('Ana e Inés')
  })

  test('takes a title as it is, whatever signs are in it', () => {
    const title = "{n, plural} <b>Who's</b> # '{afraid}'"
    expect(fr.say('vote.undoOf', { title })).toBe(`Annuler\u00a0: ${title}`)
  })

  test('is told by the compiler what it must be given', () => {
    // @ts-expect-error: no such message
    expect(() => en.say('book.shelfmark')).toThrow()
    // @ts-expect-error: the number of pages is missing
    expect(() => en.say('book.pages')).toThrow()
    // @ts-expect-error: it has no name to be filled in
    expect(en.say('book.why', { title: 'Holes' })).toBe('Why?')
  })
})

describe('the language to speak', () => {
  test.each([
    { tags: ['de-CH', 'en'], spoken: 'de' },
    { tags: ['nl', 'fr_CA', 'es'], spoken: 'fr' },
    { tags: [null, undefined, 'ES'], spoken: 'es' },
    { tags: ['nl', 'desktop', ''], spoken: 'en' },
    { tags: [], spoken: 'en' },
  ])('of $tags is $spoken', ({ tags, spoken }) => {
    expect(firstSpoken(tags)).toBe(spoken)
  })
})
