import { readFile, writeFile } from 'node:fs/promises'
import { EvaluateProblem } from './options.ts'

/**
 * Replaces what stands in a page between `<!-- evaluate SECTION -->` and `<!-- /evaluate SECTION -->`.
 *
 * @throws EvaluateProblem when the page has no such place.
 */
export function withSection(page: string, section: string, lines: readonly string[]): string {
  const opening = `<!-- evaluate ${section} -->`
  const closing = `<!-- /evaluate ${section} -->`
  const from = page.indexOf(opening)
  const to = page.indexOf(closing, from)
  if (from === -1 || to === -1) {
    throw new EvaluateProblem(`The page needs a line ${opening} and after it a line ${closing}`)
  }
  return `${page.slice(0, from + opening.length)}\n\n${lines.join('\n').trim()}\n\n${page.slice(to)}`
}

export async function writeSection(file: string, section: string, lines: readonly string[]): Promise<void> {
  await writeFile(file, withSection(await textOf(file), section, lines))
}

/** Before anything is measured: a page that cannot be written to is found out at once, not after minutes. */
export async function checkSection(file: string, section: string): Promise<void> {
  withSection(await textOf(file), section, [])
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new EvaluateProblem(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}
