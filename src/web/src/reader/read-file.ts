import { say } from '../say.ts'

/** What is sent for a file: JSON parsed here, CSV as it is, byte for byte. */
export type Upload =
  | { kind: 'csv'; file: Blob }
  | { kind: 'json'; books: unknown }
  | { kind: 'refused'; why: string }

const csvNames = /\.(csv|tsv|txt)$/i

/** Decides by name and type what a file is. */
export async function readFile(file: File): Promise<Upload> {
  if (/\.json$/i.test(file.name) || file.type === 'application/json') {
    try {
      return { kind: 'json', books: JSON.parse(await file.text()) }
    } catch {
      return { kind: 'refused', why: say('reader.badJson', { file: file.name }) }
    }
  }
  if (csvNames.test(file.name) || file.type.startsWith('text/')) return { kind: 'csv', file }
  return { kind: 'refused', why: say('reader.badType', { file: file.name }) }
}
