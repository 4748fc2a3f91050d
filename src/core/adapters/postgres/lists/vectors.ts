import pgvector from 'pgvector'
import type { StoredBook } from '../../../domain/lists/book.ts'
import type { Preferences } from '../../../domain/lists/preferences.ts'
import type { TextNeighbours, Vectors } from '../../../ports/lists/vectors.ts'
import { embeddingDimensions } from '../../../ports/runtime.ts'
import { json, type Sql } from '../sql.ts'
import { bookColumns } from './books.ts'
import { nearest } from './nearest.ts'

const { fromSql, toSql } = pgvector

/** To seven decimals: finer than the models are, and half the bytes. */
const toText = (vector: Float32Array): string => toSql(Array.from(vector, (x) => Math.round(x * 1e7) / 1e7))
const fromText = (text: string): Float32Array => Float32Array.from(fromSql(text) as number[])

const ofReader = (
  sql: Sql,
): Pick<Vectors, 'preferences' | 'preferencesOf' | 'putPreferences' | 'putReader' | 'removeReader'> => ({
  preferences: async (readerId) =>
    (
      await sql.rows<Preferences>(
        'select books_read, comfort_level, themes, authors from preference where reader_id = $1',
        [readerId],
      )
    )[0] ?? null,
  preferencesOf: (readerIds) =>
    sql.rows(
      'select reader_id, books_read, comfort_level, themes, authors from preference where reader_id = any($1::text[])',
      [readerIds],
    ),
  async putPreferences(all) {
    await sql.rows(
      `insert into preference (school_id, reader_id, books_read, comfort_level, themes, authors)
       select current_setting('shelftalk.school'), x.reader_id, x.books_read, x.comfort_level, x.themes, x.authors
       from jsonb_to_recordset($1::jsonb) as x(reader_id text, books_read int, comfort_level real, themes jsonb, authors jsonb)
       on conflict (school_id, reader_id) do update set books_read = excluded.books_read,
         comfort_level = excluded.comfort_level, themes = excluded.themes, authors = excluded.authors, updated_at = now()`,
      [json(all)],
    )
  },
  async putReader(readerId, modelId, vector) {
    await sql.rows(
      `insert into reader_embedding (school_id, reader_id, model_id, embedding)
       values (current_setting('shelftalk.school'), $1, $2, $3::vector)
       on conflict (school_id, reader_id, model_id) do update set embedding = excluded.embedding, made_at = now()`,
      [readerId, modelId, toText(vector)],
    )
  },
  removeReader: async (readerId) =>
    (await sql.rows('delete from reader_embedding where reader_id = $1 returning reader_id', [readerId]))
      .length > 0,
})

const ofSimilarReaders = (sql: Sql): Pick<Vectors, 'nearestReaders' | 'putSimilar' | 'similar'> => ({
  async nearestReaders(readerId, modelId, limit) {
    await sql.rows(
      "select pg_advisory_xact_lock(hashtextextended('similar readers of ' || current_setting('shelftalk.school'), 0))",
    )
    return nearest(sql, { table: 'reader_embedding', modelId, id: readerId, limit }, nearestReadersAmong)
  },
  async putSimilar(readerId, near) {
    const touched = await sql.rows<{ reader_id: string }>(
      'delete from similar_reader where reader_id = $1 or other_id = $1 returning reader_id',
      [readerId],
    )
    await sql.rows(
      `insert into similar_reader (school_id, reader_id, other_id, similarity)
       select current_setting('shelftalk.school'), p.reader_id, p.other_id, x.similarity
       from jsonb_to_recordset($2::jsonb) as x(other_id text, similarity real),
         lateral (values ($1, x.other_id), (x.other_id, $1)) as p(reader_id, other_id)
       on conflict (school_id, reader_id, other_id) do update set similarity = excluded.similarity`,
      [readerId, json(near)],
    )
    const others = near.map((n) => n.other_id)
    await sql.rows(
      `delete from similar_reader s using (
         select reader_id, other_id, row_number() over (partition by reader_id order by similarity desc, other_id) as place
         from similar_reader where reader_id = any($1::text[])) as r
       where r.place > $2 and s.reader_id = r.reader_id and s.other_id = r.other_id`,
      [others, Math.max(near.length, 20)],
    )
    return [...new Set([readerId, ...touched.map((row) => row.reader_id), ...others])]
  },
  similar: (readerId) =>
    sql.rows(
      'select other_id, similarity from similar_reader where reader_id = $1 order by similarity desc, other_id',
      [readerId],
    ),
})

/** By exact cosine, among all of the school's vectors or some: $1 reader, $2 model, and the parameter that is the limit. */
const nearestReadersAmong = (some: string, limit: string): string =>
  `select e.reader_id as other_id, 1 - (e.embedding <=> (select m.embedding from reader_embedding m
       where m.reader_id = $1 and m.model_id = $2)) as similarity
   from ${some} e where e.model_id = $2 and e.reader_id <> $1
     and exists (select from reader_embedding m where m.reader_id = $1 and m.model_id = $2)
   order by similarity desc, e.reader_id limit ${limit}`

/** The same for books of the catalogue. */
const nearestBooksAmong = (some: string, limit: string): string =>
  `select b.book_no, 1 - (e.embedding <=> (select m.embedding from book_embedding m
       where m.book_id = $1 and m.model_id = $2)) as similarity
   from ${some} e join book b using (school_id, book_id)
   where e.model_id = $2 and e.book_id <> $1 and b.owner_reader_id is null
     and exists (select from book_embedding m where m.book_id = $1 and m.model_id = $2)
   order by similarity desc, b.book_no limit ${limit}`

export function vectors(sql: Sql): Vectors {
  return {
    ...ofReader(sql),
    ...ofSimilarReaders(sql),
    missingBooks: (modelId, bookIds) =>
      sql.rows<StoredBook>(
        `select ${bookColumns} from book b where b.book_id = any($2::text[]) and not exists (select from book_embedding e
           where e.school_id = b.school_id and e.book_id = b.book_id and e.model_id = $1)`,
        [modelId, bookIds],
      ),
    anyMissingBooks: async (modelId, limit, after = '', withOwn = true) =>
      (
        await sql.rows<{ book_id: string }>(
          `select b.book_id from book b where b.book_id > $3 and ($4 or b.owner_reader_id is null)
               and not exists (select from book_embedding e
             where e.school_id = b.school_id and e.book_id = b.book_id and e.model_id = $1) order by b.book_id limit $2`,
          [modelId, limit, after, withOwn],
        )
      ).map((row) => row.book_id),
    async putBooks(modelId, rows) {
      await sql.rows(
        `insert into book_embedding (school_id, book_id, model_id, embedding)
         select current_setting('shelftalk.school'), x.book_id, $1, x.vector::vector
         from jsonb_to_recordset($2::jsonb) as x(book_id text, vector text)
         on conflict (school_id, book_id, model_id) do update set embedding = excluded.embedding, made_at = now()`,
        [modelId, json(rows.map((row) => ({ book_id: row.book_id, vector: toText(row.vector) })))],
      )
    },
    async forgetBooks(bookIds) {
      await sql.rows('delete from book_embedding where book_id = any($1::text[])', [bookIds])
    },
    weightedSum: (modelId, weighted) => weightedSum(sql, modelId, weighted),
    nearestBooks: (modelId, bookId, limit) =>
      nearest(sql, { table: 'book_embedding', modelId, id: bookId, limit }, nearestBooksAmong),
    async putTextNeighbours(bookId, near) {
      await sql.rows(
        `insert into book_text_neighbour (school_id, book_id, neighbour_nos, similarities)
         values (current_setting('shelftalk.school'), $1, $2, $3)
         on conflict (school_id, book_id) do update set neighbour_nos = excluded.neighbour_nos,
           similarities = excluded.similarities, made_at = now()`,
        [bookId, near.map((n) => n.book_no), near.map((n) => n.similarity)],
      )
    },
    textNeighbours: (bookIds) =>
      sql.rows<TextNeighbours>(
        'select book_id, neighbour_nos, similarities from book_text_neighbour where book_id = any($1::text[])',
        [bookIds],
      ),
    async ofBooks(modelId, bookIds) {
      // Asked book by book, each is found by its key; as a list, the planner would rather read all vectors there are.
      const rows = await sql.rows<{ book_id: string; vector: string }>(
        `select x.book_id, e.vector from unnest($2::text[]) as x(book_id), lateral (
           select encode(vector_send(m.embedding), 'base64') as vector from book_embedding m
           where m.school_id = current_setting('shelftalk.school') and m.book_id = x.book_id and m.model_id = $1 limit 1) as e`,
        [modelId, bookIds],
      )
      return rows.map((row) => ({ book_id: row.book_id, vector: fromBytes(row.vector) }))
    },
    async ofNumbers(modelId, bookNos) {
      const rows = await sql.rows<{ book_no: number; vector: string }>(
        `select b.book_no, e.embedding::text as vector from book b join book_embedding e using (school_id, book_id)
         where e.model_id = $1 and b.book_no = any($2::int[]) order by b.book_no`,
        [modelId, bookNos],
      )
      return rows.map((row) => ({ book_no: row.book_no, vector: fromText(row.vector) }))
    },
  }
}

/**
 * A vector as the database sends it, in base64, which takes an eighth of the time that its own text for bytes takes here:
 * two bytes of dimensions, two that mean nothing, then the numbers, high byte first.
 */
function fromBytes(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const vector = new Float32Array(view.getUint16(0))
  for (let d = 0; d < vector.length; d++) vector[d] = view.getFloat32(4 + 4 * d)
  return vector
}

/** Sums inside the database, a vector for each distinct weight; so few numbers travel however long the history. */
async function weightedSum(
  sql: Sql,
  modelId: string,
  weighted: readonly { book_id: string; weight: number }[],
): Promise<Float32Array | null> {
  const sums = await sql.rows<{ weight: number; total: string }>(
    `select x.weight, sum(e.embedding)::text as total
     from jsonb_to_recordset($2::jsonb) as x(book_id text, weight float8)
     join book_embedding e on e.school_id = current_setting('shelftalk.school') and e.book_id = x.book_id and e.model_id = $1
     group by x.weight`,
    [modelId, json(weighted)],
  )
  if (sums.length === 0) return null
  const out = new Float32Array(embeddingDimensions)
  for (const { weight, total } of sums) {
    const part = fromText(total)
    for (let d = 0; d < out.length; d++) out[d] = (out[d] ?? 0) + weight * (part[d] ?? 0)
  }
  return out
}
