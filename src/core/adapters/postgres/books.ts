import type { StoredBook } from '../../domain/book.ts'
import type { Books } from '../../ports/store.ts'
import { json, type Sql } from './sql.ts'

/** The columns of a StoredBook, in one place. */
export const bookColumns = `b.book_id, b.book_no, b.owner_reader_id, b.title, b.authors, b.isbn, b.genre, b.difficulty_band,
  b.reading_level, b.publication_year, b.page_count, b.average_rating, b.series, b.series_number, b.language, b.themes,
  b.description, b.minimum_grade, b.maximum_grade, b.copies, b.copies_available, b.hidden`

const facts = `title text, isbn text, genre text, difficulty_band text, reading_level real, publication_year integer,
  page_count integer, average_rating real, series text, series_number real, language text, description text,
  minimum_grade integer, maximum_grade integer, copies integer, copies_available integer`
const factNames = [
  ...[
    'title',
    'isbn',
    'genre',
    'difficulty_band',
    'reading_level',
    'publication_year',
    'page_count',
    'average_rating',
  ],
  ...['series', 'series_number', 'language', 'description', 'minimum_grade', 'maximum_grade', 'copies'],
  ...['copies_available', 'authors', 'themes', 'match_key'],
]
const changed = `(${factNames.map((n) => `b.${n}`).join(', ')}) is distinct from (${factNames.map((n) => `excluded.${n}`).join(', ')})`

/** $1 the books with their match keys; JSON arrays become text[]. */
const incoming = `select current_setting('shelftalk.school'), x.book_id, x.owner_reader_id, ${factNames
  .slice(0, 16)
  .map((n) => `x.${n}`)
  .join(
    ', ',
  )}, array(select jsonb_array_elements_text(x.authors)), array(select jsonb_array_elements_text(x.themes)), x.match_key
  from jsonb_to_recordset($1::jsonb) as x(book_id text, owner_reader_id text, authors jsonb, themes jsonb, match_key text, ${facts})`
const target = `insert into book as b (school_id, book_id, owner_reader_id, ${factNames.join(', ')})`

export function books(sql: Sql): Books {
  const ids = async (text: string, params: unknown[]): Promise<string[]> =>
    (await sql.rows<{ book_id: string }>(text, params)).map((row) => row.book_id)
  return {
    upsert: (rows, matchKeys) =>
      ids(
        `${target} ${incoming}
         on conflict (school_id, book_id) do update set ${factNames.map((n) => `${n} = excluded.${n}`).join(', ')}
         where b.owner_reader_id is null and ${changed} returning b.book_id`,
        [json(rows.map((row, at) => ({ ...row, match_key: matchKeys[at] ?? '' })))],
      ),
    addOwn: (readerId, rows, matchKeys) =>
      ids(`${target} ${incoming} on conflict do nothing returning b.book_id`, [
        json(rows.map((row, at) => ({ ...row, owner_reader_id: readerId, match_key: matchKeys[at] ?? '' }))),
      ]),
    byIds: (bookIds) =>
      sql.rows<StoredBook>(`select ${bookColumns} from book b where b.book_id = any($1::text[])`, [bookIds]),
    byNumbers: (bookNos) =>
      sql.rows<StoredBook>(`select ${bookColumns} from book b where b.book_no = any($1::int[])`, [bookNos]),
    async match(readerId, wanted) {
      const found = await sql.rows<{ at: number; book_id: string | null }>(
        `select w.at, (select b.book_id from book b
           where (b.owner_reader_id is null or b.owner_reader_id = $2)
             and ((w.isbn is not null and b.isbn = w.isbn) or b.match_key = w.match_key)
           order by (b.isbn is not distinct from w.isbn) desc, b.owner_reader_id nulls first, b.book_id limit 1) as book_id
         from jsonb_to_recordset($1::jsonb) as w(at int, isbn text, match_key text)`,
        [json(wanted.map((w, at) => ({ at, ...w }))), readerId],
      )
      const byPosition = new Map(found.map((row) => [row.at, row.book_id]))
      return wanted.map((_, at) => byPosition.get(at) ?? null)
    },
    search: (words, { limit, after, hidden }) =>
      sql.rows<StoredBook>(
        `select ${bookColumns} from book b
         where b.owner_reader_id is null and ($4 or not b.hidden) and ($3::text is null or b.book_id > $3)
           and not exists (select from unnest($1::text[]) as w(word) where not (
             position(w.word in lower(b.title || ' ' || array_to_string(b.authors, ' ') || ' ' || coalesce(b.series, '')
               || ' ' || array_to_string(b.themes, ' '))) > 0))
         order by b.book_id limit $2`,
        [words, limit, after, hidden],
      ),
    anyOf: ({ limit, theme, skip }) =>
      sql.rows<StoredBook>(
        `select ${bookColumns} from book b where b.owner_reader_id is null and not b.hidden
           and ($2::text is null or $2 = any(b.themes))
         order by b.average_rating desc nulls last, b.book_id limit $1 offset $3`,
        [limit, theme, skip],
      ),
    inSeries: (series) =>
      sql.rows<StoredBook>(
        `select ${bookColumns} from book b where b.owner_reader_id is null and b.series = any($1::text[])`,
        [series],
      ),
    setVisibility: async (bookId, gate) =>
      (
        await ids(
          `update book b set hidden = $2, minimum_grade = case when $3 then $4::int else minimum_grade end
           where b.book_id = $1 and b.owner_reader_id is null returning b.book_id`,
          [bookId, gate.hidden, gate.minimum_grade !== undefined, gate.minimum_grade ?? null],
        )
      ).length > 0,
    catalogueNumbers: () =>
      sql.rows('select b.book_no, b.authors from book b where b.owner_reader_id is null order by b.book_no'),
  }
}
