import type { Graphs, LiveBuild, Slates, StoredGraph } from '../../ports/graphs.ts'
import { json, only, type Sql } from './sql.ts'

export function graphs(sql: Sql): Graphs {
  return {
    liveBuild: async () =>
      (
        await sql.rows<LiveBuild>(
          'select g.build_id, g.data_print, g.settings, g.quality from graph_build g join school s on s.live_build = g.build_id',
        )
      )[0] ?? null,
    begin: async (build) =>
      only(
        await sql.rows<{ build_id: number }>(
          `insert into graph_build (school_id, data_print, settings, book_nos, readers_per_book, grade_prior, counts, quality)
           values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6, $7) returning build_id`,
          [
            build.data_print,
            json(build.settings),
            Array.from(build.book_nos),
            Array.from(build.readers_per_book),
            json(build.grade_prior),
            json(build.counts),
            build.quality === null ? null : json(build.quality),
          ],
        ),
      ).build_id,
    async putRows(buildId, rows) {
      const lines = rows.map((row) => ({
        book_no: row.book_no,
        neighbour_nos: arrayText(row.neighbour_nos),
        weights: arrayText(row.weights),
      }))
      await sql.rows(
        `insert into book_neighbour (school_id, build_id, book_no, neighbour_nos, weights)
         select current_setting('shelftalk.school'), $1, x.book_no, x.neighbour_nos::int[], x.weights::real[]
         from jsonb_to_recordset($2::jsonb) as x(book_no int, neighbour_nos text, weights text)
         on conflict (school_id, build_id, book_no) do nothing`,
        [buildId, json(lines)],
      )
    },
    async publish(buildId) {
      await sql.rows(
        'update school set previous_build = live_build, live_build = $1 where live_build is distinct from $1',
        [buildId],
      )
      await sql.rows(
        `delete from graph_build g using school s
         where g.build_id not in (coalesce(s.live_build, -1), coalesce(s.previous_build, -1))`,
      )
    },
    async rollBack() {
      const rows = await sql.rows(
        `update school set live_build = previous_build, previous_build = live_build
         where previous_build is not null returning school_id`,
      )
      return rows.length > 0
    },
    chosen: async () =>
      only(
        await sql.rows<{ settings: unknown; tuned_at: string | null; kept_back: string | null }>(
          `select ranking as settings, tuning ->> 'at' as tuned_at, kept_back ->> 'print' as kept_back from school`,
        ),
      ),
    choose: async (settings, tuning) =>
      void (await sql.rows('update school set ranking = $1, tuning = $2', [json(settings), json(tuning)])),
    keepBack: async (why) =>
      void (await sql.rows(
        'update school set kept_back = $1::jsonb where kept_back is distinct from $1::jsonb',
        [why === null ? null : json(why)],
      )),
    async head(buildId) {
      const [row] = await sql.rows<{
        book_nos: number[]
        readers_per_book: number[]
        grade_prior: StoredGraph['grade_prior']
        settings: unknown
      }>('select book_nos, readers_per_book, grade_prior, settings from graph_build where build_id = $1', [
        buildId,
      ])
      if (row === undefined) return null
      return {
        build_id: buildId,
        book_nos: Int32Array.from(row.book_nos),
        readers_per_book: Int32Array.from(row.readers_per_book),
        grade_prior: row.grade_prior,
        settings: row.settings,
      }
    },
    rowsAfter: (buildId, afterBookNo, limit) =>
      sql.rows(
        `select book_no, neighbour_nos, weights from book_neighbour
         where build_id = $1 and book_no > $2 order by book_no limit $3`,
        [buildId, afterBookNo, limit],
      ),
  }
}

/** Lists of a reader that are looked at for what was ignored, newest first, and the days that they may come to. */
const maxSlatesLookedAt = 100
const maxDaysLookedAt = 20

/** The last list of each day that was shown, whole; a vote or a loan after it takes a book out. $1 reader, $2 since, $3 lists, $4 days. */
const ignoredStatement = `
  with recent as (select slate_id, made_at, (made_at at time zone 'utc')::date as day from slate
      where reader_id = $1 and shown and made_at > $2 order by made_at desc limit $3),
    days as (select distinct on (day) slate_id, made_at, day from recent order by day desc, made_at desc limit $4)
  select item.book_id, count(*)::int as times
  from days d join slate s using (slate_id), jsonb_to_recordset(s.items) as item(book_id text)
  where not exists (select from vote v where v.reader_id = $1 and v.book_id = item.book_id and v.voted_at >= d.made_at)
    and not exists (select from loan l where l.reader_id = $1 and l.book_id = item.book_id and l.checkout_date >= d.day)
  group by item.book_id`

const arrayText = (values: ArrayLike<number>): string => `{${Array.from(values).join(',')}}`

export function slates(sql: Sql): Slates {
  return {
    of: (readerId) =>
      sql.rows(
        `select slate_id, to_char(made_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as made_at, items
         from slate where reader_id = $1 order by slate.made_at, slate_id`,
        [readerId],
      ),
    ignored: (readerId, since) =>
      sql.rows(ignoredStatement, [readerId, since.toISOString(), maxSlatesLookedAt, maxDaysLookedAt]),
    async put(slate) {
      await sql.rows(
        `insert into slate (school_id, slate_id, reader_id, policy, build_id, items, made_at, shown)
         values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6, $7)`,
        [
          slate.slate_id,
          slate.reader_id,
          slate.policy,
          slate.build_id,
          json(slate.items),
          slate.made_at.toISOString(),
          slate.shown,
        ],
      )
    },
  }
}
