import { errorCodes } from '../core/domain/errors.ts'
import { refusalCodes } from '../core/domain/files/refusal.ts'
import { type Book as DomainBook, Id, type StoredBook } from '../core/domain/lists/book.ts'
import { VoteKind } from '../core/domain/lists/interaction.ts'
import { roles } from '../core/domain/people/permissions.ts'
import type { Reader } from '../core/domain/people/reader.ts'
import { Text } from '../core/domain/text.ts'
import type { JobRun } from '../core/ports/work/runs.ts'
import { z } from './zod.ts'

/** For the document: no control characters. What is parsed is refused by the domain's own rule. */
const printable = '^[^\\x00-\\x1f\\x7f-\\x9f]*$'

const plainText = (description: string, maxLength = 200) =>
  z.string().max(maxLength).openapi({ type: 'string', maxLength, pattern: printable, description }).pipe(Text)

/** An id in an address or a body. */
export const id = (description: string) =>
  z
    .string()
    .openapi({ type: 'string', minLength: 1, maxLength: 200, pattern: printable, description })
    .pipe(Id)

/** A whole number in a query. */
export const wholeNumber = (
  bounds: { minimum: number; maximum: number; default: number },
  description: string,
) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(bounds.minimum).max(bounds.maximum))
    .openapi({ type: 'integer', ...bounds, description })
    .default(bounds.default)

const limit = wholeNumber({ minimum: 1, maximum: 200, default: 10 }, 'Items on a page.')

/** The two fields by which every list is paged. */
export const page = {
  limit,
  after: id('`next` of the page before; opaque.').optional(),
}

export const words = plainText('Words that must all occur; empty: all.').default('')
const shortText = (maxLength: number) =>
  z.string().trim().min(1).max(maxLength).openapi({ type: 'string', minLength: 1, maxLength }).pipe(Text)
export const theme = shortText(60)
export const label = shortText(100)
/** Why somebody decided something, for those who look it up later. */
export const reason = shortText(500)

/** A page out of one item more than was asked for: `next` is there when more follows. */
export function paged<T, V>(
  found: readonly T[],
  limit: number,
  view: (item: T) => V,
  idOf: (item: T) => string,
) {
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map(view)
  return found.length > limit && last !== undefined ? { items, next: idOf(last) } : { items }
}

/** `{ items, next? }` of a list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z
      .string()
      .optional()
      .openapi({ description: 'Send as `after` for the next page; missing on the last.' }),
  })

export const Problem = z
  .object({
    type: z.string().openapi({ description: 'Where the problem is explained.' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'What to do next, for a person.' }),
    code: z.enum(errorCodes),
    instance: z.string().openapi({ description: 'The path that was asked for.' }),
    errors: z
      .array(z.object({ field: z.string(), reason: z.string() }))
      .optional()
      .openapi({ description: 'The fields that were wrong.' }),
  })
  .openapi('Problem')

const bookFacts = {
  book_id: z.string(),
  title: z.string(),
  authors: z.array(z.string()),
  isbn: z.string().nullable(),
  genre: z.string().nullable(),
  series: z.string().nullable(),
  series_number: z.number().nullable(),
  publication_year: z.number().int().nullable(),
  page_count: z.number().int().nullable(),
  language: z.string().nullable(),
  themes: z.array(z.string()),
  description: z.string().nullable(),
  reading_level: z.number().nullable().openapi({ description: 'In US school grades.' }),
  difficulty_band: z.string().nullable(),
} satisfies Partial<Record<keyof DomainBook, z.ZodType>>

export const Book = z.object(bookFacts).openapi('Book')

/** The facts of a book that go out, and no others. */
export function bookView(book: DomainBook): z.input<typeof Book> {
  return {
    book_id: book.book_id,
    title: book.title,
    authors: book.authors,
    isbn: book.isbn,
    genre: book.genre,
    series: book.series,
    series_number: book.series_number,
    publication_year: book.publication_year,
    page_count: book.page_count,
    language: book.language,
    themes: book.themes,
    description: book.description,
    reading_level: book.reading_level,
    difficulty_band: book.difficulty_band,
  }
}

export const visibility = z.enum(['shown', 'hidden'])
export const grade = z.number().int().min(-2).max(13)

export const CatalogueBook = z
  .object({
    ...bookFacts,
    average_rating: z.number().nullable(),
    minimum_grade: z.number().int().nullable(),
    maximum_grade: z.number().int().nullable(),
    copies: z.number().int().nullable(),
    copies_available: z.number().int().nullable(),
    visibility,
  })
  .openapi('CatalogueBook')

export const catalogueBookView = (book: StoredBook): z.input<typeof CatalogueBook> => ({
  ...bookView(book),
  average_rating: book.average_rating,
  minimum_grade: book.minimum_grade,
  maximum_grade: book.maximum_grade,
  copies: book.copies,
  copies_available: book.copies_available,
  visibility: book.hidden ? 'hidden' : 'shown',
})

export const levelFit = z.enum(['easier', 'just-right', 'harder'])

/** The answer of `recommend`, which the flow writes itself: tests hold the two together. */
export const Recommendations = z
  .object({
    student_id: z.string(),
    slate_id: z.string(),
    generated_at: z.iso.datetime(),
    source: z.enum(['cache', 'fresh']),
    items: z.array(
      z.object({
        rank: z.number().int(),
        book: Book,
        level_fit: levelFit.nullable(),
        vote: z.enum(['up']).nullable().openapi({ description: "The reader's own thumb up, if given." }),
        score: z.number(),
        reasons: z.array(z.object({ code: z.string(), because: z.array(z.string()), text: z.string() })),
        explanation: z.object({ text: z.string(), by: z.enum(['template', 'model']) }),
      }),
    ),
    notices: z.array(z.string()).openapi({ description: 'In words: why a list is short or general.' }),
  })
  .openapi('Recommendations')

export const vote = z.strictObject({
  student_id: id('The voter; a service key votes as the student it names.'),
  book_id: id('The book.'),
  vote: VoteKind,
  slate_id: id('The list that the vote is about.').optional(),
})

/** What is wrong with one line of a file, or one item of a list. */
export const refusal = {
  field: z.string(),
  code: z.enum(refusalCodes),
  bound: z.number().optional().openapi({ description: 'The bound that was passed, where there is one.' }),
  reason: z.string().openapi({ description: 'The same in English.' }),
}
const refusedLine = z.object({ line: z.number().int(), ...refusal })

export const ListReport = z
  .object({
    accepted: z.number().int(),
    refused: z
      .array(refusedLine)
      .openapi({ description: 'Lines count from 1, the header among them; items of a JSON list from 1.' }),
  })
  .openapi('ListReport')

export const ImportReport = z
  .object({
    import_id: z.string(),
    accepted: z.number().int(),
    refused_count: z
      .number()
      .int()
      .openapi({ description: 'Lines refused; `refused` holds the first of them.' }),
    refused: z.array(refusedLine),
    unknown_columns: z.array(z.string()).openapi({ description: 'Columns that were ignored.' }),
    missing_count: z.number().int().optional().openapi({
      description: 'Of students or teachers: people who are here and not in the file. They stay as they are.',
    }),
    erased_before_count: z.number().int().optional().openapi({
      description:
        'Students whom the school had erased, and whom this file takes up again, with nothing of before.',
    }),
  })
  .openapi('ImportReport')

export const ImportProgress = z
  .object({
    import_id: z.string(),
    kind: z.string(),
    state: z.enum(['running', 'finished', 'failed']),
    accepted: z.number().int(),
    refused_count: z.number().int(),
    unknown_columns: z.array(z.string()),
    error: z.string().optional(),
    refused: z.array(refusedLine),
    next: z.string().optional(),
  })
  .openapi('ImportProgress')

export const Student = z
  .object({
    student_id: z.string(),
    kind: z.enum(['student', 'reader']),
    first_name: z.string().nullable(),
    grade_level: z.number().int().nullable(),
    class_ids: z.array(z.string()),
    invented: z.boolean().openapi({ description: 'Of the demo school: nobody real.' }),
  })
  .openapi('Student')

export const studentView = (reader: Reader): z.input<typeof Student> => ({
  student_id: reader.reader_id,
  kind: reader.kind,
  first_name: reader.first_name,
  grade_level: reader.grade_level,
  class_ids: reader.class_ids,
  invented: reader.invented,
})

export const Run = z
  .object({
    run_id: z.string(),
    job: z.string(),
    state: z.enum(['waiting', 'running', 'finished', 'failed']),
    requested_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().optional(),
    attempts: z.number().int().openapi({
      description: 'How often it began: more than once when a process that ran it ended in the middle.',
    }),
    progress: z
      .object({ done: z.array(z.string()), step: z.string().optional() })
      .openapi({ description: 'Steps that are done, and the one under way.' }),
    counts: z
      .record(z.string(), z.number())
      .openapi({ description: 'What was done so far; they grow while it runs.' }),
    error: z.string().optional(),
  })
  .openapi('Run')

export const runView = ({ finished_at, error, progress, ...run }: JobRun): z.input<typeof Run> => ({
  ...run,
  progress: { done: progress.done, ...(progress.step === null ? {} : { step: progress.step }) },
  ...(finished_at === null ? {} : { finished_at }),
  ...(error === null ? {} : { error }),
})

export const role = z.enum(roles)
