import { createRequire } from 'node:module'

/** Turns covers into pictures for chats, which do not show SVG. */
export interface CoverPainter {
  /** A PNG of the SVG, `widthPx` wide (1 to 1,200), its height by the SVG's proportions. */
  png(svg: string, widthPx: number): Promise<Buffer>
}

const widestPx = 1200
const fontFiles = ['500Medium/Literata_500Medium.ttf', '700Bold/Literata_700Bold.ttf']

/**
 * The painter. The native module and the fonts are loaded with the first picture. Only Literata is there, so that
 * every machine paints the same bytes; a script that it lacks (Arabic, Chinese) stays empty in the PNG.
 */
export function createCoverPainter(): CoverPainter {
  const require = createRequire(import.meta.url)
  const fonts = fontFiles.map((file) => require.resolve(`@expo-google-fonts/literata/${file}`))
  return {
    async png(svg, widthPx) {
      if (!Number.isInteger(widthPx) || widthPx < 1 || widthPx > widestPx) {
        throw new RangeError(
          `A cover's width must be a whole number from 1 to ${widestPx} pixels, not ${widthPx}`,
        )
      }
      const { Resvg } = await import('@resvg/resvg-js')
      const painted = new Resvg(svg, {
        fitTo: { mode: 'width', value: widthPx },
        font: {
          loadSystemFonts: false,
          fontFiles: fonts,
          defaultFontFamily: 'Literata',
          serifFamily: 'Literata',
        },
      }).render()
      return painted.asPng()
    },
  }
}
