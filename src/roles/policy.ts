import { uuidv7 } from 'uuidv7'
import type { Config } from '../config.ts'
import { connect } from '../connections.ts'
import { createStore } from '../core/adapters/postgres/store.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import { SchoolPolicy } from '../core/domain/school.ts'
import { endUnfitLinks } from '../core/flows/steps/people/unfit-links.ts'
import { raiseSchool } from '../core/flows/steps/work/school-version.ts'
import { createLog } from '../log.ts'

const maker = { newId: uuidv7, clock: () => new Date() }

/**
 * Shows what a school decided, or changes it: `policy SCHOOL available_only=true languages='["en","es"]'`. Every
 * cached list of the school is stale afterwards.
 */
export async function runPolicy(
  config: Config,
  [schoolId, ...changes]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (schoolId === undefined) {
    say('Say which school: policy SCHOOL [name=value ...]')
    return 2
  }
  const connections = await connect(config, createLog(config.logLevel), { serves: false })
  try {
    const store = createStore(connections.driver)
    const { policy, version } = await store.school(schoolId, async (rows) => {
      const school = await rows.school.read().catch((cause: unknown) => {
        throw new ShelftalkError('not_found', `There is no school "${schoolId}" in this database.`, { cause })
      })
      if (changes.length === 0) return { policy: school.policy, version: null }
      const policy = changed(school.policy, changes)
      await rows.school.putPolicy(policy)
      await endUnfitLinks(rows, maker.clock())
      return { policy, version: await raiseSchool(maker, rows, schoolId) }
    })
    if (version !== null)
      say('Lists made before are no longer served as soon as the running processes hear of it.')
    for (const [name, value] of Object.entries(policy)) say(`${name}=${JSON.stringify(value)}`)
    return 0
  } finally {
    await connections.close()
  }
}

function changed(policy: SchoolPolicy, changes: readonly string[]): SchoolPolicy {
  const wanted = Object.fromEntries(changes.map(assignment))
  const read = SchoolPolicy.strict().safeParse({ ...policy, ...wanted })
  if (read.success) return read.data
  const wrong = read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim())
  throw new ShelftalkError('invalid_input', `This cannot be a policy:\n  ${wrong.join('\n  ')}`)
}

function assignment(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new ShelftalkError('invalid_input', `"${text}" is no change: write name=value.`)
  try {
    return [text.slice(0, at), JSON.parse(text.slice(at + 1))]
  } catch (cause) {
    throw new ShelftalkError(
      'invalid_input',
      `The value of ${text.slice(0, at)} must be JSON, such as true or ["en"].`,
      {
        cause,
      },
    )
  }
}
