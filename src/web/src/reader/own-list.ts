import type { Api } from '../api/client.ts'
import { answered } from '../api/problem.ts'
import type { ListedBook, Receipt } from '../api/types.ts'
import { randomId } from '../random-id.ts'
import type { Upload } from './read-file.ts'

const pageSize = 200
/** More pages than any reader's list has: a bound, so that forgetting ends. */
const pagesAtMost = 100

/** The first page of what this reader gave. */
export async function listOf(
  { client }: Api,
  readerId: string,
): Promise<{ books: ListedBook[]; more: boolean }> {
  const query = { reader_id: readerId, limit: pageSize }
  const { data } = await answered(client.GET('/user/books', { params: { query } }))
  return { books: data.items, more: data.next !== undefined }
}

/** Sends a file or typed books; what was refused comes back line by line. */
export async function sendBooks(
  { client }: Api,
  readerId: string,
  upload: Exclude<Upload, { kind: 'refused' }>,
): Promise<Receipt> {
  const body = upload.kind === 'csv' ? upload.file : JSON.stringify(upload.books)
  const { data } = await answered(
    client.POST('/user/books', {
      params: { query: { reader_id: readerId } },
      headers: {
        'Content-Type': upload.kind === 'csv' ? 'text/csv' : 'application/json',
        'Idempotency-Key': randomId(),
      },
      body: '',
      bodySerializer: () => body,
    }),
  )
  return data
}

export async function removeBook({ client }: Api, readerId: string, bookId: string): Promise<void> {
  await answered(
    client.DELETE('/user/books/{book_id}', {
      params: { path: { book_id: bookId }, query: { reader_id: readerId } },
    }),
  )
}

/** Deletes every book of the list, page by page. */
export async function forgetAll(api: Api, readerId: string): Promise<void> {
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { books } = await listOf(api, readerId)
    if (books.length === 0) return
    for (const { book } of books) await removeBook(api, readerId, book.book_id)
  }
}
