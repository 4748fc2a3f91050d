import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import { connect, migrateDatabase } from '../../src/connections.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { clientSecretOf } from '../../src/core/domain/person.ts'
import { createLog } from '../../src/log.ts'
import { runSignIn } from '../../src/roles/sign-in.ts'

let config: Config
let folder: string
const opened = () => connect(config, createLog('silent'), { serves: false })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sign-in-'))
  config = readConfig({ SHELFTALK_DATA: folder })
  const connections = await opened()
  await migrateDatabase(connections.driver)
  await createStore(connections.driver).system((rows) =>
    rows.schools.create({ school_id: 'oak', name: 'Oak', invented: true, time_zone: 'UTC' }),
  )
  await connections.close()
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(args: readonly string[], { environment = '', stdin = '' } = {}) {
  const said: string[] = []
  const secret = { fromEnvironment: environment, stdin: Readable.from([stdin]) }
  const code = await runSignIn(config, args, { say: (line) => said.push(line), secret })
  return { code, said: said.join('\n') }
}

const google = ['issuer=https://accounts.google.com', 'client_id=abc', 'email_domains=Oak.example,b.example']

test('a provider is added with a sealed secret, listed without it, changed and removed', async () => {
  const { code, said } = await run(['oak', 'add', 'oak-google', ...google], { environment: 'hush' })
  expect(code).toBe(0)
  expect(said).toContain('oak-google: "accounts.google.com" at https://accounts.google.com, client abc')
  expect(said).toContain('staff by oak.example, b.example; students by nothing')
  expect(said).not.toContain('hush')
  await run(['oak', 'add', 'oak-google', ...google, 'student_claim=sid', 'secret=stdin'], { stdin: 'psst\n' })
  const connections = await opened()
  const [stored] = await createStore(connections.driver).school('oak', (rows) =>
    rows.identityProviders.list(),
  )
  expect(stored?.client_secret).not.toContain('psst')
  expect(connections.sealed.open(stored?.client_secret ?? '', clientSecretOf('oak', 'oak-google'))).toBe(
    'psst',
  )
  expect(stored?.student_claim).toBe('sid')
  await connections.close()
  expect((await run(['oak', 'remove', 'oak-google'])).said).not.toContain('oak-google')
  await expect(run(['oak', 'remove', 'oak-google'])).rejects.toThrow('There is no provider "oak-google"')
})

test('the first admin is named here, before anybody can sign in', async () => {
  await run(['oak', 'person', 'p1', 'role=admin', 'name=Ida Ode', 'email=Ida@Oak.example'])
  const connections = await opened()
  const person = await createStore(connections.driver).school('oak', (rows) =>
    rows.people.byEmail('ida@oak.example'),
  )
  expect(person).toMatchObject({ person_id: 'p1', role: 'admin' })
  await connections.close()
})

test.each([
  ['plain HTTP', ['oak', 'add', 'x', 'issuer=http://id.example', 'client_id=c']],
  ['a claim that people choose', ['oak', 'add', 'x', ...google, 'student_claim=email']],
  ['the callback’s name', ['oak', 'add', 'callback', ...google]],
  ['a secret among the arguments', ['oak', 'add', 'x', ...google, 'secret=hush']],
  ['no domain', ['oak', 'add', 'x', 'issuer=https://id.example', 'client_id=c', 'email_domains=@oak']],
  ['a student', ['oak', 'person', 's1', 'role=student', 'name=Ada']],
  ['another school', ['elm']],
])('%s is refused', async (_what, args) => {
  await expect(run(args)).rejects.toMatchObject({
    code: expect.stringMatching(/^(invalid_input|not_found)$/),
  })
})

test('what cannot be understood is answered with how to say it', async () => {
  expect(await run([])).toMatchObject({ code: 2, said: expect.stringContaining('sign-in SCHOOL add ID') })
})
