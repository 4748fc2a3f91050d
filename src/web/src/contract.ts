/** The service's answers, by hand until docs/openapi.json exists. Same form as the generated file. */
export interface Book {
  book_id: string
  title: string
  authors: string[]
  series: string | null
  series_number: number | null
  themes: string[]
  page_count: number | null
  publication_year: number | null
  genre: string | null
  reading_level: number | null
}
interface Item {
  rank: number
  book: Book
  level_fit: 'easier' | 'just-right' | 'harder' | null
  score: number
  reasons: { code: string; because: string[]; text: string }[]
  explanation: { text: string; by: 'template' | 'model' }
}
interface Slate {
  student_id: string
  slate_id: string
  generated_at: string
  source: 'cache' | 'fresh'
  items: Item[]
  notices: string[]
}
interface Problem {
  title: string
  detail: string
  code: string
  status: number
  errors?: { field: string; reason: string }[]
}
type Json<T> = { headers: Record<string, unknown>; content: { 'application/json': T } }
type Bad = { headers: Record<string, unknown>; content: { 'application/problem+json': Problem } }
type Answers<S extends number, T> = { [K in S]: Json<T> } & { 401: Bad }
type Page<T> = { items: T[]; next?: string }
type Get<Q, T, P = never> = {
  get: {
    parameters: { query?: Q } & ([P] extends [never] ? object : { path: P })
    responses: Answers<200, T>
  }
}

export interface paths {
  '/demo/key': Get<never, { key: string; school_name: string; invented: boolean }>
  '/classes': Get<
    { limit?: number; after?: string },
    Page<{ class_id: string; name: string; grade_level: number | null; students: number }>
  >
  '/students': Get<
    { class?: string; query?: string; limit?: number; after?: string },
    Page<{
      student_id: string
      kind: string
      first_name: string | null
      grade_level: number | null
      class_ids: string[]
      invented: boolean
    }>
  >
  '/recommendations/{student_id}': Get<
    {
      limit?: number
      explanations?: 'none' | 'wait' | 'later'
      level?: 'easier' | 'just-right' | 'harder'
      theme?: string
    },
    Slate,
    { student_id: string }
  >
  '/feedback': {
    post: {
      parameters: { header?: { 'Idempotency-Key'?: string } }
      requestBody: {
        content: {
          'application/json': {
            student_id: string
            book_id: string
            vote: 'up' | 'down' | 'read' | 'none'
            slate_id?: string
          }
        }
      }
      responses: Answers<202, { event_id: string }>
    }
  }
  '/books': Get<{ query?: string; limit?: number }, Page<Book>>
  '/user/books': {
    get: {
      parameters: { query?: { reader_id?: string; limit?: number; after?: string } }
      responses: Answers<200, Page<{ book: Book; rating: number | null; finished_on: string | null }>>
    }
    post: {
      parameters: { query?: { reader_id?: string } }
      requestBody: {
        content: {
          'text/csv': string
          'application/json': {
            title: string
            author?: string
            isbn?: string
            rating?: number
            finished_on?: string
          }[]
        }
      }
      responses: Answers<
        202,
        { accepted: number; refused: { line: number; field: string; reason: string }[] }
      >
    }
  }
  '/user/books/{book_id}': {
    delete: {
      parameters: { query?: { reader_id?: string }; path: { book_id: string } }
      responses: { 204: { headers: Record<string, unknown>; content?: never } }
    }
  }
}
