import type { Graphs, LiveBuild, Slates, StoredGraph } from '../../../ports/lists/graphs.ts'
import { json, only, type Sql } from '../sql.ts'

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
    async forgetOthers() {
      await sql.rows('update school set previous_build = null where previous_build is not null')
      await sql.rows(
        'delete from graph_build g using school s where g.build_id is distinct from s.live_build',
      )
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

/**
 * The last list of each day that was shown, whole; a vote or a loan after it takes a book out. Reader by reader, so that
 * the loans of the school are never read for those of a few. $1 readers, $2 since, $3 lists, $4 days.
 */
const ignoredStatement = `
  select r.reader_id, passed.book_id, passed.times from unnest($1::text[]) as r(reader_id), lateral (
    select item.book_id, count(*)::int as times
    from (select distinct on (day) slate_id, made_at, day
        from (select slate_id, made_at, (made_at at time zone 'utc')::date as day from slate
          where reader_id = r.reader_id and shown and made_at > $2 order by made_at desc limit $3) recent
        order by day desc, made_at desc limit $4) d
      join slate s using (slate_id), jsonb_to_recordset(s.items) as item(book_id text)
    where not exists (select from vote v
        where v.reader_id = r.reader_id and v.book_id = item.book_id and v.voted_at >= d.made_at)
      and not exists (select from loan l
        where l.reader_id = r.reader_id and l.book_id = item.book_id and l.checkout_date >= d.day)
    group by item.book_id) passed`

const arrayText = (values: ArrayLike<number>): string => `{${Array.from(values).join(',')}}`

export function slates(sql: Sql): Slates {
  return {
    of: (readerId) =>
      sql.rows(
        `select slate_id, to_char(made_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as made_at, items
         from slate where reader_id = $1 order by slate.made_at, slate_id`,
        [readerId],
      ),
    ignored: (readerIds, since) =>
      sql.rows(ignoredStatement, [readerIds, since.toISOString(), maxSlatesLookedAt, maxDaysLookedAt]),
    holds: async (slateId, readerId, bookId) =>
      (
        await sql.rows(
          `select from slate where slate_id = $1 and reader_id = $2 and items @> jsonb_build_array(jsonb_build_object('book_id', $3::text))`,
          [slateId, readerId, bookId],
        )
      ).length > 0,
    put: async (all) =>
      new Set(
        (
          await sql.rows<{ slate_id: string }>(
            `insert into slate (school_id, slate_id, reader_id, policy, build_id, items, made_at, shown)
             select r.school_id, x.slate_id, x.reader_id, x.policy, x.build_id, x.items, x.made_at, x.shown
             from jsonb_to_recordset($1::jsonb) as x(slate_id text, reader_id text, policy text, build_id bigint,
               items jsonb, made_at timestamptz, shown boolean)
             join reader r using (reader_id)
             returning slate_id`,
            [json(all)],
          )
        ).map((row) => row.slate_id),
      ),
  }
}
