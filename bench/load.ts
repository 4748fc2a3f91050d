import autocannon from 'autocannon'
import { serviceKey } from './program.ts'
import type { Result } from './results.ts'
import { median } from './statistics.ts'

export const connections = 50

/** What is asked for again and again: the same each time, or a new body for each request. */
export interface Asking {
  method?: 'GET' | 'POST'
  body?(): string
}

/** Requests answered a second by `connections` that ask one after the other; throws when one is refused. */
export async function requestsASecond(url: string, seconds: number, asking: Asking = {}): Promise<number> {
  const { method = 'GET', body } = asking
  const headers = {
    authorization: `Bearer ${serviceKey}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const anew = body && [{ setupRequest: (request: autocannon.Request) => ({ ...request, body: body() }) }]
  const result = await autocannon({
    ...{ url, method, headers, connections, duration: seconds },
    ...(anew === undefined ? {} : { requests: anew }),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors at ${url}`)
  return result.requests.average
}

/** Both in turn, so that whatever else the machine does falls on both; a first second each is not counted. */
export async function inTurns(
  rounds: number,
  seconds: number,
  sides: { ours(seconds: number): Promise<number>; bare(seconds: number): Promise<number> },
): Promise<{ ours: number[]; bare: number[] }> {
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
  await sides.bare(1)
  await sides.ours(1)
  for (let round = 0; round < rounds; round++) {
    rates.bare.push(await sides.bare(seconds))
    rates.ours.push(await sides.ours(seconds))
  }
  return rates
}

/** What both do a second, and ours as a share of theirs. */
export function besideBare(
  rates: { ours: readonly number[]; bare: readonly number[] },
  told: { ours: Pick<Result, 'what' | 'limit'>; bare: string; share: { what: string; atLeast: number } },
): Result[] {
  const [ours, theirs] = [median(rates.ours), median(rates.bare)]
  const { what, atLeast } = told.share
  return [
    { ...told.ours, value: ours, unit: '/s' },
    { what: told.bare, value: theirs, unit: '/s' },
    { what, value: ours / theirs, unit: 'x', limit: { atLeast } },
  ]
}
