import { z } from 'zod'
import './plain-words.ts'

const reason = 'must not contain control characters'

/**
 * Words on one line. Control characters (NUL above all) and halves of characters (lone surrogates) are refused here,
 * since the database cannot keep them and would answer with a failure of its own.
 */
export const Text = z.string().refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), reason)

/** The same over several lines. */
export const Prose = z.string().refine(isProse, reason)

/** Whether a text holds nothing but characters, line ends and tabs. */
export function isProse(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text.replace(/[\n\r\t]/g, ''))
}
