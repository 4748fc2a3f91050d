import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import { connect, migrateDatabase } from '../../src/connections.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { clientSecretOf } from '../../src/core/domain/people/person.ts'
import { createLog } from '../../src/log.ts'
import { runChatRequests } from '../../src/roles/chat-requests.ts'
import { runLti } from '../../src/roles/lti.ts'
import { runSignIn } from '../../src/roles/sign-in.ts'

let config: Config
let folder: string
const opened = () => connect(config, createLog('silent'), { serves: false })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-'))
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

test('[chat-N08] what was given up in chats is listed without whose and what it was, and tried again', async () => {
  const command = async (...args: string[]) => {
    const said: string[] = []
    return { code: await runChatRequests(config, args, (line) => said.push(line)), said: said.join('\n') }
  }
  expect(await command()).toEqual({ code: 0, said: 'Nothing was given up.' })
  const connections = await opened()
  const store = createStore(connections.driver)
  const [now, later] = [new Date(), new Date(Date.now() + 60_000)]
  const request = {
    ...({ request_id: uuidv7(), platform: 'slack', tenant: 'T1', account_digest: 'U-canary' } as const),
    ...{ kind: 'action fb1:l', dedupe_key: 'd', payload: 'sealed-canary' },
  }
  await store.system(async (rows) => {
    await rows.chatRequests.put(request, { now, leaseUntil: later })
    await rows.chatRequests.failed(request.request_id, { reason: 'TypeError', again: null, at: now })
  })
  await connections.close()
  const { said } = await command()
  expect(said).toMatch(/Z slack T1: action fb1:l, 1 attempts, TypeError\n1 were given up\./)
  expect(said).not.toContain('canary')
  expect((await command('replay')).said).toBe('1 requests are on their way again.')
  expect((await command()).said).toBe('Nothing was given up.')
  expect((await command('forget')).code).toBe(2)
})

test('services of a learning platform are off until they are turned on, and forgotten when they are turned off', async () => {
  const lti = async (...args: string[]) => {
    const said: string[] = []
    const code = await runLti(config, ['oak', ...args], (line) => said.push(line))
    return { code, said: said.join('\n') }
  }
  const at = (path: string): string => `https://moodle.oak.example/${path}`
  await lti(
    ...['add', 'moodle', 'issuer=https://moodle.oak.example', 'client_id=abc', 'family=moodle'],
    ...[`auth_url=${at('auth')}`, `token_url=${at('token')}`, `jwks_url=${at('jwks')}`],
    'frame_origins=https://moodle.oak.example',
  )
  expect((await lti()).said).toMatch(/roster off\n {2}scores off$/)
  const { said } = await lti('services', 'moodle', 'roster=on', 'scores=on', 'audience=https://as.example')
  expect(said).toContain('roster on: 0 courses, last read never')
  expect(said).toContain('scores on: none yet')
  expect(said).toContain('access tokens are asked for as https://as.example')
  const connections = await opened()
  await createStore(connections.driver).school('oak', async (rows) => {
    const score = { registration_id: 'moodle', account_id: 'a', line_item: 'https://l' }
    await rows.ltiScores.open({ ...score, sealed_user: 's', scopes: [] }, new Date('2100-01-01'))
    await rows.ltiScores.complete(score, new Date())
    await rows.ltiScores.end(score, { state: 'refused', failure: 'grades_unseen' })
    await rows.ltiScores.open(
      { ...score, account_id: 'b', sealed_user: 's', scopes: [] },
      new Date('2100-01-01'),
    )
  })
  await connections.close()
  expect((await lti()).said).toContain(
    'scores on: 1 open, 1 refused\n    1 grades_unseen: the platform does not let us see whether a grade is there',
  )
  const off = (await lti('services', 'moodle', 'scores=off', 'audience=', 'origins=https://a.example')).said
  expect(off).toContain('scores off')
  expect(off).toContain('services also at https://a.example')
  expect(off).not.toContain('as.example')
  expect((await lti('services', 'moodle', 'scores=on')).said).toContain('scores on: 1 refused')
  await expect(lti('services', 'moodle', 'roster=maybe')).rejects.toThrow('roster')
  await expect(lti('services', 'nowhere', 'roster=on')).rejects.toMatchObject({ code: 'not_found' })
})
