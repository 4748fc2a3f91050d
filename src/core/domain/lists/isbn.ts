import isbn3 from 'isbn3'

/** The ISBN-13 without hyphens of an ISBN-10 or ISBN-13 as people write it, or null when its check digit is wrong. */
export function toIsbn13(text: string): string | null {
  const digits = text.replace(/[^0-9Xx]/g, '')
  if (digits.length !== 10 && digits.length !== 13) return null
  return isbn3.parse(digits)?.isbn13 ?? null
}
