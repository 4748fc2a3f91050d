import type { StoredBook } from '../../../domain/lists/book.ts'
import type { GatedBook } from '../../../domain/lists/gates.ts'
import type { Books, OpenShelf, Volume } from '../../../ports/store.ts'
import { json, only, type Sql } from '../sql.ts'

/** What the school tells of a book, and where it tells nothing, what a model told. */
const shown = {
  reading_level: 'coalesce(b.reading_level, b.model_reading_level)',
  page_count: 'coalesce(b.page_count, b.model_page_count)',
  themes: "case when b.themes = '{}' then b.model_themes else b.themes end",
} as const

/** The columns of a StoredBook, in one place. */
export const bookColumns = `b.book_id, b.book_no, b.owner_reader_id, b.title, b.authors, b.isbn, b.genre, b.difficulty_band,
  ${shown.reading_level} as reading_level, b.publication_year, ${shown.page_count} as page_count, b.average_rating,
  b.series, b.series_number, b.language, ${shown.themes} as themes, b.description,
  b.minimum_grade, b.maximum_grade, b.copies, b.copies_available, b.hidden, b.gate_grade,
  b.gate_highest_grade, b.blocked_grades`

/** The facts that a catalogue tells of a book, with their types as they travel. */
const facts = {
  title: 'text',
  authors: 'jsonb',
  isbn: 'text',
  genre: 'text',
  difficulty_band: 'text',
  reading_level: 'real',
  publication_year: 'integer',
  page_count: 'integer',
  average_rating: 'real',
  series: 'text',
  series_number: 'real',
  language: 'text',
  themes: 'jsonb',
  description: 'text',
  minimum_grade: 'integer',
  maximum_grade: 'integer',
  copies: 'integer',
  copies_available: 'integer',
  match_key: 'text',
} as const
const factNames = Object.keys(facts) as (keyof typeof facts)[]

/** JSON arrays become text[]. */
const valueFor = (name: keyof typeof facts): string =>
  facts[name] === 'jsonb' ? `array(select jsonb_array_elements_text(x.${name}))` : `x.${name}`

/** $1 the books with their match keys. */
const insert = `insert into book as b (school_id, book_id, owner_reader_id, ${factNames.join(', ')})
  select current_setting('shelftalk.school'), x.book_id, x.owner_reader_id, ${factNames.map(valueFor).join(', ')}
  from jsonb_to_recordset($1::jsonb) as x(book_id text, owner_reader_id text,
    ${factNames.map((name) => `${name} ${facts[name]}`).join(', ')})`

/** Changes the named facts of a book that is there; of those that the file does not name nothing is forgotten. */
function upsertStatement(named: ReadonlySet<string>): string {
  const told = factNames.filter((name) => named.has(name))
  const changes = [...told.map((n) => `${n} = excluded.${n}`), ...forgetOfAnother(told)]
  return `${insert} on conflict (school_id, book_id) do update set ${changes.join(', ')}
    where b.owner_reader_id is null
      and (${told.map((n) => `b.${n}`).join(', ')}) is distinct from (${told.map((n) => `excluded.${n}`).join(', ')})
    returning b.book_id`
}

/** What a model told of the book before goes when the id stands for another book from now on. */
function forgetOfAnother(told: readonly string[]): string[] {
  const names = told.filter((name) => name === 'title' || name === 'authors')
  if (names.length === 0) return []
  const same = `(${names.map((n) => `b.${n}`).join(', ')}) is not distinct from (${names.map((n) => `excluded.${n}`).join(', ')})`
  const ifSame = (column: string, otherwise: string): string =>
    `${column} = case when ${same} then b.${column} else ${otherwise} end`
  return [
    ...['model_page_count', 'model_reading_level', 'model_facts', 'enrich_tried_at'].map((column) =>
      ifSame(column, 'null'),
    ),
    ifSame('model_themes', "'{}'"),
    ifSame('enrich_tries', '0'),
  ]
}

/** Whether a librarian's and the catalogue's gates leave a book open to a grade, in SQL; as `keptFrom` of domain/gates. */
const openTo = (grade: string): string =>
  `(coalesce(greatest(b.minimum_grade, b.gate_grade), ${grade}) <= ${grade} and coalesce(b.gate_highest_grade, ${grade}) >= ${grade}
    and not b.blocked_grades && array['all', ${grade}::text])`

/** What the gates let a reader of a grade see, in SQL: $1 grade, $2 available only, $3 languages, $4 theme, $5 $6 levels. */
const openShelf = `b.owner_reader_id is null and not b.hidden
  and ${openTo('$1::int')}
  and (not $2::boolean or b.copies_available is distinct from 0)
  and ($3::text[] = '{}' or b.language is null or lower(split_part(b.language, '-', 1)) = any($3))
  and ($4::text is null or $4 = any(${shown.themes}))
  and ($5::real is null or ${shown.reading_level} >= $5) and ($6::real is null or ${shown.reading_level} <= $6)`
const openParams = (shelf: OpenShelf): unknown[] => [
  shelf.grade,
  shelf.availableOnly,
  shelf.languages,
  shelf.theme,
  shelf.levels?.from ?? null,
  shelf.levels?.to ?? null,
]

export function books(sql: Sql): Books {
  const ids = async (text: string, params: unknown[]): Promise<string[]> =>
    (await sql.rows<{ book_id: string }>(text, params)).map((row) => row.book_id)
  return {
    upsert: (rows, matchKeys, named = factNames) =>
      ids(upsertStatement(new Set(named)), [
        json(rows.map((row, at) => ({ ...row, match_key: matchKeys[at] ?? '' }))),
      ]),
    addOwn: (readerId, rows, matchKeys) =>
      ids(`${insert} on conflict do nothing returning b.book_id`, [
        json(rows.map((row, at) => ({ ...row, owner_reader_id: readerId, match_key: matchKeys[at] ?? '' }))),
      ]),
    countOwn: async (readerId) =>
      only(
        await sql.rows<{ count: number }>(
          'select count(*)::int as count from book where owner_reader_id = $1',
          [readerId],
        ),
      ).count,
    byIds: (bookIds) =>
      sql.rows<StoredBook>(`select ${bookColumns} from book b where b.book_id = any($1::text[])`, [bookIds]),
    gatesOf: (bookIds) =>
      sql.rows<GatedBook>(
        `select book_id, hidden, owner_reader_id, minimum_grade, gate_grade, gate_highest_grade, blocked_grades,
           copies_available, language
         from book where book_id = any($1::text[])`,
        [bookIds],
      ),
    byNumbers: (bookNos) =>
      sql.rows<StoredBook>(`select ${bookColumns} from book b where b.book_no = any($1::int[])`, [bookNos]),
    async match({ readerId, grade }, wanted) {
      const found = await sql.rows<{ at: number; book_id: string | null }>(matchStatement, [
        json(wanted.map((w, at) => ({ at, ...w }))),
        readerId,
        grade,
      ])
      const byPosition = new Map(found.map((row) => [row.at, row.book_id]))
      return wanted.map((_, at) => byPosition.get(at) ?? null)
    },
    search: (words, { limit, after, hidden, grade }) =>
      sql.rows<StoredBook>(
        `select ${bookColumns} from book b
         where b.owner_reader_id is null and ($4 or not b.hidden) and ($3::text is null or b.book_id > $3)
           and ($5::int is null or ${openTo('$5::int')})
           and not exists (select from unnest($1::text[]) as w(word) where not (
             position(w.word in lower(b.title || ' ' || array_to_string(b.authors, ' ') || ' ' || coalesce(b.series, '')
               || ' ' || array_to_string(${shown.themes}, ' '))) > 0))
         order by b.book_id limit $2`,
        [words, limit, after, hidden, grade],
      ),
    open: async (shelf) =>
      (
        await sql.rows<{ book_no: number }>(
          `select b.book_no from book b where ${openShelf}`,
          openParams(shelf),
        )
      ).map((row) => row.book_no),
    wellRated: (shelf, { but, limit }) =>
      sql.rows<StoredBook>(
        `select ${bookColumns} from book b where ${openShelf} and b.book_no <> all($7::int[])
         order by b.average_rating desc nulls last, b.book_id limit $8`,
        [...openParams(shelf), but, limit],
      ),
    inSeries: (series) =>
      sql.rows<Volume>(
        `select b.book_id, b.owner_reader_id, b.hidden, b.minimum_grade, b.gate_grade, b.gate_highest_grade,
           b.blocked_grades, b.copies_available, b.language, b.authors, b.series, b.series_number
         from book b where b.owner_reader_id is null and b.series = any($1::text[]) and b.series_number is not null`,
        [series],
      ),
    setVisibility: async (bookId, gate) =>
      (
        await ids(
          `update book b set hidden = $2, gate_grade = case when $3 then $4::int else gate_grade end,
             gate_highest_grade = case when $5 then $6::int else gate_highest_grade end
           where b.book_id = $1 and b.owner_reader_id is null returning b.book_id`,
          [
            ...[bookId, gate.hidden],
            ...[gate.minimum_grade !== undefined, gate.minimum_grade ?? null],
            ...[gate.maximum_grade !== undefined, gate.maximum_grade ?? null],
          ],
        )
      ).length > 0,
    catalogueNumbers: () =>
      sql.rows('select b.book_no, b.authors from book b where b.owner_reader_id is null order by b.book_no'),
  }
}

/** By ISBN, else by title and author, else, where no author was given, by a title that only one book has. */
const matchStatement = `
  with mine as not materialized (
    select b.book_id, b.isbn, b.match_key, b.owner_reader_id from book b
    where (b.owner_reader_id = $2 or (b.owner_reader_id is null and not b.hidden and ${openTo('$3::int')})))
  select w.at, coalesce(
    (select b.book_id from mine b where b.isbn = w.isbn order by b.owner_reader_id nulls first, b.book_id limit 1),
    (select b.book_id from mine b where b.match_key = w.match_key order by b.owner_reader_id nulls first, b.book_id limit 1),
    case when w.match_key like '%|' then (select min(b.book_id) from mine b
      where split_part(b.match_key, '|', 1) = split_part(w.match_key, '|', 1) having count(*) = 1) end) as book_id
  from jsonb_to_recordset($1::jsonb) as w(at int, isbn text, match_key text)`
