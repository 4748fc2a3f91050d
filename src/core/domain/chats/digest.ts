import { localFace, momentOf } from '../local-time.ts'

/** Whether somebody gets the weekly digest: never asked for it, does, or does not for the time being. */
export const digestChoices = ['off', 'on', 'paused'] as const
export type DigestChoice = (typeof digestChoices)[number]

/**
 * waiting: to be sent at its time. sent, skipped: done with. expired: its week went by. One that is done with stays, so that
 * its week has no second one.
 */
export type DigestState = 'waiting' | 'sent' | 'skipped' | 'expired'

/** When a digest may be sent: by whose clocks, and when there is no school. */
export interface DigestTimes {
  /** IANA name. */
  time_zone: string
  /** As a school's policy has them. */
  holidays: readonly string[]
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Outside of these hours of the recipient's own clock it is quiet. */
const firstHour = 7
const lastHour = 17
const schoolDays = 5
/** So long before its time a digest is laid out, so that it can be sent at once or skipped. */
const laidOutAheadMs = 3 * dayMs
/** A digest is not sent later than this after it was due, whatever happened. */
export const digestPeriodMs = 7 * dayMs
/** The first place on Earth to begin a day: 14 hours ahead of UTC. */
const earliest = 'Etc/GMT-14'

/**
 * The digests that should lie ready at `now`: of this week and of the next, each due on the first school day of its week in
 * the morning. None of a week that had begun anywhere when the recipient asked for digests (`since`): so that whoever
 * turns them off and on, moves to another school or changes the time zone gets no second one of a week.
 */
export function digestsToLayOut(
  now: Date,
  { since, ...times }: DigestTimes & { since: Date },
): { week: string; due_at: Date }[] {
  const begunBefore = mondayOf(localFace(since, earliest))
  const monday = mondayOf(localFace(now, times.time_zone))
  return [monday, monday + 7 * dayMs].flatMap((start) => {
    const due_at = start > begunBefore ? openFrom(start, start, times) : null
    return due_at === null || due_at.getTime() - laidOutAheadMs > now.getTime()
      ? []
      : [{ week: isoWeek(start), due_at }]
  })
}

/** When a digest of this week may be sent, at `now` or later in its week; null when its week went by. */
export function whenToSend(now: Date, week: string, times: DigestTimes): Date | null {
  const face = localFace(now, times.time_zone)
  const monday = mondayOf(face)
  const start = [monday, monday + 7 * dayMs].find((one) => isoWeek(one) === week)
  return start === undefined ? null : openFrom(start, face.getTime(), times)
}

/** The first moment from `face` on at which something may be sent in the week of this Monday; null for none. */
function openFrom(monday: number, face: number, times: DigestTimes): Date | null {
  for (let day = monday; day < monday + schoolDays * dayMs; day += dayMs) {
    const moment = Math.max(day + firstHour * hourMs, face)
    if (!isHoliday(day, times) && moment < day + lastHour * hourMs)
      return momentOf(new Date(moment), times.time_zone)
  }
  return null
}

function isHoliday(day: number, { holidays }: DigestTimes): boolean {
  const date = new Date(day).toISOString().slice(0, 10)
  return holidays.some((days) => {
    const [first = '', last = ''] = days.split('/')
    return first <= date && date <= last
  })
}

/** The Monday before or on a day; clocks' faces in ms, as if they were UTC. */
function mondayOf(face: Date): number {
  const day = Math.floor(face.getTime() / dayMs) * dayMs
  return day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs
}

/** The week's name by ISO 8601, of its Monday: the year is that of its Thursday. */
function isoWeek(monday: number): string {
  const thursday = new Date(monday + 3 * dayMs)
  const year = thursday.getUTCFullYear()
  const number = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * dayMs))
  return `${year}-W${String(number).padStart(2, '0')}`
}
