import {
  type LtiRosterCounts,
  type LtiScoreCounts,
  type LtiServices,
  noLtiServices,
} from '../../domain/courses/lti-advantage.ts'
import { notFound } from '../../domain/errors.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'

/** What is on, and what came of it. */
export interface LtiServiceState extends LtiServices {
  rosters: LtiRosterCounts
  delivered: LtiScoreCounts
}

export interface LtiServiceFlow {
  /** What the school of a registration turned on; all off for one that is not known. */
  of(registrationId: string): Promise<LtiServices>
  /** Turns services on or off. What was kept for one that is off now is forgotten. */
  choose(caller: Caller, registrationId: string, change: Partial<LtiServices>): Promise<void>
  state(caller: Caller, registrationId: string): Promise<LtiServiceState>
  /** The same of several, in their order. */
  states(caller: Caller, registrationIds: readonly string[]): Promise<LtiServiceState[]>
}

/** Rosters and scores are asked of a platform only where the school turned them on. */
export function createLtiServices({ store }: Pick<Core, 'store'>): LtiServiceFlow {
  return {
    of: (registrationId) => store.system((rows) => rows.ltiServices.of(registrationId)),
    async choose(caller, registrationId, change) {
      requirePermission(caller, 'spaces.bind')
      await store.school(caller.school_id, async (rows) => {
        const services = { ...noLtiServices, ...(await rows.ltiServices.of(registrationId)), ...change }
        if (!(await rows.ltiServices.put(registrationId, services))) throw notFound('registration')
        if (!services.roster) await rows.ltiCourses.forget(registrationId)
        if (!services.scores) await rows.ltiScores.forget(registrationId)
      })
    },
    async state(caller, registrationId) {
      requirePermission(caller, 'connections.read')
      return store.school(caller.school_id, (rows) => stateOf(rows, registrationId))
    },
    async states(caller, registrationIds) {
      requirePermission(caller, 'connections.read')
      return store.school(caller.school_id, (rows) =>
        Promise.all(registrationIds.map((id) => stateOf(rows, id))),
      )
    },
  }
}

const stateOf = async (rows: SchoolRows, registrationId: string): Promise<LtiServiceState> => ({
  ...(await rows.ltiServices.of(registrationId)),
  rosters: await rows.ltiCourses.counts(registrationId),
  delivered: await rows.ltiScores.counts(registrationId),
})
