const dayMs = 86_400_000
const secondMs = 1000

/**
 * The last moment at or before `now` at which the clocks of a time zone (IANA name) struck this hour. Where the change
 * to summer time leaves the hour out, it is the first moment after the gap; where the change back repeats it, the first
 * of the two. An unknown time zone counts as UTC.
 */
export function startOfLocalHour(now: Date, timeZone: string, hour: number): Date {
  const clock = clockOf(timeZone)
  const today = Math.floor((now.getTime() + clock(now.getTime())) / dayMs) * dayMs
  const strikesToday = strikes(today + hour * 3_600_000, clock)
  return new Date(
    strikesToday <= now.getTime() ? strikesToday : strikes(today - dayMs + hour * 3_600_000, clock),
  )
}

/** What the clocks of a time zone show at a moment, as if it were UTC. */
export const localFace = (moment: Date, timeZone: string): Date =>
  new Date(moment.getTime() + clockOf(timeZone)(moment.getTime()))

/** The moment at which they show it; the first after a gap that leaves it out, the first of two. */
export const momentOf = (face: Date, timeZone: string): Date =>
  new Date(strikes(face.getTime(), clockOf(timeZone)))

/** Whether it is the name of a time zone (IANA). */
export const isTimeZone = (name: string): boolean => /^[A-Za-z]/.test(name) && createClock(name) !== null

/** How far the local clock is ahead of UTC at a moment, both in ms. */
type LocalClock = (moment: number) => number

/** When the clock shows `local` (its face read as if it were UTC): moments and faces in ms. */
function strikes(local: number, clock: LocalClock): number {
  const [before, after] = [clock(local - dayMs), clock(local + dayMs)]
  // Of the two moments that the offsets around mean, the earlier one first.
  const meant = [local - before, local - after].sort((a, b) => a - b)
  const shown = meant.find((moment) => moment + clock(moment) === local)
  return shown ?? firstAfterGap(meant[0] ?? local, meant[1] ?? local, clock)
}

/** The moment between two at which the clock was put forward. */
function firstAfterGap(early: number, late: number, clock: LocalClock): number {
  const ahead = clock(late)
  let [from, to] = [early, late]
  while (to - from > secondMs) {
    const middle = Math.floor((from + to) / 2 / secondMs) * secondMs
    if (clock(middle) === ahead) to = middle
    else from = middle
  }
  return to
}

/** Making one takes longer than using it a hundred times, and there are a few hundred zones. */
const clocks = new Map<string, LocalClock>()

function clockOf(timeZone: string): LocalClock {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const made = createClock(timeZone)
  if (made === null) return () => 0
  clocks.set(timeZone, made)
  return made
}

function createClock(timeZone: string): LocalClock | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    return (moment) => {
      const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? ''
      return offsetMs(name)
    }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Reads GMT, GMT+10:30 or GMT-00:44:30. */
function offsetMs(name: string): number {
  const [, sign, hours, minutes, seconds] = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name) ?? []
  if (sign === undefined) return 0
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)
  return (sign === '-' ? -size : size) * secondMs
}
