/** What must not stand in a message: control characters, halves of characters, marks that turn or hide text. */
const unseen =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu
/** A joiner that joins no emoji. */
const loneJoiner =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\u200d(?!\p{Extended_Pictographic})/gu

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Marks that may sit on one letter; more is a tower that covers other lines. */
const maxMarks = 4

/**
 * Somebody's text, on one line and harmless: cleaned, escaped by `escaped`, and at most `max` UTF-16 units long after that,
 * cut between characters as people see them, never inside what `escaped` wrote.
 */
export function safeText(
  text: string,
  { max, escaped }: { max: number; escaped(text: string): string },
): string {
  const clean = text
    .replace(/\s+/gu, ' ')
    .replace(unseen, '')
    .replace(loneJoiner, '')
    .replace(new RegExp(`(\\p{M}{${maxMarks}})\\p{M}+`, 'gu'), '$1')
    .trim()
  const parts: string[] = []
  let length = 0
  let lengthToCut = 0
  // Escaping makes nothing shorter: what stands behind the limit is not even looked at.
  for (const { segment } of graphemes.segment(clean.slice(0, max + 1))) {
    const part = escaped(segment)
    if (length + part.length > max) return `${parts.slice(0, lengthToCut).join('')}${ellipsis}`
    parts.push(part)
    length += part.length
    if (length + ellipsis.length <= max) lengthToCut = parts.length
  }
  return parts.join('')
}
const ellipsis = '…'
