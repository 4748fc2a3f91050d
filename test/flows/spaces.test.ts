import { describe, expect, test } from 'vitest'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller } from '../support/builders.ts'

const on = ground()

interface Bound {
  school: TestSchool
  spaces: TestSchool['app']['flows']['spaces']
  admin: Caller
  ode: Caller
  workspace: { platform: 'slack'; tenant: string; shown_name: string }
  channel(channel_id: string): { platform: 'slack'; tenant: string; channel_id: string }
}

/** A school whose workspace is bound; Ms. Ode teaches 5a and 5b, Mr. Ray 6a. */
async function aBoundSchool(): Promise<Bound> {
  const school = await aSchool(on, { running: false })
  await school.staff(
    { person_id: 'root', role: 'admin', name: 'Root', email: null },
    { person_id: 'ode', role: 'teacher', name: 'Ms. Ode', email: null },
    { person_id: 'ray', role: 'teacher', name: 'Mr. Ray', email: null },
  )
  const classes = ['5a', '5b', '6a'].map((id) => ({ class_id: id, name: id, grade_level: null }))
  await school.app.core.store.school(school.id, async (rows) => {
    await rows.classes.upsert(classes)
    await rows.classTeachers.set('ode', ['5a', '5b'])
    await rows.classTeachers.set('ray', ['6a'])
  })
  const admin = aCaller({ school_id: school.id, role: 'admin', person_id: 'root' })
  const ode = aCaller({ school_id: school.id, role: 'teacher', person_id: 'ode' })
  const workspace = { platform: 'slack' as const, tenant: `team of ${school.id}`, shown_name: 'Harbour' }
  const { spaces } = school.app.flows
  await bound(school.app, admin, workspace)
  const { platform, tenant } = workspace
  return {
    school,
    spaces,
    admin,
    ode,
    workspace,
    channel: (channel_id) => ({ platform, tenant, channel_id }),
  }
}

const aGuild = (school: TestSchool) => ({ platform: 'discord', tenant: `guild of ${school.id}` }) as const

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.code,
  )

describe('a workspace', () => {
  test('of the school is named anew and unbound by its admin; by naming it nobody gets it', async () => {
    const { school, spaces, admin, workspace } = await aBoundSchool()
    expect(await spaces.spaceOf(workspace)).toBe(school.id)
    await spaces.bindSpace(admin, { ...workspace, shown_name: 'Harbour School' })
    expect(await spaces.listSpaces(admin)).toEqual([
      { ...workspace, shown_name: 'Harbour School', bound_at: '2026-03-02T08:00:00.000Z' },
    ])
    const they = await school.neighbour()
    const theirAdmin = aCaller({ school_id: they.id, role: 'admin', person_id: 'root' })
    expect(await outcome(spaces.bindSpace(theirAdmin, workspace))).toBe('not_found')
    expect(await outcome(spaces.unbindSpace(theirAdmin, workspace))).toBe('not_found')
    await spaces.unbindSpace(admin, workspace)
    expect([await spaces.spaceOf(workspace), await outcome(spaces.unbindSpace(admin, workspace))]).toEqual([
      null,
      'not_found',
    ])
    expect(await outcome(spaces.bindSpace(theirAdmin, workspace))).toBe('not_found')
    expect(await spaces.spaceOf(workspace)).toBeNull()
  })

  test('becomes a school’s by a code of its admin, typed there: once, in time, by an admin who is one still', async () => {
    const { school, spaces, admin } = await aBoundSchool()
    const guild = aGuild(school)
    const codeOf = async () => (await spaces.newSpaceCode(admin, 'Harbour')).code
    const code = await codeOf()
    expect(await spaces.claimSpace(guild, 'BCDF2345BCDF2345')).toEqual({ answer: 'refused' })
    const typed = ` ${code.slice(0, 8).toLowerCase()}-${code.slice(8)}`
    expect(await spaces.claimSpace(guild, typed)).toEqual({
      answer: 'bound',
      school_name: expect.any(String),
    })
    expect(await spaces.listSpaces(admin)).toContainEqual(
      expect.objectContaining({ ...guild, shown_name: 'Harbour' }),
    )
    const other = { ...guild, tenant: `other ${guild.tenant}` }
    expect(await spaces.claimSpace(other, code)).toEqual({ answer: 'refused' })
    // The answer may have been lost on its way: the same once more is told the same.
    const again = await Promise.all([spaces.claimSpace(guild, code), spaces.claimSpace(guild, code)])
    expect(again.map(({ answer }) => answer)).toEqual(['bound', 'bound'])
    const late = await codeOf()
    school.clock.advance(601_000)
    expect(await spaces.claimSpace(other, late)).toEqual({ answer: 'refused' })
    const left = await codeOf()
    await school.sql("update person set ended_at = now() where person_id = 'root'", [])
    expect(await spaces.claimSpace(other, left)).toEqual({ answer: 'refused' })
    expect(await spaces.spaceOf(other)).toBeNull()
  })

  test('[T-2] that a school has is taken by no code of another; two that claim it at once: one has it', async () => {
    const { school, spaces, admin } = await aBoundSchool()
    const they = await school.neighbour()
    await they.staff({ person_id: 'root', role: 'admin', name: 'Root', email: null })
    const theirAdmin = aCaller({ school_id: they.id, role: 'admin', person_id: 'root' })
    const guild = aGuild(school)
    const codes = [await spaces.newSpaceCode(admin, ''), await spaces.newSpaceCode(theirAdmin, '')]
    const answers = await Promise.all(codes.map(({ code }) => spaces.claimSpace(guild, code)))
    expect(answers.map(({ answer }) => answer).sort()).toEqual(['bound', 'taken'])
    const owner = await spaces.spaceOf(guild)
    expect(owner).toBe(answers[0]?.answer === 'bound' ? school.id : they.id)
  })

  test('in an organisation of the school’s becomes the school’s with it, and in no other school’s', async () => {
    const { school, spaces, admin } = await aBoundSchool()
    const they = await school.neighbour()
    const theirAdmin = aCaller({ school_id: they.id, role: 'admin', person_id: 'root' })
    const organisation = { platform: 'slack' as const, tenant: `org of ${school.id}` }
    const member = { platform: 'slack' as const, tenant: `member of ${school.id}`, shown_name: 'Member' }
    await bound(school.app, admin, { ...organisation, shown_name: '' })
    expect(await outcome(spaces.bindSpace(admin, member))).toBe('not_found')
    expect(await spaces.listUnbound(admin)).toEqual([])
    await school.app.flows.chat.installations.serve(member, organisation.tenant)
    const unbound = { platform: member.platform, tenant: member.tenant }
    expect([await spaces.listUnbound(admin), await spaces.listUnbound(theirAdmin)]).toEqual([[unbound], []])
    expect(await outcome(spaces.bindSpace(theirAdmin, member))).toBe('not_found')
    expect(await outcome(spaces.bindSpace(admin, member))).toBe('done')
    expect(await spaces.listUnbound(admin)).toEqual([])
    expect(await spaces.spaceOf(member)).toBe(school.id)
  })

  test('is nobody’s business but the admin’s', async () => {
    const { school, spaces, ode, workspace } = await aBoundSchool()
    for (const caller of [ode, school.librarian, school.service]) {
      expect(await outcome(spaces.bindSpace(caller, workspace))).toBe('forbidden')
      expect(await outcome(spaces.newSpaceCode(caller, ''))).toBe('forbidden')
      expect(await outcome(spaces.listUnbound(caller))).toBe('forbidden')
      expect(await outcome(spaces.unbindSpace(caller, workspace))).toBe('forbidden')
    }
    expect(await spaces.listSpaces(ode)).toHaveLength(1)
  })
})

describe('a channel', () => {
  test('is bound by a teacher of the class, or by the admin', async () => {
    const { spaces, ode, admin, channel } = await aBoundSchool()
    await spaces.bindChannel(ode, { ...channel('c1'), class_id: '5a' })
    expect(await outcome(spaces.bindChannel(ode, { ...channel('c2'), class_id: '6a' }))).toBe('not_found')
    await spaces.bindChannel(admin, { ...channel('c2'), class_id: '6a' })
    expect(await spaces.channelClassOf(channel('c1'))).toBe('5a')
    expect(await spaces.channelClassOf({ ...channel('c1'), tenant: 'elsewhere' })).toBeNull()
    expect((await spaces.listChannels(ode)).map((one) => [one.channel_id, one.class_id])).toEqual([
      ['c1', '5a'],
    ])
    expect(await spaces.listChannels(admin)).toHaveLength(2)
  })

  test('has one class: its teacher may give it to another of hers, nobody else may take it', async () => {
    const { school, spaces, ode, admin, channel } = await aBoundSchool()
    const ray = { ...ode, person_id: 'ray' }
    const bind = (caller: Caller, class_id: string) =>
      outcome(spaces.bindChannel(caller, { ...channel('c1'), class_id }))
    expect([await bind(ode, '5a'), await bind(ray, '6a'), await bind(ode, '5b')]).toEqual([
      ...['done', 'conflict', 'done'],
    ])
    expect(await outcome(spaces.unbindChannel(ray, channel('c1')))).toBe('not_found')
    expect(await bind(admin, '6a')).toBe('done')
    expect(await outcome(spaces.unbindChannel(ode, channel('c1')))).toBe('not_found')
    expect(await outcome(spaces.unbindChannel(ray, channel('c1')))).toBe('done')
    expect(await bind(ode, 'no class')).toBe('not_found')
    const elsewhere = { ...channel('c1'), tenant: 'elsewhere', class_id: '5a' }
    expect(await outcome(spaces.bindChannel(ode, elsewhere))).toBe('not_found')
    const [first, second] = await Promise.all([bind(ode, '5a'), bind(ray, '6a')])
    expect([first, second].sort()).toEqual(['conflict', 'done'])
    expect(await school.sql('select * from channel_class')).toHaveLength(1)
  })

  test('[T-5] a teacher who no longer teaches the class cannot bind or unbind, and it ends with the workspace', async () => {
    const { school, spaces, ode, admin, channel, workspace } = await aBoundSchool()
    await spaces.bindChannel(ode, { ...channel('c1'), class_id: '5a' })
    await school.app.core.store.school(school.id, (rows) => rows.classTeachers.set('ode', []))
    expect(await outcome(spaces.unbindChannel(ode, channel('c1')))).toBe('not_found')
    expect(await spaces.listChannels(ode)).toEqual([])
    await spaces.unbindSpace(admin, workspace)
    await bound(school.app, admin, workspace)
    expect(await spaces.channelClassOf(channel('c1'))).toBeNull()
  })
})
