import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { type Connections, connect } from '../connections.ts'
import { createStore } from '../core/adapters/postgres/store.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import { Id } from '../core/domain/lists/book.ts'
import { isLoopbackName } from '../core/domain/loopback.ts'
import { clientSecretOf, StaffMember } from '../core/domain/people/person.ts'
import { Text } from '../core/domain/text.ts'
import type { SchoolRows } from '../core/ports/store.ts'
import { createLog } from '../log.ts'
import { assignments } from './assignments.ts'

const usage = `sign-in SCHOOL                                 lists where its people sign in
sign-in SCHOOL add ID issuer=https://... client_id=... [label=...] [email_domains=a.org,b.org]
    [student_claim=...] [secret=stdin]          the client's secret comes from SHELFTALK_CLIENT_SECRET or from stdin
sign-in SCHOOL remove ID
sign-in SCHOOL person ID role=admin|librarian|teacher name=... [email=...]`

/** Claims that people may choose themselves would let them choose who they are. */
const chosenByThemselves = ['email', 'name', 'nickname', 'preferred_username', 'given_name', 'family_name']

const Issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => url.startsWith('https:') || isLoopbackName(new URL(url).hostname),
    'must begin with https://',
  )

const Provider = z.strictObject({
  provider_id: z
    .string()
    .regex(/^(?!callback$)[a-z0-9-]{1,40}$/, 'may hold small letters, digits and dashes'),
  issuer: Issuer,
  client_id: Text.min(1).max(300),
  label: Text.min(1).max(100).optional(),
  email_domains: z
    .string()
    .toLowerCase()
    .transform((all) => all.split(',').map((domain) => domain.trim()))
    .pipe(z.array(z.string().regex(/^[^\s@.]+(\.[^\s@.]+)+$/, 'must be domains, separated by commas')))
    .default([]),
  student_claim: Id.refine(
    (claim) => !chosenByThemselves.includes(claim),
    'must be a claim that people cannot choose themselves',
  ).optional(),
  secret: z.literal('stdin').optional(),
})

/** The client's secret, from the environment or from `stdin`: an argument would be seen by everybody on the machine. */
export interface SecretSource {
  fromEnvironment: string | undefined
  stdin: NodeJS.ReadableStream
}

/** Says where a school's people sign in, and who its first people are; answers the exit code. */
export async function runSignIn(
  config: Config,
  [schoolId, verb = 'list', id = '', ...fields]: readonly string[],
  { say, secret }: { say(line: string): void; secret: SecretSource },
): Promise<number> {
  if (schoolId === undefined || !['list', 'add', 'remove', 'person'].includes(verb)) {
    say(usage)
    return 2
  }
  const connections = await connect(config, createLog(config.logLevel), { serves: false })
  try {
    const put = await changeFor(connections, { schoolId, verb, id, fields: assignments(fields), secret })
    await createStore(connections.driver).school(schoolId, async (rows) => {
      await rows.school.read().catch((cause: unknown) => {
        throw new ShelftalkError('not_found', `There is no school "${schoolId}" in this database.`, { cause })
      })
      await put(rows)
      for (const one of await rows.identityProviders.list()) {
        say(`${one.provider_id}: "${one.label}" at ${one.issuer}, client ${one.client_id}`)
        say(
          `  staff by ${one.email_domains.join(', ') || 'no domain'}; students by ${one.student_claim ?? 'nothing'}`,
        )
      }
    })
    say(`Providers must send people back to ${config.publicUrl ?? 'SHELFTALK_PUBLIC_URL'}/sign-in/callback`)
    return 0
  } finally {
    await connections.close()
  }
}

interface Wanted {
  schoolId: string
  verb: string
  id: string
  fields: Record<string, string>
  secret: SecretSource
}

/** What is asked for, checked before the database is touched. */
async function changeFor(
  { sealed }: Connections,
  { schoolId, verb, id, fields, secret }: Wanted,
): Promise<(rows: SchoolRows) => Promise<void>> {
  if (verb === 'list') return async () => {}
  if (verb === 'remove')
    return async (rows) => {
      if (!(await rows.identityProviders.remove(id))) throw refused(`There is no provider "${id}" here.`)
    }
  if (verb === 'person') {
    const person = read(StaffMember, { email: null, ...fields, person_id: id })
    return async (rows) => {
      if ((await rows.people.roles([id])).get(id) === 'student')
        throw refused(`Choose another id than "${id}": it is a student's.`)
      await rows.people.putStaff([person], false)
    }
  }
  const {
    secret: from,
    label,
    student_claim = null,
    ...asked
  } = read(Provider, { ...fields, provider_id: id })
  const clientSecret = from === undefined ? secret.fromEnvironment : (await text(secret.stdin)).trim()
  const client_secret = clientSecret ? sealed.seal(clientSecret, clientSecretOf(schoolId, id)) : null
  const provider = { ...asked, student_claim, client_secret, label: label ?? new URL(asked.issuer).hostname }
  return async (rows) => {
    if (!(await rows.identityProviders.put(provider)))
      throw refused(`Choose another id than "${id}": it is taken.`)
  }
}

function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim())
  throw refused(`This cannot be:\n  ${wrong.join('\n  ')}\n\n${usage}`)
}

const refused = (message: string): ShelftalkError => new ShelftalkError('invalid_input', message)
