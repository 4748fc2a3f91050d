import type { Core } from '../../../ports/core.ts'
import { type Said, toStaff } from '../../../ranking/said.ts'

/** Words what a list says for whoever looks: the reader, or somebody else who is told of the reader. */
export const sayTo =
  ({ words }: Pick<Core, 'words'>, { language, ofReader }: { language: string; ofReader: boolean }) =>
  (said: Said): string =>
    words.say(language, ofReader ? toStaff(said) : said)
