/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value
}

const placesAWord = 3

/**
 * A unit vector of a text: each word adds to a few places that its hash names. The same text has always the same vector,
 * and texts that share words are near each other.
 */
export function vectorOf(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    for (let k = 0; k < placesAWord; k++) {
      const value = hash(`${k} ${word}`)
      const at = value % dimensions
      vector[at] = (vector[at] ?? 0) + ((value >>> 16) % 2 === 0 ? 1 : -1)
    }
  }
  const length = Math.hypot(...vector)
  if (length === 0) return vector.map((_, at) => (at === 0 ? 1 : 0))
  return vector.map((x) => x / length)
}
