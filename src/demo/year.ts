/** The invented school year: which days it has, and how busy the library is on each. */

const firstDay = '2025-09-01'
const lastDay = '2026-06-19'
const dayMs = 86_400_000

const holidays = [
  { from: '2025-10-25', to: '2025-11-02' },
  { from: '2025-12-20', to: '2026-01-04' },
  { from: '2026-02-14', to: '2026-02-22' },
  { from: '2026-03-28', to: '2026-04-12' },
] as const

/** A day of the school year; `busyness` is 1 on an ordinary school day. `number` counts from the first day. */
export interface SchoolDay {
  number: number
  date: string
  busyness: number
}

/** The calendar date (YYYY-MM-DD) that lies `days` after the first day of the school year. */
export function dateOf(days: number): string {
  return new Date(Date.parse(firstDay) + days * dayMs).toISOString().slice(0, 10)
}

/** The number of the last day of the school year. */
export const lastDayNumber = (Date.parse(lastDay) - Date.parse(firstDay)) / dayMs

/** Every day of the school year on which anybody may borrow at all. */
export function schoolDays(): SchoolDay[] {
  const days: SchoolDay[] = []
  for (let number = 0; number <= lastDayNumber; number += 1) {
    const busyness = busynessOf(number)
    if (busyness > 0) days.push({ number, date: dateOf(number), busyness })
  }
  return days
}

/** Whether the library is shut for holidays on that day (nearly: the public room opens now and then). */
export const isHoliday = (date: string): boolean => holidays.some((h) => h.from <= date && date <= h.to)

function busynessOf(number: number): number {
  const date = dateOf(number)
  const weekday = new Date(date).getUTCDay()
  if (weekday === 0 || weekday === 6) return 0
  if (isHoliday(date)) return 0.02
  if (number < 4) return 0.4
  // Books that are lent in the last week have no time to come back.
  if (number > lastDayNumber - 8) return 0.2
  if (number > lastDayNumber - 25) return 0.75
  const soon = [1, 2, 3, 4, 5].some((ahead) => isHoliday(dateOf(number + ahead)))
  if (soon && weekday >= 3) return 2.1
  // The weekly library lesson of most classes falls on Tuesday or Thursday.
  return weekday === 2 || weekday === 4 ? 1.25 : 0.9
}
