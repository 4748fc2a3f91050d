import { describe, expect, it } from 'vitest'
import { createCoverPainter } from '../../src/core/adapters/covers/png.ts'
import { coverSvg } from '../../src/core/covers/cover.ts'

const painter = createCoverPainter()
const svg = coverSvg({ title: 'Holes', authors: ['Louis Sachar'], genre: 'Adventure', seedText: 'holes' })

describe('the cover painter', () => {
  it('paints a PNG of the wished width and the cover’s proportions', async () => {
    const png = await painter.png(svg, 240)
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([240, 360])
  })

  it('paints the same bytes for the same cover', async () => {
    expect((await painter.png(svg, 120)).equals(await painter.png(svg, 120))).toBe(true)
  })

  it('keeps what it painted: another painter hands out the same picture', async () => {
    const [one, same] = await Promise.all([painter.png(svg, 100), createCoverPainter().png(svg, 100)])
    expect(same).toBe(one)
    expect(await painter.png(svg, 101)).not.toBe(one)
  })

  it('has the letters: a cover without its texts is another picture', async () => {
    const [withText, without] = await Promise.all([
      painter.png(svg, 120),
      painter.png(svg.replace(/<text.*?<\/text>/g, ''), 120),
    ])
    expect(withText.equals(without)).toBe(false)
  })

  it.each([0, -1, 1.5, 1201, Number.NaN])('refuses a width of %s', async (widthPx) => {
    await expect(painter.png(svg, widthPx)).rejects.toThrow(RangeError)
  })
})
