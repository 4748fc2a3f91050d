import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { type RetentionKind, retentionKinds } from '../../src/core/domain/retention.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'
import type { SchoolRows, Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'

const model = 'test-double/axes'

/** A unit vector that points `share` of the way from the first axis to the second. */
function turned(share: number): Float32Array {
  const vector = new Float32Array(embeddingDimensions)
  vector[0] = Math.cos((share * Math.PI) / 2)
  vector[1] = Math.sin((share * Math.PI) / 2)
  return vector
}

/** What the store promises of the work that is done at night. */
export function nightWorkSuite(on: Ground): void {
  let store: Store
  let id: string
  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const similar = (reader: string) => inSchool((rows) => rows.vectors.similar(reader))

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `night-${uuidv7()}`
    await store.system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'UTC' }),
    )
  })

  describe('similar readers', () => {
    const names = Array.from({ length: 7 }, (_, k) => `reader-${k}`)

    beforeEach(async () => {
      for (const [at, name] of names.entries()) {
        await inSchool(async (rows) => {
          await rows.readers.ensure(name)
          await rows.vectors.putReader(name, model, turned(at ** 1.5 / 20))
        })
      }
      await inSchool((rows) => rows.readers.ensure('without-vector'))
    })

    const rebuild = async (readers: number, kept = 3) => {
      const parts = []
      for (let after = -1; ; ) {
        const part = await inSchool((rows) => rows.nightWork.rebuildSimilar(model, { after, readers, kept }))
        if (part.last === null) return parts
        parts.push(part)
        after = part.last
      }
    }

    test('are the nearest of each, worked out a part at a time', async () => {
      const parts = await rebuild(3)
      expect(parts.map((part) => part.readers)).toEqual([3, 3, 1])
      for (const [at, name] of names.entries()) {
        const nearest = names
          .map((other_id, k) => ({ other_id, apart: Math.abs(k ** 1.5 - at ** 1.5) }))
          .filter((one) => one.other_id !== name)
          .sort((a, b) => a.apart - b.apart)
          .slice(0, 3)
        const found = await similar(name)
        expect([name, ...found.map((one) => one.other_id)]).toEqual([
          name,
          ...nearest.map((one) => one.other_id),
        ])
        expect(found[0]!.similarity).toBeCloseTo(Math.cos((nearest[0]!.apart / 20) * (Math.PI / 2)), 5)
      }
      expect(await similar('without-vector')).toEqual([])
    })

    test('that are right already are not written again; those that changed are', async () => {
      await rebuild(100)
      const changed = async () => (await rebuild(2)).reduce((sum, part) => sum + part.changed, 0)
      expect(await changed()).toBe(0)
      await inSchool((rows) => rows.vectors.putReader('reader-0', model, turned(0.9)))
      expect(await changed()).toBeGreaterThan(0)
      expect((await similar('reader-0'))[0]!.other_id).toBe('reader-6')
      expect(await changed()).toBe(0)
    })

    test('are as a reader’s own event finds them, so that neither undoes the other', async () => {
      await rebuild(100, 20)
      await inSchool(async (rows) =>
        rows.vectors.putSimilar('reader-2', await rows.vectors.nearestReaders('reader-2', model, 20)),
      )
      expect((await rebuild(100, 20)).map((part) => part.changed)).toEqual([0])
    })

    test('of readers who have no vector of this model are forgotten, a bounded number at a time', async () => {
      await rebuild(100)
      expect(await inSchool((rows) => rows.nightWork.forgetStraySimilar(model, 100))).toBe(0)
      await inSchool((rows) => rows.vectors.removeReader('reader-3'))
      expect(await inSchool((rows) => rows.nightWork.forgetStraySimilar(model, 2))).toBe(2)
      expect(await inSchool((rows) => rows.nightWork.forgetStraySimilar(model, 100))).toBe(1)
      expect(await similar('reader-3')).toEqual([])
      await rebuild(100)
      for (const name of names) {
        expect((await similar(name)).map((one) => one.other_id)).not.toContain('reader-3')
      }
    })
  })

  describe('readers’ own books', () => {
    const vector = (bookId: string, share: number) =>
      inSchool((rows) => rows.vectors.putBooks(model, [{ book_id: bookId, vector: turned(share) }]))
    const stale = async (limit = 10) =>
      (await inSchool((rows) => rows.nightWork.staleOwnBooks(model, limit))).map((book) => book.book_id)

    beforeEach(() =>
      inSchool(async (rows) => {
        await rows.books.upsert([aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' })], ['one|', 'two|'])
        await rows.readers.ensure('ada')
        await rows.books.addOwn(
          'ada',
          [aBook({ book_id: 'own-1' }), aBook({ book_id: 'own-2' })],
          ['own1|', 'own2|'],
        )
      }),
    )

    test('are to be placed anew when the catalogue got vectors after them, those placed first at first', async () => {
      await vector('own-1', 0.1)
      await vector('own-2', 0.2)
      expect(await stale()).toEqual([])
      await vector('b1', 0.1)
      expect(await stale()).toEqual(['own-1', 'own-2'])
      expect(await stale(1)).toEqual(['own-1'])
      await inSchool((rows) => rows.vectors.putTextNeighbours('own-1', []))
      expect(await stale()).toEqual(['own-2'])
      await inSchool((rows) => rows.vectors.putTextNeighbours('own-2', []))
      expect(await stale()).toEqual([])
      await vector('b2', 0.3)
      expect(await stale()).toEqual(['own-1', 'own-2'])
    })
  })

  describe('what was kept long enough', () => {
    // Long ago: the database itself keeps the log of overrides for two years.
    const then = new Date('2021-03-02T12:00:00.000Z')
    const [before, after] = [new Date(then.getTime() - 1), new Date(then.getTime() + 1)]
    const iso = then.toISOString()
    const sql = <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
      on.driver.transaction({ role: 'shelftalk_app', schoolId: id, background: false }, (tx) =>
        tx.rows<T>(text, params),
      )

    const aCourse = (launchedAt: string) =>
      sql(
        `insert into lti_registration (school_id, registration_id, issuer, client_id, family, auth_url, token_url, jwks_url,
           account_key, state) values ($1, $1, $1, 'c', 'other', 'a', 't', 'j', 'k', 'active')`,
        [id],
      ).then(() =>
        sql(
          `insert into lti_course (school_id, registration_id, context_id, members_url, launched_at, due_at)
           select $1, $1, 'c' || k, 'm', $2::timestamptz, $2::timestamptz from generate_series(1, 5) k`,
          [id, launchedAt],
        ),
      )

    const fill: Record<RetentionKind, () => Promise<unknown>> = {
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
        sql(
          `insert into book (school_id, book_id, title, match_key) select $1, 'b' || k, 't', 'k' from generate_series(1, 5) k`,
          [id],
        ).then(() =>
          sql(
            `insert into course_vote (school_id, course_id, reader_id, book_id, event_id, voted_at)
             select $1, 'c', 'ada', 'b' || k, gen_random_uuid(), $2 from generate_series(1, 5) k`,
            [id, iso],
          ),
        ),
      course_totals: () =>
        sql(
          `insert into book (school_id, book_id, title, match_key) select $1, 'b' || k, 't', 'k' from generate_series(1, 5) k`,
          [id],
        ).then(() =>
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
      lti_courses: () => aCourse(iso),
      lti_members: () =>
        aCourse('2030-01-01').then(() =>
          sql(
            `insert into lti_member (school_id, registration_id, context_id, account_id, role, changed_at)
             select $1, $1, 'c' || k, 'left', null, $2::timestamptz from generate_series(1, 5) k
             union all select $1, $1, 'c1', 'here', 'student', $2::timestamptz`,
            [id, iso],
          ),
        ),
      lti_scores: () =>
        aCourse('2030-01-01').then(() =>
          sql(
            `insert into lti_score (school_id, registration_id, account_id, line_item, sealed_user, scopes, state, expires_at)
             select $1, $1, 'a' || k, 'l', null, '{}'::text[], 'sent', $2::timestamptz from generate_series(1, 5) k
             union all select $1, $1, 'owed', 'l', 's', '{}'::text[], 'due', $2::timestamptz`,
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
    }

    test('of the log of overrides keeps what still holds, however old it is', async () => {
      await sql(
        `insert into book_override_log (school_id, book_id, grade, kind, why, decided_by, decided_at)
         select $1, 'b1', x.grade, x.kind, 'why', 'k', $2::timestamptz - interval '3 years'
         from (values ('5', 'pin'), ('5', 'block'), ('6', 'pin'), ('6', 'none')) as x(grade, kind)`,
        [id, iso],
      )
      expect(await inSchool((rows) => rows.nightWork.sweep('override_log', before, 10))).toBe(3)
      expect(await inSchool((rows) => rows.overrides.log('b1', { limit: 10, before: null }))).toMatchObject([
        { grade: '5', kind: 'block' },
      ])
    })

    test.each(retentionKinds)('of %s goes a batch at a time; what is younger stays', async (kind) => {
      await inSchool((rows) => rows.readers.ensure('ada'))
      const teacher = { person_id: 't1', role: 'teacher', name: 'Ms. Ode', email: null } as const
      await inSchool((rows) => rows.people.putStaff([teacher], true))
      await fill[kind]()
      const sweep = (to: Date) => inSchool((rows) => rows.nightWork.sweep(kind, to, 3))
      expect(await sweep(before)).toBe(0)
      expect([await sweep(after), await sweep(after), await sweep(after)]).toEqual([3, 2, 0])
    })
  })
}
