import { z } from 'zod'
import type { RefusalCode } from './files/refusal.ts'
import './plain-words.ts'

const refused = {
  error: 'must not contain control characters',
  params: { refusal: 'bad_characters' satisfies RefusalCode },
}

/**
 * Words on one line. Control characters (NUL above all) and halves of characters (lone surrogates) are refused here,
 * since the database cannot keep them and would answer with a failure of its own.
 */
export const Text = z.string().refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), refused)

/** The same over several lines. */
export const Prose = z.string().refine(isProse, refused)

/** Whether a text holds nothing but characters, line ends and tabs. */
export function isProse(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text.replace(/[\n\r\t]/g, ''))
}
