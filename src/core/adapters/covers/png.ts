import { hash } from 'node:crypto'
import { createRequire } from 'node:module'

/** Turns covers into pictures for chats, which do not show SVG. */
export interface CoverPainter {
  /** A PNG of the SVG, `widthPx` wide (1 to 1,200), its height by the SVG's proportions. */
  png(svg: string, widthPx: number): Promise<Buffer>
}

const widestPx = 1200
const fontFiles = ['500Medium/Literata_500Medium.ttf', '700Bold/Literata_700Bold.ttf']
/** Pictures kept: 20 MB at most, since the widest takes some 100 kB. */
const mostKept = 200

/**
 * One painter for the process, whoever asks for it. The native module and the fonts are loaded with the first picture.
 * Only Literata is there, so that every machine paints the same bytes; a script that it lacks (Arabic, Chinese) stays
 * empty in the PNG. The pictures asked for last are kept: a class sees the same covers in one lesson.
 */
export function createCoverPainter(): CoverPainter {
  return {
    async png(svg, widthPx) {
      if (!Number.isInteger(widthPx) || widthPx < 1 || widthPx > widestPx) {
        throw new RangeError(
          `A cover's width must be a whole number from 1 to ${widestPx} pixels, not ${widthPx}`,
        )
      }
      return kept(`${widthPx} ${hash('sha256', svg)}`, () => paint(svg, widthPx))
    },
  }
}

/** By width and what is drawn, the one used last at the end. Two who ask at once wait for the same picture. */
const pictures = new Map<string, Promise<Buffer>>()

function kept(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const before = pictures.get(name)
  pictures.delete(name)
  const picture = before ?? make()
  pictures.set(name, picture)
  const [oldest] = pictures.keys()
  if (pictures.size > mostKept && oldest !== undefined) pictures.delete(oldest)
  if (before === undefined) {
    picture.catch(() => {
      if (pictures.get(name) === picture) pictures.delete(name)
    })
  }
  return picture
}

/** Drawn on another thread: a wide one takes longer than other requests should wait. */
async function paint(svg: string, widthPx: number): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js')
  const painted = await renderAsync(svg, {
    fitTo: { mode: 'width', value: widthPx },
    font: {
      loadSystemFonts: false,
      fontFiles: fonts(),
      defaultFontFamily: 'Literata',
      serifFamily: 'Literata',
    },
  })
  return painted.asPng()
}

let found: string[] | null = null

function fonts(): string[] {
  const require = createRequire(import.meta.url)
  found ??= fontFiles.map((file) => require.resolve(`@expo-google-fonts/literata/${file}`))
  return found
}
