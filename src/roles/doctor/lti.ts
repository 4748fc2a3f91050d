import type { Config } from '../../config.ts'
import { maxClockApartSeconds } from '../../core/domain/courses/lti.ts'
import type { ActiveRegistration } from '../../core/ports/courses/lti.ts'
import type { Outgoing } from '../../core/ports/outgoing.ts'
import { apartFinding } from './ask.ts'
import { lookIntoDatabase } from './database.ts'
import type { Finding } from './finding.ts'

/** The learning platforms that schools registered, where the tool is reachable at all. */
export async function checkLti(config: Config): Promise<Finding[]> {
  if (config.publicUrl === null) return []
  return lookIntoDatabase(config, async ({ flows }, { connections: { outgoing }, isMigrated }) =>
    isMigrated
      ? lookAtLti({ platforms: await flows.ltiRegistrations.active(), outgoing, now: new Date() })
      : [],
  )
}

/** Whether each platform's keys answer, and whether its clock is ours, by what it says now and by its last launch. */
export async function lookAtLti(look: {
  platforms: readonly ActiveRegistration[]
  outgoing: Outgoing
  now: Date
}): Promise<Finding[]> {
  const all = await Promise.all(look.platforms.map((one) => platform(one, look)))
  return all.flat()
}

async function platform(
  { registration_id, school_id, jwks_url, clock_apart_seconds }: ActiveRegistration,
  { outgoing, now }: { outgoing: Outgoing; now: Date },
): Promise<Finding[]> {
  const name = `LTI platform ${registration_id} of ${school_id}`
  const answer = await outgoing.request({ method: 'GET', url: jwks_url }).catch((error: unknown) => error)
  const asked =
    answer instanceof Error
      ? {
          what: `${name}: its keys at ${jwks_url} cannot be fetched.`,
          advice: `Let this machine reach it. ${answer.message}`,
        }
      : apartFinding(name, (answer as { date: Date | null }).date, { now, maxSeconds: maxClockApartSeconds })
  if (clock_apart_seconds <= maxClockApartSeconds) return [asked]
  const what = `${name}: at its last launch its clock and ours were ${clock_apart_seconds} s apart.`
  return [asked, { what, advice: 'Run NTP on both: beyond a minute launches are refused.' }]
}
