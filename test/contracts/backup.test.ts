import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { migrate, missing } from '../../src/core/adapters/postgres/connection/migrate.ts'
import { openEmbedded } from '../../src/core/adapters/postgres/connection/pglite.ts'
import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { backUp } from '../../src/roles/backup.ts'
import { checkBackup, restoreInto } from '../../src/roles/restore.ts'
import { aSchool, ground, idsOf, type List, openSchool, type TestSchool } from '../support/a-school.ts'
import { aWholeStudent, trace } from '../support/a-whole-student.ts'
import { aBook } from '../support/builders.ts'
import { openInMemory, openTestDatabase, type TestDatabase } from '../support/database.ts'
import { repository } from '../support/repository.ts'
import { allTables, scopeOf } from '../support/search-tables.ts'

const on = ground()
let folder: string
let school: TestSchool
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-'))
  const opened = await openSchool(on)
  school = opened.school
  await aWholeStudent(school)
  const neighbour = await school.neighbour()
  await neighbour.books([aBook({ book_id: 'b1', title: 'Another school’s “book”,\n\\N and {braces}' })])
  // From here on nobody writes but the tests.
  await opened.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function empty(open: () => Promise<TestDatabase> = openTestDatabase): Promise<Driver> {
  const database = await open()
  onTestFinished(() => database.close())
  return database.driver
}

/** Every row of every table as PostgreSQL writes it, read school by school or as nobody's. */
async function everything(driver: Driver): Promise<Record<string, string[]>> {
  const schools = await driver.transaction(scopeOf({ ofSchool: false }, ''), (sql) =>
    sql.rows<{ school_id: string }>('select school_id from school'),
  )
  const rows: Record<string, string[]> = {}
  for (const table of await allTables(driver)) {
    if (notKept.includes(table.name)) continue
    const texts: string[] = []
    for (const { school_id } of table.ofSchool ? schools : [{ school_id: '' }]) {
      const found = await driver.transaction(scopeOf(table, school_id), (sql) =>
        sql.rows<{ text: string }>(`select t::text as text from ${table.name} t`),
      )
      texts.push(...found.map(({ text }) => text))
    }
    rows[table.name] = texts.sort()
  }
  return rows
}
const notKept = ['schema_migration', 'schedule_job', 'gateway_lease', 'write_probe']

const restored = async (driver: Driver, file: string) => restoreInto(driver, file, await checkBackup(file))

const inFolder = (name: string): string => join(folder, name)

test('[T-46] what was backed up is restored, every row of every table, and lists come as before', async () => {
  const file = inFolder('whole')
  const { rows } = await backUp(on.driver, file)
  const before = await everything(on.driver)
  expect(rows).toEqual(
    Object.fromEntries(Object.entries(before).map(([name, texts]) => [name, texts.length])),
  )
  expect(Object.values(rows).filter((count) => count > 0).length).toBeGreaterThan(30)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])

  const driver = await empty()
  await restored(driver, file)
  expect(await everything(driver)).toEqual(before)
  const there = await aSchool({ driver, graphBuilder: on.graphBuilder })
  expect(await listIn(there)).toEqual(await listIn(await aSchool(on)))
})

/** What the student is shown by the app of another school on the same database. */
async function listIn({ app }: TestSchool): Promise<string[]> {
  const wanted = {
    student_id: trace.studentId,
    limit: 5,
    explanations: 'none',
    level: null,
    theme: null,
  } as const
  const { body } = await app.flows.recommend(school.service, wanted)
  const list = JSON.parse(body.toString()) as List
  expect(list.items.length).toBeGreaterThan(2)
  return idsOf(list)
}

test('[T-46] a row that comes after a restore gets a number that none had before it', async () => {
  const number = (driver: Driver, statement: string): Promise<number> =>
    driver.transaction(scopeOf({ ofSchool: true }, school.id), async (sql) => {
      const [row] = await sql.rows<{ book_no: number }>(`${statement} returning book_no`)
      return row?.book_no ?? Number.NaN
    })
  const added = (id: string): string =>
    `insert into book (school_id, book_id, title, match_key) values ('${school.id}', '${id}', 't', 'k')`
  await number(on.driver, added('gone'))
  const last = await number(on.driver, "delete from book where book_id = 'gone'")
  await backUp(on.driver, inFolder('numbers'))
  const driver = await empty()
  await restored(driver, inFolder('numbers'))
  expect(await number(driver, added('new'))).toBeGreaterThan(last)
})

test.runIf(process.env.TEST_ON_SERVERS === '1')(
  '[T-46] a school moves from a server into a data folder and back with its backup',
  async () => {
    const before = await everything(on.driver)
    const there = await empty(openInMemory)
    await backUp(on.driver, inFolder('there'))
    await restored(there, inFolder('there'))
    expect(await everything(there)).toEqual(before)
    await backUp(there, inFolder('back'))
    const back = await empty()
    await restored(back, inFolder('back'))
    expect(await everything(back)).toEqual(before)
  },
)

describe('[T-46] a backup that is not whole restores nothing', () => {
  let text: string
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    await backUp(on.driver, inFolder('good'))
    text = gunzipSync(await readFile(inFolder('good'))).toString()
  })
  afterAll(() => database.close())
  const withoutLine = (part: string): string =>
    text
      .split('\n')
      .filter((line) => !line.includes(part))
      .join('\n')

  /** Another text with a checksum that fits. */
  const resealed = (changed: string): string => {
    const lines = changed.trimEnd().split('\n')
    const end = JSON.parse(lines.pop() ?? '') as { sha256: string }
    const body = lines.map((line) => `${line}\n`).join('')
    const sha256 = createHash('sha256').update(body).digest('hex')
    return `${body}${JSON.stringify({ ...end, sha256 })}\n`
  }

  test.each<[string, () => Buffer, string]>([
    ['cut off', () => gzipSync(text.slice(0, text.length / 2)), 'cut off'],
    [
      'cut off between two lines',
      () => gzipSync(text.slice(0, text.lastIndexOf('\n{') + 1)),
      'end is missing',
    ],
    ['cut off as a file', () => gzipSync(text).subarray(0, 5_000), 'no whole gzip file'],
    [
      'with another letter',
      () => gzipSync(text.replace(trace.ownTitle, trace.ownTitle.toUpperCase())),
      'checksum',
    ],
    ['without a row', () => gzipSync(withoutLine(trace.ownTitle)), 'rows are missing'],
    ['with something after it', () => gzipSync(`${text}[]\n`), 'follows its last line'],
    ['of something else', () => gzipSync('{"shelftalk_backup":7}\n'), 'not a backup'],
    ['not compressed', () => Buffer.from(text), 'no whole gzip file'],
    [
      'made by a later version',
      () => gzipSync(resealed(text.replace('.sql"]', '.sql","9999_later.sql"]'))),
      'a later one made it',
    ],
  ])('%s', async (_, bytes, words) => {
    expect(text).toContain(trace.ownTitle)
    const file = inFolder('bad')
    await writeFile(file, bytes())
    await expect(restored(database.driver, file)).rejects.toThrow(words)
    expect(Object.values(await everything(database.driver)).flat()).toEqual([])
  })

  test('nor does one that fails in the middle, after rows were put', async () => {
    const { driver } = database
    await expect(restored(failsAtVotes(driver), inFolder('good'))).rejects.toThrow('a vote too many')
    expect(Object.values(await everything(driver)).flat()).toEqual([])
  })
})

/** The same database, but no vote goes in. */
function failsAtVotes(driver: Driver): Driver {
  return {
    ...driver,
    asOwner: (work) =>
      driver.asOwner((sql) =>
        work({
          ...sql,
          rows: (text, params) =>
            text.startsWith('insert into "vote"')
              ? Promise.reject(new Error('a vote too many'))
              : sql.rows(text, params),
        }),
      ),
  }
}

test('[T-46] neither a file nor a database that holds something is written over', async () => {
  const file = inFolder('once')
  await backUp(on.driver, file)
  const bytes = await readFile(file)
  await expect(backUp(on.driver, file)).rejects.toThrow('is there already')
  expect(await readFile(file)).toEqual(bytes)
  const before = await everything(on.driver)
  await expect(restored(on.driver, file)).rejects.toThrow('is not empty')
  expect(await everything(on.driver)).toEqual(before)
  await expect(restored(on.driver, inFolder('nowhere'))).rejects.toThrow('cannot be read')
})

test('[T-46] the school that migrate makes in a new database gives way', async () => {
  const driver = await empty()
  const made = { school_id: 'default', name: 'My school', invented: false, time_zone: 'UTC' }
  await createStore(driver).system((rows) => rows.schools.create(made))
  await backUp(on.driver, inFolder('over-the-first'))
  await restored(driver, inFolder('over-the-first'))
  expect(await everything(driver)).toEqual(await everything(on.driver))
})

test('[T-46] what a killed backup left behind is in nobody’s way, and a file that cannot be is named', async () => {
  await writeFile(inFolder('again.part'), 'half of it')
  await backUp(on.driver, inFolder('again'))
  expect((await checkBackup(inFolder('again'))).shelftalk_backup).toBe(1)
  await expect(backUp(on.driver, inFolder('no/where'))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('cannot be written (ENOENT)'),
  })
})

test.runIf(process.env.TEST_ON_SERVERS !== '1')(
  '[T-46] a database of an earlier version that is refused stays at that version',
  async () => {
    const driver = await openEmbedded({ folder: null, templateFile: null })
    onTestFinished(() => driver.close())
    const migrations = join(repository, 'migrations')
    await migrate(driver, migrations, '0022_code_taken_by.sql')
    await driver.asOwner((sql) =>
      sql.script(
        "insert into school (school_id, name) values ('s', 's'); insert into class (school_id, class_id, name) values ('s', 'c', 'c')",
      ),
    )
    await backUp(on.driver, inFolder('for-an-earlier'))
    await expect(restored(driver, inFolder('for-an-earlier'))).rejects.toThrow('is not empty')
    expect((await missing(driver, migrations))[0]).toBe('0023_refusal_codes.sql')
  },
)

test.runIf(process.env.TEST_ON_SERVERS !== '1')('[T-46] a new data folder is filled', async () => {
  const file = inFolder('for-a-folder')
  await backUp(on.driver, file)
  const driver = await openEmbedded({ folder: null, templateFile: null })
  onTestFinished(() => driver.close())
  await restored(driver, file)
  expect(await everything(driver)).toEqual(await everything(on.driver))
})
