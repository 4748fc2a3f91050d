import { describe, expect, test } from 'vitest'
import { startOfLocalHour } from '../../src/core/domain/local-time.ts'
import { dueRuns, type ScheduledSchool } from '../../src/core/domain/schedule.ts'

const minuteMs = 60_000

function aSchool(facts: Partial<ScheduledSchool> = {}): ScheduledSchool {
  return {
    school_id: 'school',
    time_zone: 'UTC',
    created_at: new Date('2020-01-01T00:00:00Z'),
    asked: {},
    ...{ reads_rosters: false, sends_scores: false },
    ...facts,
  }
}

/** The due times of a job that a process sees which looks every `everyMs` from one moment to another. */
function seen(
  job: string,
  at: { time_zone?: string; from: string; to: string; everyMs?: number; school_id?: string },
): string[] {
  const found: string[] = []
  const school = aSchool({ time_zone: at.time_zone ?? 'UTC', school_id: at.school_id ?? 'school' })
  const asked: Record<string, Date> = { [job]: new Date(at.from) }
  for (let now = Date.parse(at.from); now <= Date.parse(at.to); now += at.everyMs ?? minuteMs) {
    for (const due of dueRuns(new Date(now), [{ ...school, asked }])) {
      if (due.job !== job) continue
      found.push(due.due_at.toISOString())
      asked[job] = due.due_at
    }
  }
  return found
}

describe('two in the morning', () => {
  test.each([
    // The clock goes from 2:00 to 3:00, which is the first moment after the gap.
    ['Europe/Berlin', '2026-03-28T12:00Z', ['2026-03-29T01:00:00.000Z', '2026-03-30T00:00:00.000Z']],
    // At 3:00 it goes back to 2:00: the first of the two counts.
    ['Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z']],
    ['America/New_York', '2026-03-07T12:00Z', ['2026-03-08T07:00:00.000Z', '2026-03-09T06:00:00.000Z']],
    // At 2:00 it goes back to 1:00, so that 2:00 comes once, an hour later than the day before.
    ['America/New_York', '2026-10-31T12:00Z', ['2026-11-01T07:00:00.000Z', '2026-11-02T07:00:00.000Z']],
    // The clock goes from 2:00 to 2:30, half an hour.
    ['Australia/Lord_Howe', '2026-10-03T03:00Z', ['2026-10-03T15:30:00.000Z', '2026-10-04T15:00:00.000Z']],
    ['Australia/Lord_Howe', '2026-04-04T03:00Z', ['2026-04-04T15:30:00.000Z', '2026-04-05T15:30:00.000Z']],
    ['Asia/Kathmandu', '2026-05-01T00:00Z', ['2026-05-01T20:15:00.000Z', '2026-05-02T20:15:00.000Z']],
  ])('comes once a night in %s after %s', (time_zone, from, nights) => {
    const to = new Date(Date.parse(from) + 2 * 86_400_000 - 3_600_000).toISOString()
    expect(seen('nightly', { time_zone, from, to })).toEqual(nights)
  })

  test('is shown by the clock of that place, in every night of two years but those of the gap', () => {
    for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Chatham']) {
      const shows = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
      const odd = new Set<string>()
      let nights = 0
      for (let day = 0; day < 730; day++) {
        const found = startOfLocalHour(new Date(Date.UTC(2026, 0, 1, 18) + day * 86_400_000), timeZone, 2)
        if (shows.format(found) !== '02:00') odd.add(found.toISOString())
        nights++
      }
      expect([timeZone, nights, odd.size <= 4]).toEqual([timeZone, 730, true])
    }
  })

  test('counts as UTC where the time zone is unknown, and keeps no other school waiting', () => {
    const schools = [aSchool({ school_id: 'a', time_zone: 'Mars/Base' }), aSchool({ school_id: 'b' })]
    const due = dueRuns(new Date('2026-05-01T03:00Z'), schools).filter((run) => run.job === 'nightly')
    expect(due).toEqual(
      ['a', 'b'].map((school_id) => ({
        school_id,
        job: 'nightly',
        due_at: new Date('2026-05-01T02:00Z'),
      })),
    )
  })
})

describe('what was missed', () => {
  const nightly = (now: string, school: Partial<ScheduledSchool>): Date[] =>
    dueRuns(new Date(now), [aSchool(school)]).flatMap((run) => (run.job === 'nightly' ? [run.due_at] : []))

  test('is made up for once, however many nights went by', () => {
    const asked = { nightly: new Date('2026-05-01T02:00Z') }
    expect(nightly('2026-05-08T09:00Z', { asked })).toEqual([new Date('2026-05-08T02:00Z')])
    expect(nightly('2026-05-08T09:00Z', { asked: { nightly: new Date('2026-05-08T02:00Z') } })).toEqual([])
  })

  test('waits for the coming night when that is near', () => {
    expect(nightly('2026-05-08T21:59Z', {})).toHaveLength(1)
    expect(nightly('2026-05-08T22:00Z', {})).toEqual([])
  })

  test('of before the school was there is no matter', () => {
    expect(nightly('2026-05-08T09:00Z', { created_at: new Date('2026-05-08T08:00Z') })).toEqual([])
    expect(nightly('2026-05-09T02:00Z', { created_at: new Date('2026-05-08T08:00Z') })).toHaveLength(1)
  })

  test('moves with the school’s time zone', () => {
    const asked = { nightly: new Date('2026-05-08T00:00Z') }
    expect(nightly('2026-05-08T06:30Z', { asked, time_zone: 'America/New_York' })).toEqual([
      new Date('2026-05-08T06:00Z'),
    ])
  })
})

describe('every five minutes', () => {
  test('a school’s books are looked at, at a moment of its own', () => {
    const hour = { from: '2026-05-01T10:00Z', to: '2026-05-01T11:00Z' }
    const times = seen('enrich', hour).map((time) => Date.parse(time))
    expect(times.length).toBeGreaterThanOrEqual(11)
    for (const [at, time] of times.slice(1).entries()) expect(time - times[at]!).toBe(5 * minuteMs)
    const offsets = new Set(
      Array.from(
        { length: 50 },
        (_, k) => (Date.parse(seen('enrich', { ...hour, school_id: `s${k}` })[0]!) / 1000) % 300,
      ),
    )
    expect(offsets.size).toBeGreaterThan(30)
  })

  test('a long pause is made up for by one look', () => {
    expect(
      seen('enrich', { from: '2026-05-01T10:00Z', to: '2026-05-02T10:00Z', everyMs: 86_400_000 }),
    ).toHaveLength(1)
  })
})

test('two thousand schools are looked over in a moment', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC']
  const schools = Array.from({ length: 2000 }, (_, k) =>
    aSchool({ school_id: `s${k}`, time_zone: zones[k % 4]! }),
  )
  const began = performance.now()
  expect(dueRuns(new Date('2026-05-01T18:30Z'), schools).length).toBeGreaterThan(2000)
  expect(performance.now() - began).toBeLessThan(1000)
})

test('rosters and scores are for schools that turned them on', () => {
  const now = new Date('2026-03-02T12:00:00Z')
  const jobs = (facts: Partial<ScheduledSchool>) =>
    dueRuns(now, [aSchool(facts)]).flatMap(({ job }) => (job === 'rosters' || job === 'scores' ? [job] : []))
  expect(jobs({})).toEqual([])
  expect(jobs({ reads_rosters: true })).toEqual(['rosters'])
  expect(jobs({ sends_scores: true })).toEqual(['scores'])
})
