import { z } from 'zod'
import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { connect } from '../connections.ts'
import type { LtiServices } from '../core/domain/courses/lti-advantage.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import { Text } from '../core/domain/text.ts'
import { isWebAddress } from '../core/domain/web-address.ts'
import { createLog } from '../log.ts'
import { assignments } from './assignments.ts'
import { serviceLines } from './lti-advantage-lines.ts'

const usage = `lti SCHOOL                                     lists its learning platforms
lti SCHOOL add ID issuer=https://... client_id=... auth_url=https://... token_url=https://... jwks_url=https://...
    frame_origins=https://a,https://b [family=canvas|moodle|other] [require_sub=true]
lti SCHOOL approve ID deployment=...           lets launches of a deployment in
lti SCHOOL on|off ID                           switches a platform on or off, sessions that are open too
lti SCHOOL services ID [roster=on|off] [scores=on|off] [audience=...] [origins=https://a,https://b]
                                               reads who is in a course, sends the score of completed work; off until you say so`

const Address = z.url().refine(isWebAddress, 'must begin with https://')

const switched = z.stringbool({ truthy: ['on', 'true'], falsy: ['off', 'false'] }).optional()
const origins = z
  .string()
  .transform((all) => all.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])))
  .pipe(z.array(Address.transform((url) => new URL(url).origin)).max(20))

const Services = z
  .strictObject({
    roster: switched,
    scores: switched,
    audience: Text.max(2000).optional(),
    origins: origins.optional(),
  })
  .transform(
    ({ audience, roster, scores, origins }): Partial<LtiServices> => ({
      ...(roster === undefined ? {} : { roster }),
      ...(scores === undefined ? {} : { scores }),
      ...(origins === undefined ? {} : { origins }),
      ...(audience === undefined ? {} : { token_audience: audience === '' ? null : audience }),
    }),
  )

const Registration = z.strictObject({
  registration_id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'may hold small letters, digits and dashes'),
  issuer: Text.min(1).max(300),
  client_id: Text.min(1).max(300),
  family: z.enum(['canvas', 'moodle', 'other']).default('other'),
  auth_url: Address,
  token_url: Address,
  jwks_url: Address,
  frame_origins: origins,
  require_sub: z.stringbool().default(false),
})

/** Registers a school's learning platforms by hand and says how they stand; answers the exit code. */
export async function runLti(
  config: Config,
  [schoolId, verb = 'list', id = '', ...fields]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (schoolId === undefined || !['list', 'add', 'approve', 'on', 'off', 'services'].includes(verb)) {
    say(usage)
    return 2
  }
  const connections = await connect(config, createLog(config.logLevel), { serves: false })
  const app = createApp(connections, createLog(config.logLevel))
  try {
    const { ltiRegistrations: lti, ltiServices } = app.flows
    const operator: Caller = {
      caller_id: 'operator',
      school_id: schoolId,
      role: 'admin',
      reader_id: null,
      person_id: null,
    }
    const said = assignments(fields)
    await app.core.store
      .school(schoolId, (rows) => rows.school.read())
      .catch((cause: unknown) => {
        throw new ShelftalkError('not_found', `There is no school "${schoolId}" in this database.`, { cause })
      })
    if (verb === 'add') await lti.register(operator, parsed(Registration, { registration_id: id, ...said }))
    if (verb === 'approve') await lti.approve(operator, id, said.deployment ?? '')
    if (verb === 'on' || verb === 'off')
      await lti.setState(operator, id, { state: verb === 'on' ? 'active' : 'off' })
    if (verb === 'services') await ltiServices.choose(operator, id, parsed(Services, said))
    for (const one of await lti.list(operator)) {
      say(`${one.registration_id}: ${one.issuer}, client ${one.client_id}, ${one.state}`)
      for (const { deployment_id, state } of one.deployments) say(`  deployment ${deployment_id}: ${state}`)
      for (const line of serviceLines(await ltiServices.state(operator, one.registration_id)))
        say(`  ${line}`)
    }
    return 0
  } finally {
    await app.close()
  }
}

function parsed<T>(schema: z.ZodType<T>, said: unknown): T {
  const read = schema.safeParse(said)
  if (read.success) return read.data
  const [first] = read.error.issues
  throw new ShelftalkError('invalid_input', `${first?.path.join('.')}: ${first?.message}\n${usage}`)
}
