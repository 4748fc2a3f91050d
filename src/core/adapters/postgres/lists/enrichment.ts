import type { StoredBook } from '../../../domain/lists/book.ts'
import {
  type ModelFactName,
  maxTries,
  modelFactNames,
  pausesMs,
  type ToldFact,
} from '../../../domain/lists/enrichment.ts'
import type { Enrichment } from '../../../ports/lists/enrichment.ts'
import { json, type Sql } from '../sql.ts'
import { bookColumns } from './books.ts'

type Told = Partial<Record<ModelFactName, ToldFact>>

const dueStatement = `select ${bookColumns} from book b
  where b.owner_reader_id is null and not b.hidden and b.enrich_tries < $3
    and (coalesce(b.page_count, b.model_page_count) is null or coalesce(b.reading_level, b.model_reading_level) is null
      or (b.themes = '{}' and b.model_themes = '{}'))
    and (b.enrich_tried_at is null
      or b.enrich_tried_at <= $1::timestamptz - ($4::float8[])[b.enrich_tries] * interval '1 millisecond')
  order by b.enrich_tries, b.book_no limit $2`

/** What a model told before stays; what it was not sure of then gives way. */
const keepStatement = `
  update book b set enrich_tries = b.enrich_tries + 1, enrich_tried_at = $2,
    model_page_count = coalesce(b.model_page_count, x.page_count),
    model_reading_level = coalesce(b.model_reading_level, x.reading_level),
    model_themes = case when b.model_themes = '{}' then array(select jsonb_array_elements_text(x.themes)) else b.model_themes end,
    model_facts = coalesce(b.model_facts, '{}') || x.facts
  from jsonb_to_recordset($1::jsonb) as x(book_id text, title text, page_count int, reading_level real, themes jsonb, facts jsonb)
  where b.book_id = x.book_id and b.title = x.title and b.owner_reader_id is null
  returning b.book_id, x.page_count is not null or x.reading_level is not null or x.themes <> '[]' as has_new`

export function enrichment(sql: Sql): Enrichment {
  return {
    due: (at, limit) => sql.rows<StoredBook>(dueStatement, [at.toISOString(), limit, maxTries, pausesMs]),
    async keep(told, { model, at }) {
      const rows = told.map(({ book_id, title, facts }) => ({
        book_id,
        title,
        page_count: used(facts.page_count) ?? null,
        reading_level: used(facts.reading_level) ?? null,
        themes: used(facts.themes) ?? [],
        facts: Object.fromEntries(
          modelFactNames.flatMap((name) => {
            const fact = facts[name]
            if (fact === null) return []
            const { value, confidence } = fact
            return [[name, { value, confidence, model, made_at: at.toISOString() }]]
          }),
        ),
      }))
      const kept = await sql.rows<{ book_id: string; has_new: boolean }>(keepStatement, [
        json(rows),
        at.toISOString(),
      ])
      return kept.flatMap((row) => (row.has_new ? [row.book_id] : []))
    },
    async told(bookId) {
      const [book] = await sql.rows<{ model_facts: Told | null; told: ModelFactName[] }>(
        `select model_facts, array_remove(array[
           case when page_count is null and model_page_count is not null then 'page_count' end,
           case when reading_level is null and model_reading_level is not null then 'reading_level' end,
           case when themes = '{}' and model_themes <> '{}' then 'themes' end], null) as told
         from book where book_id = $1`,
        [bookId],
      )
      const facts = book?.model_facts ?? {}
      return Object.fromEntries(
        (book?.told ?? []).flatMap((name) => {
          const fact = facts[name]
          if (fact === undefined) return []
          const { model, confidence, made_at } = fact
          return [[name, { model, confidence, made_at }]]
        }),
      )
    },
  }
}

const used = <T>(fact: { value: T; isUsed: boolean } | null): T | undefined =>
  fact?.isUsed === true ? fact.value : undefined
