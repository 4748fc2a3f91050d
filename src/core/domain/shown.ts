/** Text without what the database cannot keep: NUL, and halves of characters (lone surrogates). */
export const storable = (text: string): string =>
  text.replaceAll('\0', '\ufffd').replace(/\p{Cs}/gu, '\ufffd')

/** A name that somebody sent, as it may stand in an answer or a log: harmless and not long. */
export function shown(name: string, longest = 100): string {
  // Cut before and after: a name may be megabytes long, and a cut may halve a character.
  return [...name.slice(0, 2 * longest).replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd')].slice(0, longest).join('')
}
