import type { RetentionKind } from '../../src/core/domain/retention.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'

type Ask = (text: string, params?: readonly unknown[]) => Promise<unknown>
type Fill = () => Promise<unknown>

/**
 * Puts five rows of a kind into a school's tables that came to be at that moment, beside some that must stay; the school has
 * the reader `ada` and the teacher `t1`.
 */
export function keptRows(sql: Ask, id: string, iso: string): Record<RetentionKind, Fill> {
  const aCourse = (of: string, launchedAt: string) =>
    sql(
      `insert into lti_registration (school_id, registration_id, issuer, client_id, family, auth_url, token_url, jwks_url,
         account_key, state) values ($1, $1 || $2, $1 || $2, 'c', 'other', 'a', 't', 'j', 'k', 'active')`,
      [id, of],
    ).then(() =>
      sql(
        `insert into lti_course (school_id, registration_id, context_id, members_url, launched_at, due_at)
         select $1, $1 || $3, 'c' || k, 'm', $2::timestamptz, $2::timestamptz from generate_series(1, 5) k`,
        [id, launchedAt, of],
      ),
    )

  const someBooks = () =>
    sql(
      `insert into book (school_id, book_id, title, match_key) select $1, 'b' || k, 't', 'k' from generate_series(1, 5) k
       on conflict do nothing`,
      [id],
    )

  return {
    inbox: () =>
      sql(
        `insert into inbox (school_id, consumer, event_id, claimed_at) select $1, 'c', gen_random_uuid(), $2
         from generate_series(1, 5)`,
        [id, iso],
      ),
    idempotency: () =>
      sql(
        `insert into idempotency (school_id, caller, key, body_hash, answer, created_at)
         select $1, 'c', k, 'h', '{}', $2 from generate_series(1, 5) k`,
        [id, iso],
      ),
    slates: () =>
      sql(
        `insert into slate (school_id, slate_id, reader_id, policy, items, made_at)
         select $1, 's' || k, 'ada', 'p', '[]', $2 from generate_series(1, 5) k`,
        [id, iso],
      ),
    wordings: () =>
      sql(
        `insert into wording (school_id, facts_hash, model_id, state, asked_at)
         select $1, 'f' || k, 'm', 'refused', $2 from generate_series(1, 5) k`,
        [id, iso],
      ),
    override_log: () =>
      sql(
        `insert into book_override_log (school_id, book_id, grade, kind, why, decided_by, decided_at)
         select $1, 'b' || k, '5', 'none', 'why', 'k', $2 from generate_series(1, 5) k`,
        [id, iso],
      ),
    job_runs: () =>
      sql(
        `insert into job_run (school_id, run_id, job, state, finished_at)
         select $1, 'r' || k, 'graph', 'finished', $2::timestamptz from generate_series(1, 5) k
         union all select $1, 'waits', 'graph', 'waiting', null`,
        [id, iso],
      ),
    sessions: () =>
      sql(
        `insert into person_session (school_id, session_id, person_id, role, secret_hash, csrf_token, created_at, renewed_at, seen_at)
         select $1, $1 || k, 't1', 'teacher', $1 || k, 'c', $2::timestamptz, $2::timestamptz, $2::timestamptz
         from generate_series(1, 5) k`,
        [id, iso],
      ),
    link_codes: () =>
      sql(
        "insert into person (school_id, person_id, role) select $1, 'p' || k, 'teacher' from generate_series(1, 5) k",
        [id],
      ).then(() =>
        sql(
          `insert into link_code (school_id, person_id, platform, code_hash, expires_at)
           select $1, 'p' || k, 'lti', 'c' || k, $2 from generate_series(1, 5) k`,
          [id, iso],
        ),
      ),
    link_tries: () =>
      sql(
        `insert into link_try (school_id, platform, tenant, account_id, tries, first_at)
         select $1, 'lti', 't', 'a' || k, 1, $2 from generate_series(1, 5) k`,
        [id, iso],
      ),
    link_requests: () =>
      sql(
        `insert into chat_link (school_id, platform, tenant, account_id, person_id, state, asked_at, confirmed_at)
         select $1, 'lti', $1, 'a' || k, 't1', 'pending', $2::timestamptz, null from generate_series(1, 5) k
         union all select $1, 'lti', $1, 'linked', 't1', 'confirmed', $2::timestamptz, $2::timestamptz`,
        [id, iso],
      ),
    import_reports: () =>
      sql(
        `insert into import_run (school_id, import_id, kind, state, finished_at)
         select $1, 'i' || k, 'catalogue', 'finished', $2::timestamptz from generate_series(1, 5) k
         union all select $1, 'runs', 'catalogue', 'running', null`,
        [id, iso],
      ),
    chat_posts: () =>
      sql(
        `insert into chat_post (school_id, post_id, platform, tenant, account_id, priority, body, due_at, created_at)
         select $1, 'p' || k, 'slack', 'T1', 'U1', 1, '{}', $2::timestamptz, $2::timestamptz from generate_series(1, 5) k`,
        [id, iso],
      ),
    course_votes: () =>
      someBooks().then(() =>
        sql(
          `insert into course_vote (school_id, course_id, reader_id, book_id, event_id, voted_at)
           select $1, 'c', 'ada', 'b' || k, gen_random_uuid(), $2 from generate_series(1, 5) k`,
          [id, iso],
        ),
      ),
    course_totals: () =>
      someBooks().then(() =>
        sql(
          `insert into course_total (school_id, course_id, book_id, voted, up, down, read, told_at)
           select $1, 'c', 'b' || k, 5, 0, 0, 0, $2 from generate_series(1, 5) k`,
          [id, iso],
        ),
      ),
    reading_lists: () =>
      sql(
        `insert into reading_list (school_id, list_id, course_id, root_id, title, used_at)
         select $1, 'l' || k, 'c', 'l' || k, 't', $2 from generate_series(1, 5) k`,
        [id, iso],
      ),
    lti_courses: () => aCourse('-courses', iso),
    lti_members: () =>
      aCourse('-members', '2030-01-01').then(() =>
        sql(
          `insert into lti_member (school_id, registration_id, context_id, account_id, role, changed_at)
           select $1, $1 || '-members', 'c' || k, 'left', null, $2::timestamptz from generate_series(1, 5) k
           union all select $1, $1 || '-members', 'c1', 'here', 'student', $2::timestamptz`,
          [id, iso],
        ),
      ),
    lti_scores: () =>
      aCourse('-scores', '2030-01-01').then(() =>
        sql(
          `insert into lti_score (school_id, registration_id, account_id, line_item, sealed_user, scopes, state, expires_at)
           select $1, $1 || '-scores', 'a' || k, 'l', null, '{}'::text[], 'sent', $2::timestamptz from generate_series(1, 5) k
           union all select $1, $1 || '-scores', 'owed', 'l', 's', '{}'::text[], 'due', $2::timestamptz`,
          [id, iso],
        ),
      ),
    erasures: () =>
      sql(
        `insert into erasure (school_id, erasure_id, id_hashes, asked_by, asked_at, removed, finished_at)
         select $1, 'e' || k, '{h}'::text[], 'admin', '2020-01-01'::timestamptz, '{}'::jsonb, $2::timestamptz
         from generate_series(1, 5) k
         union all select $1, 'unfinished', '{h}'::text[], 'admin', '2020-01-01'::timestamptz, '{}'::jsonb, null`,
        [id, iso],
      ),
    chat_buttons: () =>
      sql(
        `insert into chat_button (school_id, button_id, platform, tenant, made_at)
         select $1, 'b' || k, 'slack', 'T1', $2::timestamptz from generate_series(1, 5) k`,
        [id, iso],
      ),
    ...leftRows(sql, id, iso),
  }
}

type LeftKind = Extract<RetentionKind, `left_${string}`>

/** Five students who left at that moment, and `ada`, who is still here, with as much. */
function leftRows(sql: Ask, id: string, iso: string): Record<LeftKind, Fill> {
  const people = async () => {
    await sql(
      `insert into reader (school_id, reader_id, kind) select $1, 'left' || k, 'student' from generate_series(1, 5) k
       on conflict do nothing`,
      [id],
    )
    await sql(
      `insert into person (school_id, person_id, role, reader_id, ended_at)
       select $1, 'left' || k, 'student', 'left' || k, $2::timestamptz from generate_series(1, 5) k
       union all select $1, 'ada', 'student', 'ada', null on conflict do nothing`,
      [id, iso],
    )
    await sql(
      "insert into book (school_id, book_id, title, match_key) values ($1, 'b1', 't', 'k') on conflict do nothing",
      [id],
    )
  }
  const each = (statement: string) => async () => {
    await people()
    await sql(
      statement.replace(
        'WHO',
        "(select 'left' || k as who, k from generate_series(1, 5) k union all select 'ada', 6) w",
      ),
      [id],
    )
  }
  return {
    left_loans: each(
      "insert into loan (school_id, checkout_id, reader_id, book_id, checkout_date) select $1, 'of-' || who, who, 'b1', '2020-01-01' from WHO",
    ),
    left_votes: each(
      `insert into vote (school_id, reader_id, book_id, voter, vote, event_id, voted_at)
       select $1, who, 'b1', 'self', 'up', gen_random_uuid(), '2020-01-01' from WHO`,
    ),
    left_lists: each("insert into listed_book (school_id, reader_id, book_id) select $1, who, 'b1' from WHO"),
    left_books: each(
      `insert into book (school_id, book_id, title, match_key, owner_reader_id)
       select $1, 'own-' || who, 't', 'k' || who, who from WHO`,
    ),
    left_tastes: each(
      "insert into preference (school_id, reader_id, books_read, themes, authors) select $1, who, 1, '[]', '[]' from WHO",
    ),
    left_vectors: each(
      `insert into reader_embedding (school_id, reader_id, model_id, embedding)
       select $1, who, 'm', array_fill(1, array[${embeddingDimensions}])::vector from WHO`,
    ),
  }
}
