import { clean, escapeXml, fitText, isRightToLeft, lineSpacing, type SetText } from './lettering.ts'
import { type Palette, palettes } from './palettes.ts'
import { arches, confetti, ladders, leaves, orbits, quilt, rays, stripes } from './patterns.ts'
import { type Drawing, hashOf, numbersFrom } from './pen.ts'
import { hills, peaks, stars, trees, waves, windows } from './scenes.ts'

/** What a cover is drawn from. The same values always give the same picture. */
export interface CoverFacts {
  title: string
  authors: readonly string[]
  genre?: string | null
  /** Any text; another one gives another drawing in the same colours. Usually the book's id. */
  seedText: string
}

const [pageWidth, pageHeight, margin] = [300, 450, 26]
const fontFamily = "Literata, 'Iowan Old Style', Palatino, Georgia, serif"

/** Drawings that suit a genre, in lower case; other genres get any of them. */
const drawingsByGenre: ReadonlyMap<string, readonly Drawing[]> = new Map(
  Object.entries({
    adventure: [waves, peaks, hills],
    animals: [leaves, hills, trees],
    biography: [arches, rays, windows],
    classic: [arches, leaves, waves, stripes],
    'fairy tale': [trees, arches, stars],
    fantasy: [stars, peaks, trees, arches, ladders],
    'graphic novel': [quilt, rays, stripes],
    historical: [arches, windows, hills, rays],
    horror: [trees, windows, ladders],
    humour: [confetti, rays, stripes, quilt],
    mystery: [windows, ladders, stripes],
    'non-fiction': [orbits, quilt, rays],
    'picture book': [confetti, hills, leaves, stars],
    poetry: [leaves, waves, orbits],
    realistic: [windows, hills, quilt, ladders],
    romance: [leaves, waves, confetti],
    'science fiction': [orbits, stars, rays, peaks],
    sports: [stripes, rays, confetti],
  }),
)
const allDrawings: readonly Drawing[] = [
  ...[arches, confetti, hills, ladders, leaves, orbits, peaks],
  ...[quilt, rays, stars, stripes, trees, waves, windows],
]

/** Where things stand, in units of the page: the drawing's panel and the title's box. */
interface Layout {
  panel: { y: number; height: number }
  titleTop: number
  titleHeight: number
}
const titleAbove: Layout = { panel: { y: 186, height: 204 }, titleTop: 24, titleHeight: 150 }
const titleBelow: Layout = { panel: { y: 0, height: 214 }, titleTop: 232, titleHeight: 146 }

/** A book cover drawn by us, as a self-contained SVG of 300 by 450 units. */
export function coverSvg(facts: CoverFacts): string {
  const title = clean(facts.title, 220) || 'Untitled'
  const byline = bylineOf(facts.authors)
  const next = numbersFrom(hashOf(`${title}\n${byline}\n${facts.seedText}`))
  const palette = chosen(palettes, hashOf(`${title}\n${byline}`))
  const drawing = chosen(
    drawingsByGenre.get(facts.genre?.toLowerCase() ?? '') ?? allDrawings,
    Math.floor(next() * 65_536),
  )
  const layout = next() < 0.6 ? titleAbove : titleBelow
  const panel = { width: pageWidth, height: layout.panel.height }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pageWidth} ${pageHeight}" role="img">`,
    `<title>${escapeXml(coverAlt(facts))}</title>`,
    `<rect width="${pageWidth}" height="${pageHeight}" fill="${palette.ground}"/>`,
    // A nested svg cuts off what sticks out without needing an id, which would clash on a page with many covers.
    `<svg y="${layout.panel.y}" width="${panel.width}" height="${panel.height}" viewBox="0 0 ${panel.width} ${panel.height}" overflow="hidden">`,
    drawing({ ...palette, ...panel, next }),
    '</svg>',
    titleText(title, layout, palette),
    bylineText(byline, palette),
    '</svg>',
  ].join('')
}

/** What a cover shows, for people who do not see it. */
export function coverAlt({ title, authors }: Pick<CoverFacts, 'title' | 'authors'>): string {
  const byline = bylineOf(authors)
  const name = clean(title, 220) || 'Untitled'
  return byline === '' ? `Cover of ${name}` : `Cover of ${name} by ${byline}`
}

function chosen<T>(items: readonly T[], number: number): T {
  return items[number % items.length] as T
}

/** "A", "A and B", or "A and others". */
function bylineOf(authors: readonly string[]): string {
  const [first = '', second, ...others] = authors
    .map((author) => clean(author, 80))
    .filter((author) => author !== '')
  if (second === undefined) return first
  return others.length > 0 ? `${first} and others` : `${first} and ${second}`
}

function titleText(title: string, layout: Layout, palette: Palette): string {
  const place = { width: pageWidth - 2 * margin, height: layout.titleHeight, largest: 52, smallest: 17 }
  const set = fitText(title, place)
  return textLines(set, { y: layout.titleTop + set.size, weight: 700, palette })
}

function bylineText(byline: string, palette: Palette): string {
  if (byline === '') return ''
  const set = fitText(byline, { width: pageWidth - 2 * margin, height: 40, largest: 18, smallest: 15 })
  const lastLine = set.lines.length > 1 ? 434 : 425
  return textLines(set, {
    y: lastLine - (set.lines.length - 1) * set.size * lineSpacing,
    weight: 500,
    palette,
  })
}

function textLines(
  set: SetText,
  { y, weight, palette }: { y: number; weight: number; palette: Palette },
): string {
  const turned = isRightToLeft(set.lines[0] ?? '')
  const x = turned ? pageWidth - margin : margin
  const spans = set.lines.map((line, i) => {
    const at = Math.round((y + i * set.size * lineSpacing) * 100) / 100
    return `<tspan x="${x}" y="${at}">${escapeXml(line)}</tspan>`
  })
  const direction = turned ? ' direction="rtl"' : ''
  return `<text font-family="${fontFamily}" font-size="${set.size}" font-weight="${weight}" fill="${palette.ink}"${direction}>${spans.join('')}</text>`
}
