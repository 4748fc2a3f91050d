/** How words are set on a cover: cleaned, measured, wrapped, and as large as their place allows. */

export interface SetText {
  lines: string[]
  /** Font size in units of the view box. */
  size: number
}

export interface TextPlace {
  width: number
  height: number
  largest: number
  smallest: number
}

/** Distance of two lines of a title, in font sizes. */
export const lineSpacing = 1.12

// Control and direction characters, lone surrogates and non-characters: XML refuses them, or they turn text around.
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu
const rightToLeft = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u

/** One line of printable text of at most `longest` characters. */
export function clean(text: string, longest: number): string {
  const line = text.replace(unprintable, ' ').replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= longest
    ? line
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
}

/** Text for XML, in elements and in attributes. */
export function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}

/** Whether the text begins in a script that is written from right to left. */
export const isRightToLeft = (text: string): boolean => rightToLeft.test(text)

/** Sets a text as large as fits its place; what does not fit at the smallest size ends in an ellipsis. */
export function fitText(text: string, place: TextPlace): SetText {
  for (let size = place.largest; size > place.smallest; size -= 1) {
    const words = text.split(' ')
    if (words.some((word) => !wide.test(word) && widthOf(word) * size > place.width)) continue
    const lines = wrap(text, place.width / size)
    if (lines.length * size * lineSpacing <= place.height)
      return { lines: balance(lines, text, place.width / size), size }
  }
  const size = place.smallest
  const most = Math.max(1, Math.floor(place.height / (size * lineSpacing)))
  const lines = wrap(text, place.width / size)
  if (lines.length <= most) return { lines, size }
  const kept = lines.slice(0, most)
  const last = [...(kept[most - 1] ?? '')]
  while (last.length > 0 && widthOf(`${last.join('')}…`) * size > place.width) last.pop()
  return { lines: [...kept.slice(0, -1), `${last.join('').trimEnd()}…`], size }
}

/** The same number of lines, of more equal length: "The Lion, the / Witch", not a lone word at the end. */
function balance(lines: string[], text: string, width: number): string[] {
  let best = lines
  // A word that would have to be broken for it is a worse sight than lines of unequal length.
  const widestWord = Math.max(...text.split(' ').map((word) => (wide.test(word) ? 1 : widthOf(word))))
  for (let narrower = width; narrower > Math.max(widestWord, width * 0.5); narrower -= 0.2) {
    const tried = wrap(text, narrower)
    if (tried.length > lines.length || tried.some((line) => widthOf(line) > width)) break
    best = tried
  }
  return best
}

/** Lines of at most `width` font sizes. Words break inside only when they are wider than a line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces(text, width)) {
    const longer = line === '' ? piece.text : `${line}${piece.glue}${piece.text}`
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line)
      line = piece.text
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}

/** The parts between which a line may break: words, single wide characters, and slices of overlong words. */
function pieces(text: string, width: number): { text: string; glue: string }[] {
  return text.split(' ').flatMap((word) => {
    if (!wide.test(word) && widthOf(word) <= width) return [{ text: word, glue: ' ' }]
    const slices: string[] = []
    for (const character of word) {
      const last = slices[slices.length - 1]
      const full = last === undefined || wide.test(character) || widthOf(last + character) > width
      if (full) slices.push(character)
      else slices[slices.length - 1] = last + character
    }
    return slices.map((slice, i) => ({ text: slice, glue: i === 0 ? ' ' : '' }))
  })
}

/** Estimated width in font sizes, a little wider than Literata Bold really is, so that other serifs fit too. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  return width
}

function widthOfCharacter(character: string): number {
  if (wide.test(character)) return 1.02
  if (/[iljtf.,;:'’!|()\-[\] ]/.test(character)) return 0.35
  if (/[mwMW@%&—…]/.test(character)) return 0.95
  if (/[A-Z\p{Lu}]/u.test(character)) return 0.73
  return 0.59
}
