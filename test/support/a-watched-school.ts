import { expect, onTestFinished } from 'vitest'
import { type Running, serverOver } from '../api/stub-flows.ts'
import { type FaultyGround, refusedRow } from './a-faulty-ground.ts'
import { logInto } from './a-log.ts'
import { aSchool, type SchoolWishes, type TestSchool } from './a-school.ts'
import { aBook } from './builders.ts'

/** Words that occur nowhere else. */
export const canary = {
  firstName: 'Quillonia',
  teacher: 'Zephyrine Oxblood',
  email: 'oxblood.zephyrine@school.example',
  className: 'The Umbrafoxes',
  ownTitle: 'Dear diary Thaddeusius hits me',
  comment: 'Grumblethwaite',
  accountName: 'Zanzibarista',
  password: 'Vermillion-hunter2',
}

/** A school over HTTP, with all that it logs. */
export interface Watched {
  school: TestSchool
  site: Running
  lines: string[]
  /** What was made while the test went on and must not be told: keys, codes, cookies. */
  secrets: Set<string>
}

export async function watchedSchool(on: FaultyGround, wishes: SchoolWishes = {}): Promise<Watched> {
  const lines: string[] = []
  const log = logInto(lines)
  const school = await aSchool(on, { ...wishes, log })
  const site = await serverOver(
    { ...school.app.flows, demoKey: () => null, demoPeople: () => null, platforms: () => ['discord'] },
    { logLines: lines, requestsASecond: 10_000 },
  )
  onTestFinished(async () => {
    on.fault = null
    await site.stop()
  })
  await school.books([aBook({ book_id: 'b1', title: 'Holes' }), aBook({ book_id: 'b2', title: 'Hatchet' })])
  await school.students({ student_id: 's1', first_name: canary.firstName, grade_level: 6, class_ids: ['6a'] })
  await school.staff({ person_id: 't1', role: 'teacher', name: canary.teacher, email: canary.email })
  return { school, site, lines, secrets: new Set(Object.values(canary)) }
}

export async function keyOf({ school, secrets }: Watched): Promise<string> {
  const wanted = { role: 'service' as const, reader_id: null, label: canary.comment }
  const { key } = await school.app.flows.keys.issue(school.service, wanted)
  secrets.add(key)
  return key
}

/** Every line is a record of its own, and in none, nor in what is measured, stands anything that must not be told. */
export async function expectNothingTold({ school, site, lines, secrets }: Watched): Promise<void> {
  const metrics = await (
    await site.ask('/metrics', { key: await keyOf({ school, site, lines, secrets }) })
  ).text()
  expect(metrics).toContain('shelftalk_')
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
  const told = lines.join('') + metrics
  expect([...secrets].filter((one) => one.length > 3 && told.includes(one))).toEqual([])
}

export const databaseFault = (): Error => refusedRow(Object.values(canary))
