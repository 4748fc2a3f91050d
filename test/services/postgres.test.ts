import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { openPool } from '../../src/core/adapters/postgres/connection/pool.ts'
import { preferencesFrom, weigh } from '../../src/core/flows/steps/learning/reader-taste.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'
import { serverAddress } from '../support/database.ts'

const on = ground()

describe('[T-3] the login', () => {
  test('[T-3] of a superuser is refused, in words that say what to do', async () => {
    const { SUPERUSER_DATABASE_URL } = process.env
    expect(SUPERUSER_DATABASE_URL, 'set by scripts/services.sh').toBeDefined()
    await expect(openPool(SUPERUSER_DATABASE_URL!)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/postgres is a superuser .*DATABASE_URL/s),
    })
  })

  test('[T-3] of one that bypasses row-level security is refused, too', async () => {
    const admin = new pg.Client({ connectionString: process.env.SUPERUSER_DATABASE_URL })
    await admin.connect()
    const name = `bypasses_${process.pid}`
    try {
      await admin.query(`create role ${name} login bypassrls nosuperuser password 'x'`)
      const address = new URL(serverAddress())
      address.username = name
      address.password = 'x'
      await expect(openPool(address.href)).rejects.toMatchObject({ code: 'forbidden' })
    } finally {
      await admin.query(`drop role if exists ${name}`)
      await admin.end()
    }
  })

  test('[T-3] of the product, which owns the tables, sees no row and writes none without taking a role', async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    const tables = await school.sql<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id'
       where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by 1`,
    )
    expect(tables.length).toBeGreaterThan(20)
    for (const { name } of tables) {
      const seen = await on.driver.asOwner((sql) => sql.rows(`select 1 from ${name}`))
      expect([name, seen]).toEqual([name, []])
      const written = on.driver.asOwner((sql) =>
        sql.rows(`insert into ${name} (school_id) values ('${school.id}')`),
      )
      await expect(written, name).rejects.toThrow(/row-level security/)
    }
    await on.driver.asOwner((sql) =>
      sql.rows("select set_config('shelftalk.school', $1, false)", [school.id]),
    )
    expect(await on.driver.asOwner((sql) => sql.rows('select 1 from reader'))).toEqual([])
  })

  test('a database that is not there is said to be unavailable', async () => {
    const nowhere = new URL(serverAddress())
    nowhere.port = '1'
    await expect(openPool(nowhere.href)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('many at once', () => {
  const students = ['ada', 'bo', 'cy', 'di']

  async function aBusySchool(): Promise<TestSchool> {
    const school = await aSchool(on)
    const words = ['sea', 'magic', 'wolves', 'space']
    await school.books(
      Array.from({ length: 40 }, (_, k) =>
        aBook({
          book_id: `b${k}`,
          title: `About ${words[k % 4]} ${k}`,
          themes: [words[k % 4]!],
          reading_level: k % 9,
        }),
      ),
    )
    await school.students(...students.map((student_id) => ({ student_id })))
    return school
  }

  test('votes, loans and lists of the same readers end in what their whole history says', async () => {
    const school = await aBusySchool()
    const { flows, core } = school.app
    const work = students.flatMap((student_id, s) =>
      Array.from({ length: 20 }, async (_, k) => {
        const book_id = `b${(k * 3 + s) % 40}`
        if (k % 3 === 0) await school.give(student_id, book_id, (['up', 'down', 'read'] as const)[k % 3]!)
        else if (k % 3 === 1)
          await flows.recordCheckouts(school.service, [aLoan({ student_id, book_id })], null)
        else
          await flows.addReaderBooks(school.service, student_id, rowsOf([{ title: `Own ${k % 6} of ${s}` }]))
      }),
    )
    await Promise.all(work)
    await school.drain()
    expect(await core.store.system((rows) => rows.deadLetters.count())).toBe(0)
    for (const student_id of students) {
      const [kept, derived] = await core.store.school(school.id, async (rows) => {
        const history = weigh(await rows.history.of(student_id))
        const books = new Map((await rows.books.byIds(history.map((h) => h.book))).map((b) => [b.book_id, b]))
        return [await rows.vectors.preferences(student_id), preferencesFrom(history, books)]
      })
      expect(kept).toEqual(derived)
    }
    const rows = await school.sql<{ kept: number; now: number }>(
      `select s.similarity as kept, 1 - (a.embedding <=> b.embedding) as now from similar_reader s
       join reader_embedding a on a.reader_id = s.reader_id join reader_embedding b on b.reader_id = s.other_id`,
    )
    expect(rows).toHaveLength(students.length * (students.length - 1))
    for (const { kept, now } of rows) expect(kept).toBeCloseTo(now, 4)
  })

  test('one Idempotency-Key in many loans at once is answered once', async () => {
    const school = await aBusySchool()
    const once = { caller: 'k', key: 'k', body_hash: 'h' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        school.app.flows.recordCheckouts(school.service, [aLoan({ student_id: 'ada', book_id: 'b1' })], once),
      ),
    )
    for (const answer of answers) expect(answer).toEqual({ accepted: 1, refused: [] })
    expect(await school.sql('select 1 from loan')).toHaveLength(1)
  })

  test('graph and nightly asked for together run one after the other, and neither fails', async () => {
    const school = await aBusySchool()
    await school.past(
      students.flatMap((student_id) => [1, 2, 3].map((k) => aLoan({ student_id, book_id: `b${k}` }))),
    )
    const runs = await Promise.all(
      ['graph', 'nightly', 'graph'].map((job) => school.app.flows.startJob(school.service, job)),
    )
    await school.drain()
    const ended = await Promise.all(
      runs.map(({ run_id }) => school.app.flows.readRun(school.service, run_id)),
    )
    expect(ended.map((run) => [run.state, run.error])).toEqual(Array(3).fill(['finished', null]))
  })
})
