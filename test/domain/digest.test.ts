import { describe, expect, test } from 'vitest'
import { digestsToLayOut, whenToSend } from '../../src/core/domain/chats/digest.ts'

const hourMs = 3_600_000
const at = (text: string): Date => new Date(text)

interface Life {
  time_zone: string
  since: string
  from: string
  to: string
  holidays?: readonly string[]
  everyMs?: number
}

/** When digests are sent to somebody if a process looks so often, by week. */
function sent({ time_zone, since, from, to, holidays = [], everyMs = hourMs / 4 }: Life): [string, string][] {
  const laidOut = new Map<string, Date>()
  const found: [string, string][] = []
  for (let now = Date.parse(from); now <= Date.parse(to); now += everyMs) {
    const moment = new Date(now)
    for (const { week, due_at } of digestsToLayOut(moment, { time_zone, holidays, since: at(since) }))
      if (!laidOut.has(week)) laidOut.set(week, due_at)
    for (const [week, due] of laidOut) {
      if (due > moment || found.some(([one]) => one === week)) continue
      const when = whenToSend(moment, week, { time_zone, holidays })
      if (when !== null && when <= moment) found.push([week, moment.toISOString()])
    }
  }
  return found
}

describe('[chat-N40] a weekly digest', () => {
  test.each([
    // The clock goes forward on Sunday, 29 March; seven in the morning is an hour earlier by UTC from then on.
    ['Europe/Berlin', '2026-03-21T00:00Z', ['2026-03-23T06:00:00.000Z', '2026-03-30T05:00:00.000Z']],
    // And back on Sunday, 25 October.
    ['Europe/Berlin', '2026-10-17T00:00Z', ['2026-10-19T05:00:00.000Z', '2026-10-26T06:00:00.000Z']],
    ['America/New_York', '2026-02-28T06:00Z', ['2026-03-02T12:00:00.000Z', '2026-03-09T11:00:00.000Z']],
    ['Pacific/Chatham', '2026-09-19T00:00Z', ['2026-09-20T18:15:00.000Z', '2026-09-27T17:15:00.000Z']],
  ])(
    '[chat-N40] comes on Monday at seven by the clocks of %s, also when they change',
    (time_zone, from, all) => {
      const to = new Date(Date.parse(from) + 13 * 24 * hourMs).toISOString()
      expect(sent({ time_zone, since: '2026-01-01T00:00Z', from, to }).map(([, moment]) => moment)).toEqual(
        all,
      )
    },
  )

  test('[chat-N40] comes once in each of a hundred weeks, whatever the clocks do', () => {
    for (const time_zone of ['Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Beirut']) {
      const life = { since: '2025-12-01T00:00Z', from: '2026-01-05T00:00Z', to: '2027-12-04T00:00Z' }
      const weeks = sent({ time_zone, ...life, everyMs: 6 * hourMs }).map(([week]) => week)
      expect([time_zone, new Set(weeks).size, weeks.length]).toEqual([time_zone, 100, 100])
    }
  })

  test('[chat-N40] of the week in which it was asked for, anywhere on Earth, is none', () => {
    const life = { time_zone: 'America/New_York', from: '2026-03-01T00:00Z', to: '2026-03-21T00:00Z' }
    const weeks = (since: string) => sent({ ...life, since }).map(([week]) => week)
    // In New York it is Sunday still, elsewhere Monday of week 10.
    expect(weeks('2026-03-01T20:00Z')).toEqual(['2026-W11', '2026-W12'])
    expect(weeks('2026-02-28T20:00Z')).toEqual(['2026-W10', '2026-W11', '2026-W12'])
    expect(weeks('2026-03-09T12:00Z')).toEqual(['2026-W12'])
  })

  test('waits for the first day of school, and a week without one has none', () => {
    const life = { time_zone: 'Europe/Berlin', since: '2026-01-01T00:00Z', from: '2026-03-28T00:00Z' }
    const holidays = ['2026-03-30/2026-03-31', '2026-04-06/2026-04-10']
    expect(sent({ ...life, to: '2026-04-18T00:00Z', holidays })).toEqual([
      ['2026-W14', '2026-04-01T05:00:00.000Z'],
      ['2026-W16', '2026-04-13T05:00:00.000Z'],
    ])
  })

  test.each([
    ['at noon goes at once', '2026-03-02T11:00Z', '2026-03-02T11:00:00.000Z'],
    ['before seven waits for seven', '2026-03-02T04:00Z', '2026-03-02T06:00:00.000Z'],
    ['in the evening waits for the morning', '2026-03-02T17:00Z', '2026-03-03T06:00:00.000Z'],
    ['on the Sunday before waits for Monday', '2026-03-01T12:00Z', '2026-03-02T06:00:00.000Z'],
  ])('that is taken up %s', (_, now, when) => {
    const times = { time_zone: 'Europe/Berlin', holidays: [] }
    expect(whenToSend(at(now), '2026-W10', times)?.toISOString()).toBe(when)
  })

  test.each(['2026-03-06T17:00Z', '2026-03-09T07:00Z', '2026-04-01T07:00Z', '2027-03-08T07:00Z'])(
    '[chat-N40] is not made up for at %s, after its week',
    (now) => {
      const times = { time_zone: 'Europe/Berlin', holidays: [] }
      expect(whenToSend(at(now), '2026-W10', times)).toBeNull()
    },
  )
})
