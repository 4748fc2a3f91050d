/** At most so many characters, never half of one. */
export const clipped = (text: string, longest: number): string =>
  text.slice(0, longest).replace(/\p{Cs}/gu, '')

/** One line without characters that nobody sees: what they could hide, a reader of our requests could not find. */
export const plainLine = (text: string, longest: number): string =>
  clipped(
    text
      .replace(/\p{Cc}/gu, ' ')
      .replace(/\p{C}/gu, '')
      .trim(),
    longest,
  )

const orders = [
  /\b(ignore|disregard|forget|override|overlook|bypass)\b.{0,60}\b(instructions?|prompts?|rules?|above|previous|prior|earlier)\b/iu,
  /\b(ignore|disregard|forget) (everything|anything|all|what)\b/iu,
  /\b(system|developer|assistant|user)\s*(prompt|message|:)/iu,
  /\b(instructions?|prompts?)\s*:/iu,
  /\b(language model|chat ?bot|chatgpt|as an? ai)\b/iu,
  /\byou (are now|must|should|will|have to)\b/iu,
  /\b(respond|reply|answer|output|print|say|write) (only|with|exactly|instead|that)\b/iu,
  /\b(every|each|all|other) (other )?(pick|picks|book|books|sentences?|answers?)\b.{0,40}\b(say|write|must|should|with|is|are)\b/iu,
  /<\/?\w|\{"|`{3}|:\/\/|\bwww\./iu,
]

/**
 * Whether a text seems to speak to a model instead of about a book. A guess, for one purpose: such a text travels alone,
 * so that no other book's answer can suffer from it.
 */
export const speaksToModels = (text: string): boolean => orders.some((pattern) => pattern.test(text))
