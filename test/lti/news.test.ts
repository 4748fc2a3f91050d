import { describe, expect, test } from 'vitest'
import { refusalCodes } from '../../src/lti/refusal.ts'
import { registered, toolRegistration } from '../../src/lti/registration/tool-registration.ts'
import { adviceFor } from '../../src/web/src/people/courses/lti-advice.ts'
import { ground } from '../support/a-school.ts'
import { aCaller } from '../support/builders.ts'
import { aTool, type TestTool } from './a-tool.ts'

const on = ground()
const anAdmin = ({ school }: TestTool) => aCaller({ school_id: school.id, role: 'admin', person_id: 'admin' })
const list = (made: TestTool) => made.school.app.flows.ltiRegistrations.list(anAdmin(made))

describe('what an admin is told of a platform', () => {
  test('its last launch, its last refusal with the code, places that wait; and nothing of a person', async () => {
    const made = await aTool(on)
    expect(await list(made)).toMatchObject([{ last_launch_at: null, last_failure: null }])
    const elsewhere = { ...made.launching, deploymentId: 'new place' }
    await made.launch(undefined, { launching: elsewhere })
    expect(await list(made)).toMatchObject([
      {
        last_launch_at: null,
        last_failure: { code: 'deployment_unknown' },
        deployments: [
          { deployment_id: 'new place', state: 'waiting' },
          { deployment_id: '1', state: 'approved' },
        ],
      },
    ])
    await made.launch((claims) => ({ ...claims, name: 'Canary Nightingale', email: 'canary@school.example' }))
    const [one] = await list(made)
    expect(one).toMatchObject({ last_failure: { code: 'deployment_unknown' } })
    expect(one?.last_launch_at).not.toBeNull()
    expect(JSON.stringify(one)).not.toMatch(/canary|account_key/i)
    const { listConnections } = made.school.app.flows.connections
    expect(await listConnections(anAdmin(made))).toContainEqual(
      expect.objectContaining({ platform: 'lti', state: 'working' }),
    )
  })

  test('a flood of refusals is written down once in ten seconds', async () => {
    const made = await aTool(on)
    const bad = () => made.launch((claims) => ({ ...claims, nonce: 'another' }))
    await bad()
    const failedAt = async () => (await list(made))[0]?.last_failure?.at
    const first = await failedAt()
    made.school.clock.advance(1_000)
    for (let k = 0; k < 3; k++) await bad()
    expect(await failedAt()).toBe(first)
    made.wait(11_000)
    await bad()
    expect(await failedAt()).not.toBe(first)
  })

  test('a login that a platform got wrong is told too, an unknown platform to nobody', async () => {
    const made = await aTool(on)
    const { lms, tool, launching } = made
    const fields = lms.loginFields(tool, launching)
    const post = (change: Record<string, string>) =>
      fetch(tool.login, { method: 'POST', body: new URLSearchParams({ ...fields, ...change }) })
    await post({ client_id: 'unknown' })
    expect((await list(made))[0]?.last_failure).toBeNull()
    await post({ target_link_uri: 'https://elsewhere.example/' })
    expect((await list(made))[0]?.last_failure).toMatchObject({ code: 'target_unknown' })
    // What a launch proved is told at once, and no login, which anybody may send, hides it.
    await made.launch((claims) => ({ ...claims, nonce: 'another' }))
    expect((await list(made))[0]?.last_failure).toMatchObject({ code: 'token_nonce' })
    made.wait(60_000)
    await post({ target_link_uri: 'https://elsewhere.example/' })
    expect((await list(made))[0]?.last_failure).toMatchObject({ code: 'token_nonce' })
  })

  test('a platform that is unbound is gone, with its places and sessions', async () => {
    const made = await aTool(on)
    await made.launch()
    const tenant = `lms-${made.school.id}`
    await made.school.app.flows.spaces.unbindSpace(anAdmin(made), { platform: 'lti', tenant })
    expect(await list(made)).toEqual([])
    expect(await made.sessions()).toBe(0)
    const again = await made.launch()
    expect(again.answer.status).toBe(400)
  })

  test('a platform that is switched off ends what is open, and keeps its places and who frames it', async () => {
    const made = await aTool(on)
    const { jar, answer } = await made.launch()
    const picks = new URL(answer.headers.get('location')!, made.origin).href
    expect((await jar.ask(picks)).status).toBe(200)
    const id = `lms-${made.school.id}`
    const { setState } = made.school.app.flows.ltiRegistrations
    await setState(anAdmin(made), id, { state: 'off' })
    expect((await jar.ask(picks)).status).toBe(401)
    await setState(anAdmin(made), id, { state: 'active' })
    expect(await list(made)).toMatchObject([
      {
        frame_origins: [made.lms.url],
        deployments: [{ deployment_id: '1', state: 'approved' }],
      },
    ])
  })
})

test('each refusal has its advice for an admin', () => {
  expect(refusalCodes.filter((code) => adviceFor(code) === null)).toEqual([])
  expect(adviceFor('nothing_known')).toBeNull()
})

describe('what is asked of a platform and what it grants', () => {
  const [roster, scores] = ['https://roster', 'https://scores']

  test('services that it does not name in its answer are withheld; an answer that names none granted all', () => {
    const answer = { client_id: 'c', scope: roster }
    expect(registered(answer, [roster!, scores!])).toEqual({
      ...{ clientId: 'c', deploymentId: null, withheld: [scores] },
    })
    expect(registered({ client_id: 'c' }, [roster!])?.withheld).toEqual([])
    expect(registered({ client_id: 'c', scope: '' }, [roster!])?.withheld).toEqual([roster])
  })

  test('each family is asked in its own way, and all of them for the same addresses', () => {
    const asked = (family: 'canvas' | 'moodle' | 'other') =>
      toolRegistration('https://tool.example', family, [roster!]) as Record<string, unknown>
    const configuration = 'https://purl.imsglobal.org/spec/lti-tool-configuration'
    expect(asked('canvas')[configuration]).toMatchObject({
      ...{ domain: 'tool.example', claims: ['iss', 'sub'] },
      'https://canvas.instructure.com/lti/privacy_level': 'anonymous',
      messages: [{ placements: ['course_navigation'] }, { placements: ['link_selection', 'editor_button'] }],
    })
    expect(JSON.stringify(asked('moodle'))).not.toContain('canvas')
    for (const family of ['canvas', 'moodle', 'other'] as const) {
      const { [configuration]: _, ...rest } = asked(family)
      expect(rest).toEqual({
        ...{ application_type: 'web', client_name: 'Shelftalk', scope: roster },
        logo_uri: 'https://tool.example/lti/icon.svg',
        ...{ response_types: ['id_token'], grant_types: ['implicit', 'client_credentials'] },
        ...{
          initiate_login_uri: 'https://tool.example/lti/login',
          jwks_uri: 'https://tool.example/lti/jwks',
        },
        ...{
          redirect_uris: ['https://tool.example/lti/launch'],
          token_endpoint_auth_method: 'private_key_jwt',
        },
      })
    }
  })
})
