import { uuidv7 } from 'uuidv7'
import { describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { SchoolRows } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'
import { aStudent } from '../support/builders.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const later = (ms: number) => new Date(noon.getTime() + ms)
const ode = { person_id: 't1', role: 'teacher' as const, name: 'Ms. Ode', email: 'ode@school.example' }
const issuer = 'https://id.example'
const provider = {
  ...{ provider_id: 'google', label: 'Google', issuer, client_id: 'c', client_secret: null },
  ...{ email_domains: ['school.example'], student_claim: null },
}

/** What every store promises of people, their classes, their accounts and their sessions. */
export function peopleSuite(on: Ground): void {
  const open = () => createStore(on.driver)
  const inSchool = async () => {
    const id = `people-${uuidv7()}`
    await open().system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'UTC' }),
    )
    return { id, rows: <T>(work: (rows: SchoolRows) => Promise<T>) => open().school(id, work) }
  }

  describe('people', () => {
    test('staff are told once, change when told otherwise, and come back after they left', async () => {
      const { rows } = await inSchool()
      expect(await rows((r) => r.people.putStaff([ode], false))).toEqual(['t1'])
      expect(await rows((r) => r.people.putStaff([ode], false))).toEqual([])
      expect(await rows((r) => r.people.putStaff([{ ...ode, role: 'librarian' }], false))).toEqual(['t1'])
      expect(await rows((r) => r.people.end(['t1', 'nobody'], noon))).toEqual(['t1'])
      expect(await rows((r) => r.people.end(['t1'], noon))).toEqual([])
      expect(await rows((r) => r.people.get('t1'))).toMatchObject({
        role: 'librarian',
        ended_at: noon.toISOString(),
      })
      expect(await rows((r) => r.people.byEmail('ode@school.example'))).toBeNull()
      await rows((r) => r.people.putStaff([ode], false))
      expect(await rows((r) => r.people.byEmail('ode@school.example'))).toMatchObject({ person_id: 't1' })
    })

    test('the address of somebody who left may be given to somebody else, that of somebody here not', async () => {
      const { rows } = await inSchool()
      const heir = { ...ode, person_id: 't2' }
      await rows((r) => r.people.putStaff([ode], false))
      await expect(rows((r) => r.people.putStaff([heir], false))).rejects.toThrow()
      await rows((r) => r.people.end(['t1'], noon))
      await rows((r) => r.people.putStaff([heir], false))
      expect(await rows((r) => r.people.byEmail(ode.email))).toMatchObject({ person_id: 't2' })
    })

    test('a student is a person by the students’ file, never staff by another', async () => {
      const { rows } = await inSchool()
      await rows((r) => r.readers.upsertStudents([aStudent({ student_id: 's1', first_name: 'Ada' })], true))
      expect(await rows((r) => r.people.get('s1'))).toEqual({
        ...{ person_id: 's1', role: 'student', name: 'Ada', email: null, reader_id: 's1' },
        ...{ invented: true, ended_at: null },
      })
      expect(await rows((r) => r.people.putStaff([{ ...ode, person_id: 's1' }], false))).toEqual([])
      await rows((r) => r.people.end(['s1'], noon))
      await rows((r) => r.readers.upsertStudents([aStudent({ student_id: 's1' })], true))
      expect(await rows((r) => r.people.get('s1'))).toMatchObject({ role: 'student', ended_at: null })
    })

    test('a teacher teaches who is in a class of hers now', async () => {
      const { rows } = await inSchool()
      const student = (class_ids: string[]) => aStudent({ student_id: 's1', class_ids })
      await rows((r) =>
        r.readers.upsertStudents([student(['5a']), aStudent({ student_id: 's2', class_ids: ['5b'] })], true),
      )
      await rows((r) => r.people.putStaff([ode], false))
      await rows((r) => r.classTeachers.set('t1', ['5a', 'no class']))
      expect(await rows((r) => r.classTeachers.of('t1'))).toEqual(['5a'])
      const teaches = (id: string) => rows((r) => r.classTeachers.teaches('t1', id))
      expect([await teaches('s1'), await teaches('s2'), await teaches('nobody')]).toEqual([
        true,
        false,
        false,
      ])
      expect(await rows((r) => r.classTeachers.students('t1'))).toEqual(new Set(['s1']))
      await rows((r) => r.readers.upsertStudents([student(['5b'])], true))
      expect(await teaches('s1')).toBe(false)
      expect(await rows((r) => r.classTeachers.students('t1'))).toEqual(new Set())
      await rows((r) => r.classTeachers.set('t1', ['5b']))
      expect([await teaches('s1'), await rows((r) => r.classTeachers.of('t1'))]).toEqual([true, ['5b']])
    })

    test('an account is one person’s, and a person has one account of an issuer', async () => {
      const { rows } = await inSchool()
      await rows((r) => r.people.putStaff([ode, { ...ode, person_id: 't2', email: null }], false))
      const bind = (subject: string, id: string) => rows((r) => r.identities.bind({ issuer, subject }, id))
      expect(await rows((r) => r.identities.find(issuer, 'x'))).toBeNull()
      expect(await bind('x', 't1')).toBe(true)
      expect([await bind('x', 't2'), await bind('y', 't1'), await bind('z', 'nobody')]).toEqual([
        false,
        false,
        false,
      ])
      expect(await rows((r) => r.identities.find(issuer, 'x'))).toBe('t1')
    })
  })

  describe('sign-in', () => {
    test('a provider is found before the school is known, and is of one school', async () => {
      const [ours, theirs] = [await inSchool(), await inSchool()]
      expect(await ours.rows((r) => r.identityProviders.put(provider))).toBe(true)
      expect(await theirs.rows((r) => r.identityProviders.put(provider))).toBe(false)
      await ours.rows((r) => r.identityProviders.put({ ...provider, label: 'School login' }))
      const find = () => open().system((r) => r.identityProviders.get('google'))
      expect(await find()).toEqual({ ...provider, label: 'School login', school_id: ours.id })
      const listed = await open().system((r) => r.identityProviders.list(ours.id))
      expect(listed.map((one) => one.label)).toEqual(['School login'])
      expect(await theirs.rows((r) => r.identityProviders.remove('google'))).toBe(false)
      expect(await ours.rows((r) => r.identityProviders.remove('google'))).toBe(true)
      expect(await find()).toBeNull()
    })

    test('a sign-in on its way is taken once, and not when it is over', async () => {
      const { id, rows } = await inSchool()
      await rows((r) => r.identityProviders.put(provider))
      const pending = {
        ...{ school_id: id, provider_id: 'google', nonce: 'n', code_verifier: 'v', return_path: '/' },
      }
      const begin = (state: string) =>
        open().system((r) => r.signIns.begin(state, pending, { now: noon, expiresAt: later(60_000) }))
      const take = (state: string, at: Date) => open().system((r) => r.signIns.take(state, at))
      await begin('a')
      await begin('b')
      expect(await take('a', later(59_999))).toEqual(pending)
      expect(await take('a', later(59_999))).toBeNull()
      expect(await take('b', later(60_000))).toBeNull()
      await rows((r) => r.identityProviders.remove('google'))
    })

    test('a session is found by its secret and for a moment by the one before, until it is revoked', async () => {
      const { id, rows } = await inSchool()
      await rows((r) => r.people.putStaff([ode], false))
      const at = noon.toISOString()
      const session = {
        ...{ session_id: id, person_id: 't1', role: 'teacher', csrf_token: 'c' },
        ...{ created_at: at, renewed_at: at, seen_at: at },
      }
      await rows((r) => r.sessions.begin({ ...session, secret_hash: `${id}-1` }))
      const find = (secret: string, now = noon) =>
        open().system((r) => r.sessions.bySecret(`${id}-${secret}`, now))
      expect(await find('1')).toEqual({
        ...{ ...session, school_id: id, person_role: 'teacher', reader_id: null, is_previous: false },
      })
      const renew = () =>
        rows((r) =>
          r.sessions.renew(
            id,
            { from_hash: `${id}-1`, to_hash: `${id}-2` },
            { at: later(5), previousUntil: later(10) },
          ),
        )
      expect([await renew(), await renew()]).toEqual([true, false])
      expect(await find('1', later(9))).toMatchObject({
        is_previous: true,
        renewed_at: later(5).toISOString(),
      })
      expect(await find('1', later(10))).toBeNull()
      await rows((r) => r.sessions.see(id, later(50)))
      expect(await find('2')).toMatchObject({ is_previous: false, seen_at: later(50).toISOString() })
      await rows((r) => r.people.putStaff([{ ...ode, role: 'admin' }], false))
      expect(await find('2')).toMatchObject({ role: 'teacher', person_role: 'admin' })
      await rows((r) => r.people.end(['t1'], noon))
      // Who comes back signs in anew.
      await rows((r) => r.people.putStaff([ode], false))
      expect(await find('2')).toBeNull()
    })
  })
}
