import { describe, expect, test } from 'vitest'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller } from '../support/builders.ts'

const on = ground()

async function anAdmin(school: TestSchool) {
  const admin = aCaller({ school_id: school.id, role: 'admin', person_id: 'root' })
  const { connections } = school.app.flows
  const team = { platform: 'slack' as const, tenant: `team of ${school.id}` }
  return { admin, connections, team, list: () => connections.listConnections(admin) }
}

describe('a connection', () => {
  test('of a platform that nothing is bound of is none, and one that says nothing is not connected', async () => {
    const school = await aSchool(on, { running: false })
    const { admin, team, list } = await anAdmin(school)
    const none = { tenant: null, shown_name: '', state: 'not_connected', since: null, last_failure: null }
    expect(await list()).toEqual([
      { ...none, platform: 'slack' },
      { ...none, platform: 'discord' },
      { ...none, platform: 'lti' },
    ])
    await bound(school.app, admin, { ...team, shown_name: 'Harbour' })
    expect((await list())[0]).toEqual({ ...none, ...team, shown_name: 'Harbour' })
  })

  test('waits, works since, and keeps its last failure when it works again', async () => {
    const school = await aSchool(on, { running: false })
    const { admin, connections, team, list } = await anAdmin(school)
    await bound(school.app, admin, { ...team, shown_name: '' })
    const seen = async () => {
      const [{ state, since, last_failure } = { state: '', since: null, last_failure: null }] = await list()
      return [state, since?.slice(11, 16), last_failure?.code, last_failure?.at.slice(11, 16)]
    }
    await connections.noteConnection(team, { state: 'waiting' })
    expect(await seen()).toEqual(['waiting', '08:00', undefined, undefined])
    const minute = () => school.clock.advance(60_000)
    minute()
    await connections.noteConnection(team, { state: 'working' })
    minute()
    await connections.noteConnection(team, { state: 'working' })
    expect(await seen()).toEqual(['working', '08:01', undefined, undefined])
    await connections.noteConnection(team, { state: 'failed', code: 'invalid_auth' })
    minute()
    await connections.noteConnection(team, { state: 'failed', code: 'invalid_auth' })
    expect(await seen()).toEqual(['failed', '08:02', 'invalid_auth', '08:03'])
    minute()
    await connections.noteConnection(team, { state: 'working' })
    expect(await seen()).toEqual(['working', '08:04', 'invalid_auth', '08:03'])
    await connections.noteConnection(team, { state: 'gone' })
    expect(await seen()).toEqual(['not_connected', undefined, undefined, undefined])
  })

  test('[T-10] cannot be told in words that might name somebody', async () => {
    const school = await aSchool(on, { running: false })
    const { connections, team } = await anAdmin(school)
    const told = connections.noteConnection(team, { state: 'failed', code: 'Ada Example left' })
    await expect(told).rejects.toThrow()
  })

  test('[T-2] of another school is not seen, whatever is told of it', async () => {
    const school = await aSchool(on, { running: false })
    const they = await school.neighbour()
    const [ours, theirs] = [await anAdmin(school), await anAdmin(they)]
    await bound(they.app, theirs.admin, { ...theirs.team, shown_name: 'Theirs' })
    await theirs.connections.noteConnection(theirs.team, { state: 'working' })
    expect(JSON.stringify(await ours.list())).not.toContain(they.id)
    expect(await theirs.list()).toContainEqual(expect.objectContaining({ state: 'working' }))
    await expect(ours.connections.listConnections(school.librarian)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
