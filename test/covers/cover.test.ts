import { describe, expect, it } from 'vitest'
import { coverAlt, coverSvg } from '../../src/core/covers/cover.ts'
import { palettes } from '../../src/core/covers/palettes.ts'
import { readDemoCatalogue } from '../../src/demo/catalogue.ts'
import { injections } from '../support/injections.ts'

const aCover = (overrides: Partial<Parameters<typeof coverSvg>[0]> = {}) =>
  coverSvg({ title: 'Holes', authors: ['Louis Sachar'], genre: 'Adventure', seedText: 'holes', ...overrides })

/** The lines of the first text element: the title as it was set. */
const titleLines = (svg: string): string[] =>
  [...(/<text[^>]*>(.*?)<\/text>/.exec(svg)?.[1] ?? '').matchAll(/<tspan[^>]*>([^<]*)</g)].map((m) => m[1]!)

/** Every tag is closed in order, and no attribute is left open. */
function expectWellFormed(svg: string): void {
  const open: string[] = []
  const tag = /<(\/?)([a-z]+)(?: [a-zA-Z:-]+="[^"<]*")*(\/?)>/g
  for (const [, end, name = '', empty] of svg.matchAll(tag)) {
    if (end === '/') expect(open.pop()).toBe(name)
    else if (empty !== '/') open.push(name)
  }
  const rest = svg.replace(tag, '')
  expect(open).toEqual([])
  expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/)
}

describe('a cover', () => {
  it('is the same for the same book, and differs by book', () => {
    expect(aCover()).toBe(aCover())
    expect(aCover({ title: 'Wonder' })).not.toBe(aCover())
    expect(aCover({ seedText: 'another copy' })).not.toBe(aCover())
  })

  it('is a self-contained picture with a name', () => {
    const svg = aCover()
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 300 450" role="img"><title>/,
    )
    expect(svg).toContain('<title>Cover of Holes by Louis Sachar</title>')
    expect(svg).toMatch(/font-family="Literata,[^"]*serif"/)
    expect(svg).not.toMatch(/href|url\(|<script|<style|@import|<image|<foreignObject| id=/)
  })

  it.each([
    ['markup', '<script>alert("1")</script> & \'more\''],
    ['control characters', 'Ho\u0000les\u001b[31m \ud800 \u202egnp.exe \uffff'],
    ['a very long word', 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung'],
    ['a very long title', 'The Life and Strange Surprising Adventures of Somebody or Other '.repeat(20)],
    ['Arabic', 'ألف ليلة وليلة'],
    ['Hebrew', 'הנסיך הקטן'],
    ['Chinese', '西遊記：一隻猴子和一個和尚去西方取經的很長很長的故事'],
    ['an emoji', '👩‍🚀 goes to Mars'],
    ['nothing', ''],
    ...Object.entries(injections),
  ])('[T-53] survives %s', (_, title) => {
    const svg = aCover({ title, authors: [title] })
    expectWellFormed(svg)
    expect(svg).not.toContain('<script')
    expect(svg).not.toMatch(/[\p{Cc}\p{Cs}\u202e\uffff]/u)
    expect(titleLines(svg).length).toBeGreaterThan(0)
  })

  it('sets right-to-left titles from the right', () => {
    expect(aCover({ title: 'הנסיך הקטן' })).toContain('direction="rtl"')
    expect(aCover()).not.toContain('rtl')
  })

  it.each(['constructor', '__proto__', 'toString', 'Fantasy'])('can be of genre %s', (genre) => {
    expectWellFormed(aCover({ genre }))
  })

  it('needs no author', () => {
    const svg = aCover({ authors: [] })
    expectWellFormed(svg)
    expect(svg.match(/<text/g)).toHaveLength(1)
    expect(coverAlt({ title: 'Beowulf', authors: [] })).toBe('Cover of Beowulf')
  })

  it('never breaks a word of the demo catalogue, and is well formed for all of it', () => {
    for (const book of readDemoCatalogue()) {
      const svg = coverSvg({
        title: book.title,
        authors: book.authors,
        genre: book.genre,
        seedText: book.book_id,
      })
      expectWellFormed(svg)
      const set = titleLines(svg).join(' ').replace(/&#39;/g, "'").replace(/&amp;/g, '&')
      expect(set).toBe(book.title)
    }
  })
})

describe('the palettes', () => {
  it.each(palettes.map((p) => [p.ground, p.ink] as const))('are legible: %s under %s', (ground, ink) => {
    expect(contrast(ground, ink)).toBeGreaterThanOrEqual(7)
  })
})

/** Contrast of two colours by WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
