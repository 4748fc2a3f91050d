import { describe, expect, test } from 'vitest'
import type { Account, Platform } from '../../src/core/domain/people/account.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import { endUnfitLinks } from '../../src/core/flows/steps/people/unfit-links.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller, rowsOf } from '../support/builders.ts'
import { watched } from '../support/watched-driver.ts'

const on = watched(ground())
const minuteMs = 60_000
const hourMs = 60 * minuteMs

const accountOf = (school: TestSchool, platform: Platform = 'discord', account_id = 'a1'): Account => ({
  ...{ platform, account_id, tenant: `${platform} of ${school.id}` },
})

interface Linked {
  school: TestSchool
  admin: Caller
  ode: Caller
  ada: Caller
  links: TestSchool['app']['flows']['links']
}

/** A school with a workspace, a guild and an LMS, a teacher, and a student who may use Discord. */
async function aConnectedSchool(from?: TestSchool): Promise<Linked> {
  const school = from ?? (await aSchool(on, { running: false }))
  await school.staff(
    { person_id: 'root', role: 'admin', name: 'Root', email: null },
    { person_id: 'ode', role: 'teacher', name: 'Ms. Ode', email: 'ode@school.example' },
  )
  await school.students(
    { student_id: 'ada', grade_level: 9, birth_year: 2012, class_ids: ['9a'] },
    { student_id: 'kim', grade_level: 9, birth_year: 2013, class_ids: ['9a'] },
    { student_id: 'lee', grade_level: 8, birth_year: 2010, class_ids: ['8a'] },
    { student_id: 'max', grade_level: 9, birth_year: null, class_ids: ['9a'] },
  )
  await school.policy({ discord_grades: [9] })
  const person = (role: Caller['role'], person_id: string) =>
    aCaller({ school_id: school.id, role, person_id, reader_id: role === 'student' ? person_id : null })
  const admin = person('admin', 'root')
  for (const platform of ['slack', 'discord', 'lti'] as const)
    await bound(school.app, admin, { ...accountOf(school, platform), shown_name: 'Harbour' })
  const { links } = school.app.flows
  return { school, admin, ode: person('teacher', 'ode'), ada: person('student', 'ada'), links }
}

const student = (school: TestSchool, id: string): Caller =>
  aCaller({ school_id: school.id, role: 'student', person_id: id, reader_id: id })

async function link({ links }: Linked, caller: Caller, account: Account): Promise<void> {
  const { code } = await links.newCode(caller, account.platform)
  expect(await links.claimCode(account, { code, shown_name: 'chatty' })).toBe('pending')
  await links.confirmLink(caller, account)
}

describe('a link code', () => {
  test('links an account once its person has seen and confirmed its name', async () => {
    const made = await aConnectedSchool()
    const { school, ada, links } = made
    const account = accountOf(school)
    const { code, expires_at } = await links.newCode(ada, 'discord')
    expect(code).toMatch(/^[2-9BCDFGHJKLMNPQRSTVWXZ]{8}$/)
    expect(expires_at).toBe('2026-03-02T08:10:00.000Z')
    expect(JSON.stringify(await school.sql('select * from link_code'))).not.toContain(code)
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`
    expect(await links.claimCode(account, { code: typed, shown_name: 'ada#1' })).toBe('pending')
    expect(await links.callerOf(account)).toBeNull()
    expect(await links.listLinks(ada)).toEqual([
      {
        ...{ ...account, person_id: 'ada', state: 'pending', shown_name: 'ada#1', space_name: 'Harbour' },
        ...{ asked_at: '2026-03-02T08:00:00.000Z', confirmed_at: null },
      },
    ])
    await links.confirmLink(ada, account)
    await links.confirmLink(ada, account)
    expect(await links.callerOf(account)).toEqual({
      ...{ caller_id: 'person:ada', school_id: school.id, role: 'student' },
      ...{ reader_id: 'ada', person_id: 'ada' },
    })
    const again = await links.newCode(ada, 'discord')
    expect(await links.claimCode(account, { code: again.code, shown_name: 'ada#1' })).toBe('already_linked')
    expect(await links.linkedAccounts(account, { limit: 10, after: null })).toEqual(['a1'])
  })

  test('[chat-N30] wrong six times, over, used twice or by a second account is refused', async () => {
    const { school, ada, links } = await aConnectedSchool()
    const [one, other] = [accountOf(school), accountOf(school, 'discord', 'a2')]
    const claim = (account: Account, code: string) => links.claimCode(account, { code, shown_name: '' })
    const first = await links.newCode(ada, 'discord')
    school.clock.advance(10 * minuteMs)
    expect(await claim(one, first.code)).toBe('refused')
    const second = await links.newCode(ada, 'discord')
    expect(await claim(other, second.code)).toBe('pending')
    expect([await claim(one, second.code), await claim(other, second.code)]).toEqual(['refused', 'refused'])
    const third = await links.newCode(ada, 'discord')
    for (let tries = 2; tries < 5; tries++) expect(await claim(one, 'BCDFGHJK')).toBe('refused')
    expect(await claim(one, third.code)).toBe('refused')
    expect(JSON.stringify(await school.sql('select * from link_try'))).not.toContain('"a1"')
    // The code is not spent by it, and the account may try again later.
    expect(await claim(other, third.code)).toBe('pending')
    school.clock.advance(hourMs)
    expect(await claim(one, (await links.newCode(ada, 'discord')).code)).toBe('pending')
  })

  test('[chat-N30] claimed by many accounts at once is one account’s; many tries at once count each', async () => {
    const { school, ada, links } = await aConnectedSchool()
    const { code } = await links.newCode(ada, 'discord')
    const claims = Array.from({ length: 8 }, (_, k) =>
      links.claimCode(accountOf(school, 'discord', `c${k}`), { code, shown_name: '' }),
    )
    expect((await Promise.all(claims)).sort()).toEqual(['pending', ...Array(7).fill('refused')])
    const one = accountOf(school, 'discord', 'tries')
    const wrong = () => links.claimCode(one, { code: 'BCDFGHJK', shown_name: '' })
    await Promise.all(Array.from({ length: 5 }, wrong))
    const right = await links.newCode(ada, 'discord')
    expect(await links.claimCode(one, { code: right.code, shown_name: '' })).toBe('refused')
  })

  test('a new one takes the place of the one before; another platform has its own', async () => {
    const { school, ode, links } = await aConnectedSchool()
    const before = await links.newCode(ode, 'slack')
    const discord = await links.newCode(ode, 'discord')
    const now = await links.newCode(ode, 'slack')
    const claim = (platform: Platform, { code }: { code: string }) =>
      links.claimCode(accountOf(school, platform), { code, shown_name: '' })
    expect([await claim('slack', before), await claim('slack', discord)]).toEqual(['refused', 'refused'])
    expect([await claim('slack', now), await claim('discord', discord)]).toEqual(['pending', 'pending'])
  })

  test('needs somebody who signed in', async () => {
    const { school, links } = await aConnectedSchool()
    for (const caller of [
      school.service,
      school.student('ada'),
      { ...school.student('ada'), role: 'reader' as const },
    ])
      await expect(links.newCode(caller, 'lti')).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('[chat-N31] Discord for students', () => {
  test('[chat-N31] is refused but for grades that are switched on and for who is 13 for certain', async () => {
    const { school, ada, links } = await aConnectedSchool()
    for (const id of ['kim', 'lee', 'max']) {
      await expect(links.newCode(student(school, id), 'discord')).rejects.toMatchObject({ code: 'forbidden' })
      expect(await links.newCode(student(school, id), 'lti')).toMatchObject({ code: expect.any(String) })
    }
    await expect(links.newCode(ada, 'slack')).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('[chat-N31] is asked again when the code is typed, when the link is confirmed and at each press', async () => {
    const made = await aConnectedSchool()
    const { school, ada, links } = made
    const account = accountOf(school)
    const off = () => school.policy({ discord_grades: [8] })
    const onAgain = () => school.policy({ discord_grades: [9] })
    const { code } = await links.newCode(ada, 'discord')
    await off()
    expect(await links.claimCode(account, { code, shown_name: '' })).toBe('refused')
    await onAgain()
    const next = await links.newCode(ada, 'discord')
    expect(await links.claimCode(account, { code: next.code, shown_name: '' })).toBe('pending')
    await off()
    await expect(links.confirmLink(ada, account)).rejects.toMatchObject({ code: 'forbidden' })
    await onAgain()
    await links.confirmLink(ada, account)
    await off()
    expect(await links.callerOf(account)).toBeNull()
    await school.app.core.store.school(school.id, (rows) => endUnfitLinks(rows, school.clock()))
    await onAgain()
    expect(await links.callerOf(account)).toBeNull()
  })

  test('[chat-N31] a student whom the file moves to another grade loses it, a teacher does not', async () => {
    const made = await aConnectedSchool()
    const { school, ada, ode, links } = made
    const [hers, theTeachers] = [accountOf(school), accountOf(school, 'discord', 'a2')]
    await link(made, ada, hers)
    await link(made, ode, theTeachers)
    const file = rowsOf([{ student_id: 'ada', grade_level: '10' }])
    await school.app.flows.importFile(school.service, 'students', file)
    await school.policy({ discord_grades: [9, 10] })
    expect([await links.callerOf(hers), await links.callerOf(theTeachers)]).toEqual([
      null,
      expect.objectContaining({ person_id: 'ode' }),
    ])
  })
})

describe('an e-mail address', () => {
  test('links staff on Slack, once confirmed, and nobody anywhere else', async () => {
    const { school, admin, ode, links } = await aConnectedSchool()
    const slack = accountOf(school, 'slack')
    const email = 'Ode@School.example'
    const by = (account: Account, address: string) =>
      links.linkByEmail(account, { email: address, shown_name: 'Ode' })
    expect(await by(slack, email)).toBe('pending')
    expect(await links.callerOf(slack)).toBeNull()
    await expect(links.confirmLink(admin, slack)).rejects.toMatchObject({ code: 'not_found' })
    await links.confirmLink(ode, slack)
    expect(await links.callerOf(slack)).toMatchObject({ role: 'teacher', person_id: 'ode' })
    expect(await by(slack, email)).toBe('already_linked')
    const other = accountOf(school, 'slack', 'a2')
    expect([
      await by(other, 'else@school.example'),
      await by(other, 'no address'),
      await by(other, ''),
    ]).toEqual(['refused', 'refused', 'refused'])
    expect(await by(accountOf(school, 'discord'), email)).toBe('refused')
  })
})

describe('one account, one person', () => {
  test('a person has one account in a space, and an account is one person’s', async () => {
    const made = await aConnectedSchool()
    const { school, ada, ode, links } = made
    const [one, two] = [accountOf(school), accountOf(school, 'discord', 'a2')]
    const ask = async (caller: Caller, account: Account) =>
      links.claimCode(account, { ...(await links.newCode(caller, 'discord')), shown_name: '' })
    expect([await ask(ada, one), await ask(ada, two)]).toEqual(['pending', 'pending'])
    const both = await Promise.allSettled([links.confirmLink(ada, one), links.confirmLink(ada, two)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    const [mine, spare] = both[0].status === 'fulfilled' ? [one, two] : [two, one]
    expect([await ask(ode, mine), await ask(ada, accountOf(school, 'discord', 'a3'))]).toEqual([
      'already_linked',
      'refused',
    ])
    // Who asks last is whom a waiting account asks for.
    expect(await ask(ode, spare)).toBe('pending')
    await expect(links.confirmLink(ada, spare)).rejects.toMatchObject({ code: 'not_found' })
    await links.unlink(ada, mine)
    expect(await links.callerOf(mine)).toBeNull()
    await expect(links.unlink(ada, mine)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('the database keeps it as well', async () => {
    const made = await aConnectedSchool()
    const { school, ada } = made
    await link(made, ada, accountOf(school))
    const insert = (account: string, person: string) =>
      school.sql(
        `insert into chat_link (school_id, platform, tenant, account_id, person_id, state, asked_at, confirmed_at)
         select school_id, platform, tenant, $1, $2, 'confirmed', asked_at, confirmed_at from chat_link`,
        [account, person],
      )
    await expect(insert('a2', 'ada')).rejects.toThrow(/chat_link_person/)
    await expect(insert('a1', 'ode')).rejects.toThrow(/chat_link_pkey/)
  })

  test('[T-5] it ends when the account says so, when the person leaves, and with the workspace', async () => {
    const made = await aConnectedSchool()
    const { school, admin, ada, ode, links } = made
    const [discord, slack, lti] = (['discord', 'slack', 'lti'] as const).map((p) => accountOf(school, p))
    await link(made, ada, discord!)
    await link(made, ode, slack!)
    await link(made, ada, lti!)
    expect([await links.unlinkAccount(discord!), await links.unlinkAccount(discord!)]).toEqual([true, false])
    await school.app.flows.spaces.unbindSpace(admin, slack!)
    await school.leave('ada')
    await school.students({ student_id: 'ada' })
    for (const account of [discord, slack, lti]) expect(await links.callerOf(account!)).toBeNull()
    expect(await school.sql('select * from chat_link')).toEqual([])
  })

  test('an account that asked and was not confirmed within a day is forgotten', async () => {
    const { school, ada, links } = await aConnectedSchool()
    const account = accountOf(school)
    await links.claimCode(account, { ...(await links.newCode(ada, 'discord')), shown_name: '' })
    school.clock.advance(24 * hourMs)
    expect(await links.listLinks(ada)).toEqual([])
    await expect(links.confirmLink(ada, account)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('[T-54] every refusal of a code says the same after the same statements', async () => {
  const made = await aConnectedSchool()
  const { school, ada, links } = made
  const they = await aConnectedSchool(await school.neighbour())
  const account = (id: string) => accountOf(school, 'discord', id)
  const codeOf = async (from: Linked, caller: Caller, platform: Platform = 'discord') =>
    (await from.links.newCode(caller, platform)).code
  const over = await codeOf(made, ada)
  school.clock.advance(10 * minuteMs)
  await link(made, ada, account('linked'))
  for (let tries = 0; tries < 5; tries++)
    await links.claimCode(account('tried'), { code: 'BCDFGHJK', shown_name: '' })
  const cases: Record<string, [Account, string]> = {
    'nobody has it': [account('x1'), 'BCDFGHJK'],
    'no code at all': [account('x2'), ''],
    'much too long': [account('x3'), 'B'.repeat(5000)],
    'it is over': [account('x4'), over],
    'of another school': [account('x5'), await codeOf(they, they.ada)],
    'for another platform': [account('x6'), await codeOf(made, ada, 'lti')],
    'its person has an account': [account('x7'), await codeOf(made, ada)],
    'tried too often': [account('tried'), await codeOf(made, ada)],
    'in a workspace of no school': [{ ...account('x8'), tenant: 'nowhere' }, 'BCDFGHJK'],
  }
  const worked: Record<string, unknown> = {}
  for (const [name, [from, code]] of Object.entries(cases)) {
    const statements = await on.during(async () => {
      expect([name, await links.claimCode(from, { code, shown_name: '' })]).toEqual([name, 'refused'])
    })
    worked[name] = statements
  }
  const [first] = Object.values(worked)
  expect((first as string[]).length).toBeGreaterThan(4)
  for (const [name, statements] of Object.entries(worked)) expect([name, statements]).toEqual([name, first])
})
