import { startOfLocalHour } from './local-time.ts'

/** A school as the schedule sees it: where its clock stands, and up to which due time each job was asked for. */
export interface ScheduledSchool {
  school_id: string
  time_zone: string
  created_at: Date
  /** The last due time of each job for which it was asked; nothing for a job that never was. */
  asked: Readonly<Record<string, Date>>
  /** Whether it has the rosters of courses read, and scores sent, on any platform. */
  reads_rosters: boolean
  sends_scores: boolean
}

export interface DueRun {
  school_id: string
  job: string
  due_at: Date
}

const hourMs = 3_600_000

/** At which hour of the school's own clock the night's work begins. */
const nightlyHour = 2
/** A night that was missed is made up for until then; later the next one is near, and people are at work. */
const catchUpMs = 20 * hourMs
const enrichEveryMs = 300_000
const scoresEveryMs = 300_000

/** The last time at or before `now` at which a job of a school was due, or null when that is too long ago or never. */
type LastDue = (now: Date, school: ScheduledSchool) => Date | null

/** Everything that runs by itself. */
const schedule: Readonly<Record<string, LastDue>> = {
  nightly(now, school) {
    const due = startOfLocalHour(now, school.time_zone, nightlyHour)
    return now.getTime() - due.getTime() < catchUpMs ? due : null
  },
  enrich: (now, school) => lastOfEvery(enrichEveryMs, now, school.school_id),
  // Digests are laid out days ahead: an hour more or less delays none.
  digest: (now, school) => lastOfEvery(hourMs, now, school.school_id),
  rosters: (now, school) => (school.reads_rosters ? lastOfEvery(hourMs, now, school.school_id) : null),
  scores: (now, school) => (school.sends_scores ? lastOfEvery(scoresEveryMs, now, school.school_id) : null),
}

/**
 * What is due: each job of each school at most once, however many due times went by unseen, and nothing from before
 * there was the school.
 */
export function dueRuns(now: Date, schools: readonly ScheduledSchool[]): DueRun[] {
  return schools.flatMap((school) =>
    Object.entries(schedule).flatMap(([job, lastDue]) => {
      const due_at = lastDue(now, school)
      const seen = school.asked[job] ?? school.created_at
      return due_at !== null && due_at > seen ? [{ school_id: school.school_id, job, due_at }] : []
    }),
  )
}

/** The schools' turns are spread over the time between two, so that they do not all come at once. */
function lastOfEvery(everyMs: number, now: Date, schoolId: string): Date {
  const offset = spread(schoolId) % everyMs
  return new Date(Math.floor((now.getTime() - offset) / everyMs) * everyMs + offset)
}

/** A number that is the same for the same text and differs for others: FNV-1a, 32 bits. */
function spread(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value
}
