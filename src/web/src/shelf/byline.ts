import { listed, say } from '../say.ts'

/** Who wrote it, as it stands under a title. */
export const byline = (authors: readonly string[]): string =>
  authors.length === 0 ? say('book.authorUnknown') : say('book.by', { authors: listed(authors) })

/** A cover for those who do not see it. */
export const coverInWords = (title: string, authors: readonly string[]): string =>
  authors.length === 0
    ? say('book.cover', { title })
    : say('book.coverBy', { title, authors: listed(authors) })
