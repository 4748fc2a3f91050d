import { clockApartSeconds } from '../../core/domain/courses/lti.ts'
import type { Finding } from './finding.ts'

const withinMs = 5_000

export interface Asked {
  status: number
  headers: Headers
  body: unknown
  /** What the other side's clock showed; null when it told nothing. */
  date: Date | null
}

/** One question over HTTP; null when nobody answers in some seconds. */
export async function askAt(
  url: string,
  headers: Record<string, string>,
  method: 'GET' | 'POST' = 'GET',
): Promise<Asked | null> {
  try {
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(withinMs) })
    const date = new Date(response.headers.get('date') ?? Number.NaN)
    const body: unknown = await response.json().catch(() => null)
    const { status } = response
    return { status, headers: response.headers, body, date: Number.isNaN(date.getTime()) ? null : date }
  } catch {
    return null
  }
}

/** How far a platform's clock and ours are apart; what it signs and what expires there is told by its clock. */
export function apartFinding(
  name: string,
  date: Date | null,
  { now, maxSeconds }: { now: Date; maxSeconds: number },
): Finding {
  if (date === null) return { what: `${name}: answers.` }
  const seconds = clockApartSeconds(date, now)
  const what = `${name}: answers; its clock and ours are ${seconds} s apart.`
  return seconds > maxSeconds ? { what, advice: 'Run NTP on this machine.' } : { what }
}
