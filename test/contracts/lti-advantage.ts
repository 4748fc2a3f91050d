import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { LtiSession } from '../../src/core/domain/courses/lti.ts'
import { noLtiServices } from '../../src/core/domain/courses/lti-advantage.ts'
import type { SchoolRows, Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const later = (ms: number): Date => new Date(noon.getTime() + ms)
const hourMs = 3_600_000
const on = { ...noLtiServices, roster: true, scores: true }

/** What every store promises of rosters and of scores that are owed. */
export function ltiServicesSuite(ground: Ground): void {
  let store: Store
  let id: string
  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const aPlatform = async (registration_id: string) => {
    await inSchool(async (rows) => {
      await rows.ltiRegistrations.add({
        ...{
          registration_id,
          issuer: registration_id,
          client_id: 'c',
          family: 'other',
          auth_url: 'https://a',
        },
        ...{ token_url: 'https://t', jwks_url: 'https://j', frame_origins: [], require_sub: false },
        ...{ account_key: 'sealed', withheld: [] },
      })
      await rows.ltiRegistrations.setState(registration_id, { state: 'active', frame_origins: null })
      await rows.ltiServices.put(registration_id, on)
    })
    return registration_id
  }
  let lms: string

  beforeEach(async () => {
    store = createStore(ground.driver)
    id = `services-${uuidv7()}`
    await store.system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'UTC' }),
    )
    lms = await aPlatform(`${id}-lms`)
  })

  describe('what a school turned on', () => {
    test('is nothing before it did, and known before the school is', async () => {
      const of = (one: string) => store.system((rows) => rows.ltiServices.of(one))
      expect(await of('nowhere')).toEqual(noLtiServices)
      expect(await of(lms)).toEqual(on)
      const chosen = { roster: false, scores: true, token_audience: 'https://x', origins: ['https://o'] }
      expect(await inSchool((rows) => rows.ltiServices.put(lms, chosen))).toBe(true)
      expect(await of(lms)).toEqual(chosen)
      expect(await inSchool((rows) => rows.ltiServices.put('nowhere', chosen))).toBe(false)
    })

    test('tells the schedule which jobs the school has', async () => {
      const scheduled = async () => {
        const all = await store.system((rows) => rows.schools.scheduled({ limit: 1000, after: null }))
        const { reads_rosters, sends_scores } = all.find(({ school_id }) => school_id === id)!
        return [reads_rosters, sends_scores]
      }
      expect(await scheduled()).toEqual([true, true])
      await inSchool((rows) => rows.ltiServices.put(lms, { ...on, roster: false }))
      expect(await scheduled()).toEqual([false, true])
    })
  })

  describe('courses', () => {
    const aCourse = (context_id: string, registration_id = lms) => ({
      ...{ registration_id, context_id, members_url: `https://m/${context_id}` },
    })
    const times = { now: noon, again: later(hourMs), openedSince: new Date(0) }
    const take = (at = times, but: string[] = []) => inSchool((rows) => rows.ltiCourses.take(at, but))
    const aSession = (account_id: string, more: Partial<LtiSession> = {}): LtiSession => ({
      ...{ session_hash: uuidv7(), proof_hash: 'p', school_id: id, registration_id: lms, account_id },
      ...{
        role: 'student',
        context_id: 'c1',
        custom: {},
        locale: null,
        csrf_token: 'c',
        acted: false,
        deep_linking: null,
      },
      ...{ opened_at: noon.toISOString(), line_item: null },
      ...more,
    })
    const open = (...sessions: LtiSession[]) =>
      store.system(async (rows) => {
        for (const session of sessions) await rows.ltiLaunches.putSession(session)
      })
    const ended = async () =>
      (
        await ground.driver.transaction({ role: 'shelftalk_app', schoolId: id, background: false }, (sql) =>
          sql.rows<{ account_id: string }>(
            'select account_id from lti_session where revoked_at is not null order by account_id',
          ),
        )
      ).map(({ account_id }) => account_id)

    test('are taken one at a time, each once, of registrations that may be asked', async () => {
      const off = await aPlatform(`${id}-off`)
      await inSchool(async (rows) => {
        for (const name of ['c1', 'c2', 'c3']) await rows.ltiCourses.note(aCourse(name), noon)
        await rows.ltiCourses.note(aCourse('c4', off), noon)
        await rows.ltiServices.put(off, { ...on, roster: false })
      })
      const taken = await Promise.all([take(), take(), take(), take(), take()])
      expect(taken.flatMap((one) => one?.context_id ?? []).sort()).toEqual(['c1', 'c2', 'c3'])
      expect(await take()).toBeNull()
      const nextHour = { ...times, now: later(hourMs) }
      expect(await take(nextHour, [lms])).toBeNull()
      expect(await take({ ...nextHour, openedSince: later(1) })).toBeNull()
      expect(await take(nextHour)).toEqual(aCourse('c1'))
      await inSchool((rows) => rows.ltiRegistrations.setState(lms, { state: 'off', frame_origins: null }))
      expect(await take(nextHour)).toBeNull()
    })

    test('end the sessions of who left or may less, keep nobody who never came, and leave other courses alone', async () => {
      await inSchool((rows) => rows.ltiCourses.note(aCourse('c1'), noon))
      await open(
        ...[aSession('left'), aSession('stays'), aSession('elsewhere', { context_id: 'c2' })],
        ...[aSession('late', { opened_at: later(1).toISOString() }), aSession('watches')],
        ...[aSession('taught', { role: 'instructor' }), aSession('teaches', { role: 'instructor' })],
      )
      const told = {
        isWhole: true,
        members: [
          ...[
            { account_id: 'stays', role: 'student' as const },
            { account_id: 'taught', role: 'student' as const },
          ],
          ...[
            { account_id: 'teaches', role: 'instructor' as const },
            { account_id: 'gone', role: null },
          ],
          ...[
            { account_id: 'watches', role: 'observer' as const },
            { account_id: 'new', role: 'student' as const },
          ],
        ],
      }
      const at = { began: noon, now: later(1000) }
      expect(await inSchool((rows) => rows.ltiCourses.apply(aCourse('c1'), told, at))).toEqual({
        ...{ left: 1, sessions: 3 },
      })
      expect(await ended()).toEqual(['left', 'taught', 'watches'])
      expect(await inSchool((rows) => rows.ltiCourses.counts(lms))).toEqual({
        ...{ courses: 1, read_at: later(1000).toISOString(), failures: {} },
      })
      // Of a part of a roster only what it says holds.
      const part = { isWhole: false, members: [{ account_id: 'stays', role: null }] }
      expect(await inSchool((rows) => rows.ltiCourses.apply(aCourse('c1'), part, at))).toEqual({
        ...{ left: 1, sessions: 1 },
      })
      await inSchool((rows) => rows.ltiCourses.fail(aCourse('c1'), 'platform_away'))
      expect(await inSchool((rows) => rows.ltiCourses.counts(lms))).toMatchObject({
        failures: { platform_away: 1 },
      })
    })
  })

  describe('scores', () => {
    const aScore = (account_id: string, registration_id = lms) => ({
      ...{ registration_id, account_id, line_item: 'https://l/1?type_id=2' },
    })
    const open = (account_id: string, sealed_user = 'sealed') =>
      inSchool((rows) =>
        rows.ltiScores.open({ ...aScore(account_id), sealed_user, scopes: ['s'] }, later(24 * hourMs)),
      )
    const complete = (account_id: string, at = noon) =>
      inSchool((rows) => rows.ltiScores.complete(aScore(account_id), at))
    const take = (now = noon, but: string[] = []) =>
      inSchool((rows) => rows.ltiScores.take({ now, leaseUntil: new Date(now.getTime() + 120_000) }, but))
    const counts = () => inSchool((rows) => rows.ltiScores.counts(lms))

    test('are owed once the work is done, and taken by one', async () => {
      for (const name of ['a', 'b', 'c']) await open(name)
      expect(await take()).toBeNull()
      expect(await Promise.all(['a', 'b', 'c', 'nobody'].map((name) => complete(name)))).toEqual([
        ...[true, true, true, false],
      ])
      expect(await complete('a')).toBe(false)
      expect(await take(noon, [lms])).toBeNull()
      const taken = await Promise.all([take(), take(), take(), take(), take()])
      expect(taken.flatMap((one) => one?.account_id ?? []).sort()).toEqual(['a', 'b', 'c'])
      expect(taken[0]).toMatchObject({ sealed_user: 'sealed', scopes: ['s'], attempts: 0 })
      // Whoever took one and was killed leaves it to another.
      expect(await take(later(120_000))).toMatchObject({ attempts: 1, scored_at: noon.toISOString() })
      await inSchool((rows) => rows.ltiServices.put(lms, { ...on, scores: false }))
      expect(await take(later(hourMs))).toBeNull()
    })

    test('that were sent or kept stay so; those that were refused may be owed anew, at a later time', async () => {
      for (const name of ['sent', 'kept', 'refused']) {
        await open(name)
        await complete(name)
      }
      await inSchool(async (rows) => {
        await rows.ltiScores.end(aScore('sent'), { state: 'sent', failure: null })
        await rows.ltiScores.end(aScore('kept'), { state: 'kept', failure: null })
        await rows.ltiScores.end(aScore('refused'), { state: 'refused', failure: 'not_found' })
      })
      expect(await counts()).toEqual({
        ...{ states: { sent: 1, kept: 1, refused: 1 }, failures: { not_found: 1 } },
      })
      expect(await inSchool((rows) => rows.ltiScores.sealedUsers())).toEqual([])
      for (const name of ['sent', 'kept', 'refused']) await open(name)
      expect(await Promise.all(['sent', 'kept', 'refused'].map((name) => complete(name)))).toEqual([
        ...[false, false, true],
      ])
      expect(await take()).toMatchObject({
        ...{ account_id: 'refused', scored_at: later(1000).toISOString(), attempts: 0 },
      })
    })

    test('that are too late forget whom they were of', async () => {
      await open('late')
      await open('looked')
      await complete('late')
      expect(await inSchool((rows) => rows.ltiScores.expire(later(24 * hourMs - 1)))).toBe(0)
      expect(await take(later(24 * hourMs))).toBeNull()
      expect(await inSchool((rows) => rows.ltiScores.expire(later(24 * hourMs)))).toBe(1)
      expect(await counts()).toEqual({ states: { expired: 1 }, failures: { too_late: 1 } })
      expect(await inSchool((rows) => rows.ltiScores.sealedUsers())).toEqual([])
    })

    test('are sealed anew only as they were, and forgotten with what was turned off', async () => {
      await open('a', 'old')
      const anew = (from: string) =>
        inSchool((rows) => rows.ltiScores.sealAnew(aScore('a'), { from, to: 'new' }))
      expect([await anew('other'), await anew('old'), await anew('old')]).toEqual([false, true, false])
      expect(await inSchool((rows) => rows.ltiScores.sealedUsers())).toEqual([
        { ...aScore('a'), sealed_user: 'new' },
      ])
      await inSchool((rows) => rows.ltiScores.forget(lms))
      expect(await counts()).toEqual({ states: {}, failures: {} })
    })
  })
}
