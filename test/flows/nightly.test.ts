import { describe, expect, test, vi } from 'vitest'
import { createOwnSignals } from '../../src/core/adapters/memory/signals.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { JobProgress } from '../../src/core/flows/steps/work/job.ts'
import { createJobs, type JobFlow } from '../../src/core/flows/work/jobs.ts'
import { nightly, rebuildGraph, rollBackGraph } from '../../src/core/flows/work/nightly.ts'
import type { Core } from '../../src/core/ports/core.ts'
import type { GraphBuilder } from '../../src/core/ports/runtime.ts'
import type { JobRun } from '../../src/core/ports/work/runs.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import type { TuningReport } from '../../src/core/ranking/tuning/tune.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'
import { take } from '../support/deliveries.ts'

const on = ground()
const themes = ['sea', 'wolves', 'magic', 'space']
const students = Array.from({ length: 12 }, (_, k) => `student-${k}`)

/** A school whose readers borrowed books of two themes each, with all their vectors. */
async function aReadingSchool(): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.books(
    Array.from({ length: 24 }, (_, k) =>
      aBook({ book_id: `b${k}`, title: `About ${themes[k % 4]} ${k}`, themes: [themes[k % 4]!] }),
    ),
  )
  await school.students(...students.map((student_id) => ({ student_id })))
  const loans = students.flatMap((student_id, s) =>
    [0, 4, 8, 1, 5].map((step, k) => aLoan({ student_id, book_id: `b${(s + step + (k > 2 ? s : 0)) % 24}` })),
  )
  await school.app.flows.recordCheckouts(school.service, loans, null)
  await school.drain()
  return school
}

const jobsOf = (school: TestSchool, core: Partial<Core> = {}): JobFlow => {
  const whole = { ...school.app.core, graphBuilder: on.graphBuilder, ...core }
  return createJobs(whole, { nightly: (id, run) => nightly(whole, id, run) })
}

/** A run of which nobody keeps how far it came. */
const straightOn: JobProgress = {
  step: async (_name, work) => void (await work({ cursor: null, reached: async () => {} })),
}

async function runNightly(school: TestSchool): Promise<JobRun> {
  const { run_id } = await school.app.flows.startJob(school.service, 'nightly')
  await school.drain()
  return school.app.flows.readRun(school.service, run_id)
}

/** Everything that the night makes, without the moments at which it was made. */
async function made(school: TestSchool): Promise<unknown> {
  return {
    similar: await school.sql(
      `select reader_id, other_id, round(similarity::numeric, 5)::text as similarity from similar_reader order by 1, 2`,
    ),
    graph: await school.sql(
      `select n.book_no - (select min(book_no) from book) as book, cardinality(n.neighbour_nos) as neighbours,
         (select round(sum(w)::numeric, 4)::text from unnest(n.weights) w) as weight
       from book_neighbour n join school s on s.live_build = n.build_id order by 1`,
    ),
    vectors: await school.sql('select book_id from book_embedding order by 1'),
  }
}

describe('a night', () => {
  test('makes missing vectors, the graph and who reads alike, and the next one finds nothing to change', async () => {
    const school = await aReadingSchool()
    await school.sql("delete from book_embedding where book_id in ('b1', 'b2')")
    await school.sql("delete from similar_reader where reader_id = 'student-3'")
    const first = await runNightly(school)
    expect(first).toMatchObject({
      state: 'finished',
      error: null,
      counts: { vectors: 2, readers: 12, similar_readers: 12 },
      progress: {
        done: [
          'vectors',
          'own books',
          'settings',
          'graph',
          'similar readers',
          'old inbox',
          'old idempotency',
          'old slates',
          'old job_runs',
          'old import_reports',
          'old wordings',
          'old sessions',
          'old link_codes',
          'old link_tries',
          'old link_requests',
          'old override_log',
          'old chat_posts',
          'old chat_buttons',
          'old course_votes',
          'old course_totals',
          'old reading_lists',
          'old lti_courses',
          'old lti_members',
          'old lti_scores',
          'old erasures',
          'old left_loans',
          'old left_votes',
          'old left_lists',
          'old left_books',
          'old left_tastes',
          'old left_vectors',
          'old chat_requests',
          'old lti_items',
        ],
      },
    })
    expect(first.counts.similar_changed).toBeGreaterThan(0)
    expect(await school.sql("select 1 from similar_reader where reader_id = 'student-3'")).toHaveLength(11)
    expect((await runNightly(school)).counts).toEqual({
      vectors: 0,
      own_books: 0,
      own_books_moved: 0,
      validation_readers: 12,
      unchanged: 1,
      similar_readers: 12,
      similar_changed: 0,
      similar_gone: 0,
    })
  })

  test('chooses no settings while few read, and does as soon as the loans have come', async () => {
    const school = await aReadingSchool()
    const enough = { validationReaders: 300, dislikes: 0, kept: [] }
    const few = { ...enough, kept: ['dislikes', 'blend'] as const }
    const tuneOnce = async (report: TuningReport) => {
      const tune = vi.fn(async () => ({ settings: defaultSettings, report, accepted: true }))
      const core = { ...school.app.core, graphBuilder: { ...on.graphBuilder, tune } }
      await nightly(core, school.id, straightOn)
      return tune.mock.calls.length
    }
    expect([await tuneOnce(few), await tuneOnce(enough), await tuneOnce(enough)]).toEqual([1, 1, 0])
  })

  test('leaves lists alone that nothing changed for', async () => {
    const school = await aReadingSchool()
    await runNightly(school)
    await school.list('student-0')
    await school.sql("delete from similar_reader where reader_id = 'student-0'")
    await runNightly(school)
    expect((await school.list('student-0')).source).toBe('cache')
  })

  test('places a reader’s own book among what came to the catalogue after it', async () => {
    const school = await aReadingSchool()
    const { flows } = school.app
    await flows.addReaderBooks(school.service, 'student-0', rowsOf([{ title: 'Dragons of ice' }]))
    await school.drain()
    await runNightly(school)
    await school.list('student-0')
    await school.books([aBook({ book_id: 'new', title: 'Dragons of ice and fire' })])
    const run = await runNightly(school)
    expect(run.counts).toMatchObject({ own_books: 1, own_books_moved: 1 })
    const [row] = await school.sql<{ nearest: string }>(
      'select b.book_id as nearest from book_text_neighbour t join book b on b.book_no = t.neighbour_nos[1]',
    )
    expect(row?.nearest).toBe('new')
    expect((await school.list('student-0')).source).toBe('fresh')
  })

  test('sweeps out what was kept long enough, and nothing younger', async () => {
    const school = await aReadingSchool()
    const dayMs = 86_400_000
    const daysAgo = (days: number) => new Date(school.clock().getTime() - days * dayMs).toISOString()
    for (const days of [8, 31, 91, 181]) {
      const at = daysAgo(days)
      await school.sql(
        `insert into idempotency (school_id, caller, key, body_hash, answer, created_at) values ($1, 'c', $2, 'h', '{}', $3)`,
        [school.id, at, at],
      )
      await school.sql(
        `insert into inbox (school_id, consumer, event_id, claimed_at) values ($1, 'c', gen_random_uuid(), $2)`,
        [school.id, at],
      )
      await school.sql(
        `insert into slate (school_id, slate_id, reader_id, policy, items, made_at) values ($1, $2, 'student-0', 'p', '[]', $3)`,
        [school.id, at, at],
      )
      await school.sql(
        `insert into import_run (school_id, import_id, kind, state, finished_at) values ($1, $2, 'classes', 'finished', $3)`,
        [school.id, at, at],
      )
    }
    expect((await runNightly(school)).counts).toMatchObject({
      old_idempotency: 4,
      old_inbox: 3,
      old_import_reports: 2,
      old_slates: 1,
    })
  })
})

describe('a night that is killed', () => {
  /** A core that loses its database with the given transaction, as if its process ended there. */
  function diesAt(school: TestSchool, transaction: number): { core: Partial<Core>; seen(): number } {
    let seen = 0
    const { store } = school.app.core
    const background = {
      ...store.background,
      school: <T>(id: string, work: Parameters<typeof store.school<T>>[1]): Promise<T> => {
        seen++
        if (seen >= transaction) return Promise.reject(new ShelftalkError('unavailable', 'gone'))
        return store.background.school(id, work)
      },
    }
    return {
      core: { store: { ...store, background }, leases: createOwnSignals() },
      seen: () => seen,
    }
  }

  test('anywhere goes on and ends in what an undisturbed one makes', async () => {
    const school = await aReadingSchool()
    const spoil = async () => {
      await school.sql("delete from book_embedding where book_id in ('b1', 'b2')")
      await school.sql("delete from similar_reader where reader_id < 'student-5'")
      await school.sql('update school set live_build = null, previous_build = null')
      await school.sql('delete from graph_build')
    }
    await spoil()
    expect((await runNightly(school)).state).toBe('finished')
    const expected = await made(school)
    const undisturbed = diesAt(school, Number.POSITIVE_INFINITY)
    const whole = jobsOf(school, undisturbed.core)
    const night = async () => {
      await spoil()
      const { run_id } = await school.app.core.store.background.school(school.id, (rows) =>
        rows.jobs.request(school.app.core.newId(), 'nightly', school.clock()),
      )
      const event = {
        id: school.app.core.newId(),
        school: school.id,
        data: { run_id, job: 'nightly' },
      } as ShelftalkEvent
      return { run_id, event }
    }
    await whole.runner.handle((await night()).event)
    const transactions = undisturbed.seen()
    expect(transactions).toBeGreaterThan(20)
    for (let at = 1; at <= transactions; at += 3) {
      const { run_id, event } = await night()
      await expect(jobsOf(school, diesAt(school, at).core).runner.handle(event)).rejects.toThrow()
      await jobsOf(school, { leases: createOwnSignals() }).runner.handle(event)
      const run = await whole.read(school.service, run_id)
      expect([at, run.state, run.error]).toEqual([at, 'finished', null])
      expect(await made(school)).toEqual(expected)
    }
  }, 60_000)

  test('is run once by two processes that are given the same event', async () => {
    const school = await aReadingSchool()
    await take(school)
    const leases = createOwnSignals()
    const [one, two] = [jobsOf(school, { leases }), jobsOf(school, { leases })]
    const { run_id } = await school.app.core.store.background.school(school.id, (rows) =>
      rows.jobs.request(school.app.core.newId(), 'nightly', school.clock()),
    )
    const event = {
      id: school.app.core.newId(),
      school: school.id,
      data: { run_id, job: 'nightly' },
    } as ShelftalkEvent
    const outcomes = await Promise.allSettled([one.runner.handle(event), two.runner.handle(event)])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await two.runner.handle(event)).toEqual({ skipped: 'run before' })
    expect(await one.read(school.service, run_id)).toMatchObject({ state: 'finished', attempts: 1 })
    expect(await school.sql('select 1 from graph_build')).toHaveLength(1)
  })
})

describe('the gate', () => {
  const quality = (mean: number) => ({ readers: 300, mean, standardError: 0.01 })
  /** A builder whose next graph is judged to be so good. */
  const judgedAs = (mean: number): GraphBuilder => ({
    ...on.graphBuilder,
    build: async (...args) => ({ ...(await on.graphBuilder.build(...args)), quality: quality(mean) }),
  })
  const buildJudged = async (school: TestSchool, mean: number) => {
    const core = { ...school.app.core, graphBuilder: judgedAs(mean) }
    return rebuildGraph(core, school.id)
  }
  const live = async (school: TestSchool) =>
    (
      await school.sql<{ live_build: number }>('select live_build from school where live_build is not null')
    )[0]?.live_build

  test('keeps a graph out of service that ranks worse than the one before, until there are other data', async () => {
    const school = await aReadingSchool()
    await buildJudged(school, 0.5)
    const before = await live(school)
    await school.give('student-1', 'b7', 'up')
    expect(await buildJudged(school, 0.3)).toMatchObject({ kept_back: 1 })
    expect(await live(school)).toBe(before)
    expect(await buildJudged(school, 0.9)).toEqual({ kept_back: 1 })
    await school.give('student-2', 'b9', 'up')
    expect(await buildJudged(school, 0.49)).not.toHaveProperty('kept_back')
    expect(await live(school)).not.toBe(before)
  })

  test('the build before can be put back', async () => {
    const school = await aReadingSchool()
    await buildJudged(school, 0.5)
    const first = await live(school)
    await school.give('student-1', 'b7', 'up')
    await buildJudged(school, 0.5)
    const core = { ...school.app.core, graphBuilder: on.graphBuilder }
    expect(await rollBackGraph(core, school.id)).toEqual({ rolled_back: 1 })
    expect(await live(school)).toBe(first)
  })
})
