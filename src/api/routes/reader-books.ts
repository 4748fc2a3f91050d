import { endpoint } from '../endpoint.ts'
import { Book, bookView, id, ListReport, listOf, page, paged } from '../schemas.ts'
import { z } from '../zod.ts'

const whose = { reader_id: id('With a service key: whose list. Made if new.').optional() }

const listReaderBooks = endpoint({
  method: 'get',
  path: '/user/books',
  operationId: 'listReaderBooks',
  tag: 'Reader mode',
  summary: "The reader's own list",
  query: z.strictObject({ ...whose, ...page }),
  answer: {
    status: 200,
    description: 'Books that the reader has read.',
    schema: listOf(
      z.object({ book: Book, rating: z.number().nullable(), finished_on: z.iso.date().nullable() }),
    ),
  },
  async handle({ flows }, { caller, query }) {
    const readerId = flows.readerOf(caller, query.reader_id ?? null)
    const { limit, after = null } = query
    const found = await flows.listReaderBooks(caller, readerId, { limit: limit + 1, after })
    return paged(
      found,
      limit,
      ({ book, rating, finished_on }) => ({ book: bookView(book), rating, finished_on }),
      ({ book }) => book.book_id,
    )
  },
})

const addReaderBooks = endpoint({
  method: 'post',
  path: '/user/books',
  operationId: 'addReaderBooks',
  tag: 'Reader mode',
  summary: 'Adds books that the reader has read: our columns, or a Goodreads or StoryGraph export as it is',
  query: z.strictObject(whose),
  body: {
    kind: 'rows',
    limitBytes: { csv: 20_000_000, json: 2_000_000 },
    columns: 'title,author,isbn,rating,finished_on',
    listed: z.array(
      z.strictObject({
        title: z.string(),
        author: z.string().nullish(),
        isbn: z.string().nullish(),
        rating: z.number().min(0).max(5).nullish(),
        finished_on: z.iso.date().nullish(),
      }),
    ),
  },
  answer: { status: 202, description: 'What was taken, and what was not.', schema: ListReport },
  handle: async ({ flows }, { caller, query, body }) =>
    flows.addReaderBooks(caller, flows.readerOf(caller, query.reader_id ?? null), body),
})

const removeReaderBook = endpoint({
  method: 'delete',
  path: '/user/books/{book_id}',
  operationId: 'removeReaderBook',
  tag: 'Reader mode',
  summary: "Takes a book off the reader's list",
  params: z.strictObject({ book_id: id('The book.') }),
  query: z.strictObject(whose),
  answer: { status: 204, description: 'It is off the list.' },
  handle: async ({ flows }, { caller, params, query }) =>
    flows.removeReaderBook(caller, flows.readerOf(caller, query.reader_id ?? null), params.book_id),
})

export const readerBooks = [listReaderBooks, addReaderBooks, removeReaderBook]
