import type { LtiRegistration } from '../../src/core/domain/courses/lti.ts'
import type { LtiServices } from '../../src/core/domain/courses/lti-advantage.ts'
import type { JobRun } from '../../src/core/ports/work/runs.ts'
import { aStudent, type Launching, type Person, persons } from '../../src/sandbox/fake-lms/server.ts'
import type { Ground } from '../support/a-school.ts'
import { aCaller } from '../support/builders.ts'
import { field } from './a-page.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

export { aStudent }

/** After this long the platform is taken for away. */
export const timeoutMs = 2_000

/** A page of the tool that is open in a browser. */
export interface Open {
  jar: Jar
  at: string
  text: string
}

/** A tool whose school turned services of its platform on, and the hands to use them. */
export interface TestCourse extends TestTool {
  registration: string
  choose(change: Partial<LtiServices>): Promise<void>
  /** Somebody opens the link of a course. */
  open(person?: Person, more?: Partial<Launching>): Promise<Open>
  /** What the page answers now: 200 while the session lasts. */
  look(page: Open): Promise<number>
  /** Votes on the first book of the page. */
  vote(page: Open, vote?: string): Promise<number>
  /** Runs a job to its end. */
  run(job: 'rosters' | 'scores'): Promise<JobRun>
  /** What became of scores. */
  scores(): Promise<{ state: string; failure: string | null; sealed_user: string | null }[]>
}

export async function aCourse(
  on: Ground,
  services: Partial<LtiServices> = { roster: true, scores: true },
  family: LtiRegistration['family'] = 'moodle',
): Promise<TestCourse> {
  const made = await aTool(on, { timeoutMs })
  const { school, lms, origin, tool } = made
  const registration = `lms-${school.id}`
  const { flows } = school.app
  const admin = aCaller({ school_id: school.id, role: 'admin', caller_id: 'admin' })
  const choose = (change: Partial<LtiServices>): Promise<void> =>
    flows.ltiServices.choose(admin, registration, change)
  await school.sql('update lti_registration set family = $1', [family])
  lms.services.grades.family = family === 'canvas' ? 'canvas' : 'moodle'
  await choose(services)
  return {
    ...{ ...made, registration, choose },
    async open(person = persons.ada, more = {}) {
      const launching = { person, deploymentId: '1', services: true, ...more }
      const jar = new Jar()
      const asked = await made.login(jar, { launching })
      const token = await lms.sign(lms.claims(asked, tool, launching))
      const answer = await made.back(jar, asked, token)
      if (answer.status !== 303) throw new Error(`the launch was refused: ${await answer.text()}`)
      const at = new URL(answer.headers.get('location') ?? '', origin).href
      return { jar, at, text: await (await jar.ask(at)).text() }
    },
    look: async ({ jar, at }) => (await jar.ask(at)).status,
    async vote({ jar, text }, vote = 'up') {
      const names = ['launch', 'csrf', 'slate', 'book']
      const fields = Object.fromEntries(names.map((name) => [name, field(text, name)]))
      return (await jar.post(`${origin}/lti/vote`, { ...fields, vote }, { origin })).status
    },
    async run(job) {
      const { run_id } = await flows.startJob(school.service, job)
      await school.drain()
      return flows.readRun(school.service, run_id)
    },
    scores: () =>
      school.sql('select state, failure, sealed_user from lti_score order by account_id, line_item'),
  }
}
