import type { SourcedBook as FoundBook } from '../../core/flows/catalogue/catalogue.ts'
import { Bytes } from '../answers/answer.ts'
import { endpoint } from '../endpoint.ts'
import { languageOf } from '../requests/language.ts'
import {
  Book,
  bookView,
  CatalogueBook,
  catalogueBookView,
  grade,
  id,
  listOf,
  page,
  paged,
  visibility,
  wholeNumber,
  words,
} from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Books'
const params = z.strictObject({ book_id: id('The book.') })

const searchBooks = endpoint({
  method: 'get',
  path: '/books',
  operationId: 'searchBooks',
  tag,
  summary: "The catalogue's books, by words of title, author, series or theme",
  query: z.strictObject({ query: words, ...page }),
  answer: { status: 200, description: 'Books by id.', schema: listOf(CatalogueBook) },
  async handle({ flows }, { caller, query: { query, limit, after = null } }) {
    const found = await flows.searchBooks(caller, { query, limit: limit + 1, after })
    return paged(found, limit, catalogueBookView, (book) => book.book_id)
  },
})

const toldByModel = z.object({ from: z.literal('model'), confidence: z.number() })

/** One book, with where its facts come from. */
const SourcedBook = CatalogueBook.extend({
  sources: z
    .object({
      page_count: toldByModel.optional(),
      reading_level: toldByModel.optional(),
      themes: toldByModel.optional(),
    })
    .optional()
    .openapi({
      description:
        'Facts that the school does not tell and that a model told, with how sure it is, from 0 to 1; missing when there are none.',
    }),
}).openapi('SourcedBook')

const sourcedBookView = ({ told, ...book }: FoundBook): z.input<typeof SourcedBook> => {
  const sources = Object.entries(told).map(([name, { confidence }]) => [name, { from: 'model', confidence }])
  return {
    ...catalogueBookView(book),
    ...(sources.length === 0 ? {} : { sources: Object.fromEntries(sources) }),
  }
}

const readBook = endpoint({
  method: 'get',
  path: '/books/{book_id}',
  operationId: 'readBook',
  tag,
  summary: 'One book',
  params,
  answer: { status: 200, description: 'The book.', schema: SourcedBook },
  handle: async ({ flows }, { caller, params }) =>
    sourcedBookView(await flows.readBook(caller, params.book_id)),
})

const similarBooks = endpoint({
  method: 'get',
  path: '/books/{book_id}/similar',
  operationId: 'listSimilarBooks',
  tag,
  summary: 'Its neighbours, each with reasons',
  params,
  query: z.strictObject({ limit: page.limit }),
  answer: {
    status: 200,
    description: 'Nearest first.',
    schema: listOf(
      z.object({
        book: Book,
        similarity: z.number(),
        reasons: z.array(z.object({ code: z.string(), text: z.string() })),
      }),
    ),
  },
  async handle({ flows }, { caller, params, query, req }) {
    const wanted = { limit: query.limit, language: languageOf(req) }
    const { items } = await flows.similarBooks(caller, params.book_id, wanted)
    return { items: items.map((near) => ({ ...near, book: bookView(near.book) })) }
  },
})

const setVisibility = endpoint({
  method: 'put',
  path: '/books/{book_id}/visibility',
  operationId: 'setVisibility',
  tag,
  summary: 'Hides a book or shows it again, and from which grade on and up to which',
  params,
  body: {
    kind: 'json',
    schema: z.strictObject({
      visibility,
      minimum_grade: grade.nullable().optional(),
      maximum_grade: grade.nullable().optional(),
    }),
    limitBytes: 256_000,
  },
  answer: { status: 204, description: 'No list that is answered from now on says otherwise.' },
  handle: ({ flows }, { caller, params, body: { visibility, minimum_grade, maximum_grade } }) =>
    flows.setVisibility(caller, params.book_id, {
      hidden: visibility === 'hidden',
      ...(minimum_grade === undefined ? {} : { minimum_grade }),
      ...(maximum_grade === undefined ? {} : { maximum_grade }),
    }),
})

/** Covers hardly ever change; a browser may keep them, nobody in between. */
const kept = ['Cache-Control', 'private, max-age=86400']
const keptByAll = ['Cache-Control', 'public, max-age=86400']
/** Should somebody open the picture as a page of its own: nothing in it runs. */
const inert = [...kept, 'Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox"]

const coverSvg = endpoint({
  method: 'get',
  path: '/books/{book_id}/cover.svg',
  operationId: 'readCoverSvg',
  tag,
  summary: 'A cover drawn from title and author',
  params,
  answer: { status: 200, description: 'The picture.', mediaType: 'image/svg+xml' },
  handle: async ({ flows }, { caller, params }) =>
    new Bytes(
      Buffer.from(await flows.coverSvg(caller, params.book_id)),
      'image/svg+xml; charset=utf-8',
      inert,
    ),
})

const coverPng = endpoint({
  method: 'get',
  path: '/books/{book_id}/cover.png',
  operationId: 'readCoverPng',
  tag,
  summary: 'The cover as PNG, for chat',
  params,
  query: z.strictObject({
    width: wholeNumber({ minimum: 64, maximum: 1200, default: 400 }, 'In pixels.'),
  }),
  answer: { status: 200, description: 'The picture.', mediaType: 'image/png' },
  handle: async ({ flows }, { caller, params, query }) =>
    new Bytes(await flows.coverPng(caller, params.book_id, query.width), 'image/png', kept),
})

/** Wide enough for a sharp picture beside a text. */
const toldCoverWidthPx = 320

const toldCover = endpoint({
  method: 'get',
  path: '/covers/{school_id}/{book_id}/{proof}.png',
  operationId: 'readToldCover',
  tag,
  summary: 'The cover of a book that was shown in a chat, for the platform that shows it',
  description: 'Only at addresses that the bots put into a message; they say nothing of whom it was for.',
  access: 'unlimited',
  params: z.object({
    school_id: id('The school.'),
    book_id: id('As in its catalogue.'),
    proof: z.string().max(43),
  }),
  answer: { status: 200, description: 'The picture.', mediaType: 'image/png' },
  handle: async ({ flows }, { params }) =>
    new Bytes(await flows.toldCoverPng(params, toldCoverWidthPx), 'image/png', keptByAll),
})

export const books = [searchBooks, readBook, similarBooks, setVisibility, coverSvg, coverPng, toldCover]
