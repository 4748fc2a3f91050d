import { type LtiServices, noLtiServices } from '../../../domain/courses/lti-advantage.ts'
import type { LtiServiceLookup, LtiServiceSwitches } from '../../../ports/courses/lti-advantage.ts'
import type { Sql } from '../sql.ts'

export const ltiServiceLookup = (sql: Sql): LtiServiceLookup => ({
  of: async (registrationId) =>
    (
      await sql.rows<LtiServices>(
        'select roster, scores, token_audience, origins from lti_services where registration_id = $1',
        [registrationId],
      )
    )[0] ?? noLtiServices,
})

export const ltiServices = (sql: Sql): LtiServiceSwitches => ({
  ...ltiServiceLookup(sql),
  put: async (registrationId, { roster, scores, token_audience, origins }) =>
    (
      await sql.rows(
        `insert into lti_services (school_id, registration_id, roster, scores, token_audience, origins)
         select school_id, registration_id, $2, $3, $4, $5 from lti_registration where registration_id = $1
         on conflict (school_id, registration_id) do update set roster = excluded.roster, scores = excluded.scores,
           token_audience = excluded.token_audience, origins = excluded.origins
         returning registration_id`,
        [registrationId, roster, scores, token_audience, origins],
      )
    ).length > 0,
})

/** Whether the registration of `row` is active and lets this be asked of it. */
export const isOn = (row: string, service: 'roster' | 'scores'): string =>
  `exists (select from lti_services v join lti_registration r using (school_id, registration_id)
     where v.registration_id = ${row}.registration_id and v.${service} and r.state = 'active')`
